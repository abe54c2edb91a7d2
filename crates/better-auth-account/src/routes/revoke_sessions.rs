use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::{EmptyRequest, StatusResponse};
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, Auth, CurrentSession, RequestFacts};
use http::HeaderMap;

use super::without_session;

/// End every session of the person who asks, this one as well.
#[utoipa::path(
    post,
    path = "/revoke-sessions",
    tag = "session",
    request_body(content = Option<EmptyRequest>),
    responses((status = 200, description = "They are over", body = StatusResponse)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn revoke_sessions(
    State(auth): State<Auth>,
    facts: RequestFacts,
    headers: HeaderMap,
    current: CurrentSession,
    _body: OptionalJson<EmptyRequest>,
) -> Result<Response, ApiError> {
    auth.end_sessions(&current.user.id, None, &facts).await?;
    Ok(without_session(&auth, &headers, StatusResponse::DONE))
}
