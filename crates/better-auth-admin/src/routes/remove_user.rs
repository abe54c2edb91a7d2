use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};

use super::{AdminSuccessResponse, AdminUserIdRequest, user_id};
use crate::service::{Admins, Caller};

/// Delete a user and everything that is theirs.
#[utoipa::path(
    post,
    path = "/admin/remove-user",
    tag = "admin",
    request_body = AdminUserIdRequest,
    responses(
        (status = 200, description = "They are gone", body = AdminSuccessResponse),
        (status = 400, description = "`YOU_CANNOT_REMOVE_YOURSELF`, `YOU_CANNOT_REMOVE_THE_LAST_ADMIN`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn remove_user(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<AdminUserIdRequest>,
) -> Result<Json<AdminSuccessResponse>, ApiError> {
    let id = user_id(&body.0.user_id);
    service.remove_user(Caller::new(&current, &facts), &id).await?;
    Ok(Json(AdminSuccessResponse::DONE))
}
