use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};

use super::{AdminUserIdRequest, AdminUserResponse, user_id};
use crate::service::{Admins, Caller};

/// Let a user in again.
#[utoipa::path(
    post,
    path = "/admin/unban-user",
    tag = "admin",
    request_body = AdminUserIdRequest,
    responses(
        (status = 200, description = "They may sign in", body = AdminUserResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_BAN_USERS`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn unban_user(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<AdminUserIdRequest>,
) -> Result<Json<AdminUserResponse>, ApiError> {
    let id = user_id(&body.0.user_id);
    let user = service.unban(Caller::new(&current, &facts), &id).await?;
    Ok(Json(AdminUserResponse { user: service.auth.user_response(user) }))
}
