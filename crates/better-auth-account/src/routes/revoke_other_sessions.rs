use axum::extract::State;
use better_auth_core::api::{EmptyRequest, StatusResponse};
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, Auth, CurrentSession, Json, RequestFacts};

/// End every session of the person who asks but this one.
#[utoipa::path(
    post,
    path = "/revoke-other-sessions",
    tag = "session",
    request_body(content = Option<EmptyRequest>),
    responses((status = 200, description = "They are over", body = StatusResponse)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn revoke_other_sessions(
    State(auth): State<Auth>,
    facts: RequestFacts,
    current: CurrentSession,
    _body: OptionalJson<EmptyRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    auth.end_sessions(&current.user.id, Some(&current.session.id), &facts).await?;
    Ok(Json(StatusResponse::DONE))
}
