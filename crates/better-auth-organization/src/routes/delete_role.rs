use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{key, role_key};
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Which role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteRoleRequest {
    /// By its name.
    role_name: Option<String>,
    /// By its id, unless there is a name.
    role_id: Option<String>,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// The role is gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeleteRoleResponse {
    /// Always true.
    success: bool,
}

/// Delete a role of an organization that nobody has.
#[utoipa::path(
    post,
    path = "/organization/delete-role",
    tag = "organization",
    request_body = DeleteRoleRequest,
    responses(
        (status = 200, description = "The role is gone", body = DeleteRoleResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `ROLE_NOT_FOUND`, `CANNOT_DELETE_A_PRE_DEFINED_ROLE`, `ROLE_IS_ASSIGNED_TO_MEMBERS`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn delete_role(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<DeleteRoleRequest>,
) -> Result<Json<DeleteRoleResponse>, ApiError> {
    let DeleteRoleRequest { role_name, role_id, organization_id } = body.0;
    let role = role_key("body", role_name, role_id)?;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    service.delete_role(Caller::new(&current, &facts), &key, &role).await?;
    Ok(Json(DeleteRoleResponse { success: true }))
}
