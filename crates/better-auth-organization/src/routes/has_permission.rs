use axum::extract::State;
use better_auth_core::access::Permissions;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key;
use crate::error::{NO_ACTIVE_ORGANIZATION, USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION};
use crate::service::Organizations;

/// What the caller wants to do, and where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrganizationPermissionRequest {
    /// Actions by resource: `{"invoice":["read","write"]}`. Nothing is never allowed.
    permissions: Option<Permissions>,
    /// An older spelling, which is taken and always answered with no.
    permission: Option<Permissions>,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// Whether the caller may do it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrganizationPermissionResponse {
    /// Always null.
    error: Option<String>,
    /// Whether they may do all of it.
    success: bool,
}

/// Ask whether the caller may do something in an organization.
#[utoipa::path(
    post,
    path = "/organization/has-permission",
    tag = "organization",
    request_body = OrganizationPermissionRequest,
    responses(
        (status = 200, description = "Whether they may do all of it", body = OrganizationPermissionResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`", body = ErrorResponse),
        (status = 401, description = "`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn has_permission(
    State(service): State<Organizations>,
    current: CurrentSession,
    body: Json<OrganizationPermissionRequest>,
) -> Result<Json<OrganizationPermissionResponse>, ApiError> {
    let OrganizationPermissionRequest { permissions, permission, organization_id } = body.0;
    if permissions.is_none() && permission.is_none() {
        return Err(ApiError::validation("[body.permissions] Required"));
    }
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let asked = permissions.unwrap_or_default();
    let success = service.has_permission(&key, &current.user.id, &asked).await?;
    let refused = USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION.with_status(StatusCode::UNAUTHORIZED);
    let success = success.ok_or(refused)?;
    Ok(Json(OrganizationPermissionResponse { error: None, success }))
}
