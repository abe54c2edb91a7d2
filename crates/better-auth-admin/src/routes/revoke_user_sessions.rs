use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};

use super::{AdminSuccessResponse, AdminUserIdRequest, user_id};
use crate::service::{Admins, Caller};

/// End all sessions of a user.
#[utoipa::path(
    post,
    path = "/admin/revoke-user-sessions",
    tag = "admin",
    request_body = AdminUserIdRequest,
    responses(
        (status = 200, description = "They are over", body = AdminSuccessResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn revoke_user_sessions(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<AdminUserIdRequest>,
) -> Result<Json<AdminSuccessResponse>, ApiError> {
    let id = user_id(&body.0.user_id);
    service.revoke_sessions(Caller::new(&current, &facts), &id).await?;
    Ok(Json(AdminSuccessResponse::DONE))
}
