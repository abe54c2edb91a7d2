use axum::extract::State;
use better_auth_core::access::Permissions;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key;
use crate::api::OrganizationRoleResponse;
use crate::error::YOU_MUST_BE_IN_AN_ORGANIZATION_TO_CREATE_A_ROLE;
use crate::service::{Caller, Organizations};

/// A role to be declared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateRoleRequest {
    /// What it is called; folded to lower case, unique in the organization.
    role: String,
    /// What it allows: actions by resource.
    permission: Permissions,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// The role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateRoleResponse {
    /// Always true.
    success: bool,
    /// The role.
    role_data: OrganizationRoleResponse,
    /// What it allows.
    statements: Permissions,
}

/// Declare a role for an organization. It allows nothing that the caller may not do.
#[utoipa::path(
    post,
    path = "/organization/create-role",
    tag = "organization",
    request_body = CreateRoleRequest,
    responses(
        (status = 200, description = "The role", body = CreateRoleResponse),
        (status = 400, description = "`YOU_MUST_BE_IN_AN_ORGANIZATION_TO_CREATE_A_ROLE`, `ROLE_NAME_IS_ALREADY_TAKEN`, `INVALID_RESOURCE`, `TOO_MANY_ROLES`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn create_role(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<CreateRoleRequest>,
) -> Result<Json<CreateRoleResponse>, ApiError> {
    let CreateRoleRequest { role, permission, organization_id } = body.0;
    let key = key(organization_id.as_deref(), &current.session)
        .ok_or(YOU_MUST_BE_IN_AN_ORGANIZATION_TO_CREATE_A_ROLE)?;
    let caller = Caller::new(&current, &facts);
    let role = service.create_role(caller, &key, &role, permission).await?;
    let statements = role.permissions.clone();
    Ok(Json(CreateRoleResponse { success: true, role_data: role.into(), statements }))
}
