use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AdminRolesRequest, AdminUserResponse, user_id};
use crate::service::{Admins, Caller};

/// Which roles for whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetUserRoleRequest {
    /// The user.
    user_id: String,
    /// The roles; they must be declared.
    role: AdminRolesRequest,
}

/// Give a user other roles.
#[utoipa::path(
    post,
    path = "/admin/set-role",
    tag = "admin",
    request_body = SetUserRoleRequest,
    responses(
        (status = 200, description = "They have them", body = AdminUserResponse),
        (status = 400, description = "`INVALID_ROLE_TYPE`, `YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE`, `YOU_CANNOT_REMOVE_THE_LAST_ADMIN`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE`", body = ErrorResponse),
        (status = 404, description = "`USER_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn set_role(
    State(service): State<Admins>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<SetUserRoleRequest>,
) -> Result<Json<AdminUserResponse>, ApiError> {
    let (id, roles) = (user_id(&body.0.user_id), body.0.role.parse()?);
    let user = service.set_role(Caller::new(&current, &facts), &id, &roles).await?;
    Ok(Json(AdminUserResponse { user: service.auth.user_response(user) }))
}
