use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use super::AdminSuccessResponse;
use crate::service::{Admins, Caller};

/// Which session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevokeUserSessionRequest {
    /// The `token` of the list, or the session token itself.
    session_token: SecretString,
}

/// End one session of a user. An unknown one is as good as ended.
#[utoipa::path(
    post,
    path = "/admin/revoke-user-session",
    tag = "admin",
    request_body = RevokeUserSessionRequest,
    responses(
        (status = 200, description = "It is over", body = AdminSuccessResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn revoke_user_session(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RevokeUserSessionRequest>,
) -> Result<Json<AdminSuccessResponse>, ApiError> {
    service.revoke_session(Caller::new(&current, &facts), &body.0.session_token).await?;
    Ok(Json(AdminSuccessResponse::DONE))
}
