use axum::extract::State;
use better_auth_core::access::Permissions;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{key, role_key};
use crate::api::OrganizationRoleResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::role::OrganizationRoleChanges;
use crate::service::{Caller, Organizations};

/// What is to become different about a role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleChangesRequest {
    /// What it allows, all of it.
    permission: Option<Permissions>,
    /// What it is called; folded to lower case, unique in the organization. Whoever has the role
    /// keeps it.
    role_name: Option<String>,
}

/// Which role becomes what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateRoleRequest {
    /// By its name.
    role_name: Option<String>,
    /// By its id, unless there is a name.
    role_id: Option<String>,
    /// What is to become different.
    data: RoleChangesRequest,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// The role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateRoleResponse {
    /// Always true.
    success: bool,
    /// The role as it is now.
    role_data: OrganizationRoleResponse,
}

/// Change a role of an organization. The caller must have what it allows, and what it will allow.
#[utoipa::path(
    post,
    path = "/organization/update-role",
    tag = "organization",
    request_body = UpdateRoleRequest,
    responses(
        (status = 200, description = "The role as it is now", body = UpdateRoleResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `ROLE_NOT_FOUND`, `ROLE_NAME_IS_ALREADY_TAKEN`, `INVALID_RESOURCE`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_role(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<UpdateRoleRequest>,
) -> Result<Json<UpdateRoleResponse>, ApiError> {
    let UpdateRoleRequest { role_name, role_id, data, organization_id } = body.0;
    let role = role_key("body", role_name, role_id)?;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let name = data.role_name.filter(|name| !name.is_empty());
    let changes = OrganizationRoleChanges { name, permissions: data.permission };
    let caller = Caller::new(&current, &facts);
    let role = service.update_role(caller, &key, &role, changes).await?;
    Ok(Json(UpdateRoleResponse { success: true, role_data: role.into() }))
}
