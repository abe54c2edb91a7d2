use axum::extract::State;
use better_auth_core::access::Permissions;
use better_auth_core::{ApiError, CurrentSession, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::service::Admins;

/// What the caller wants to do.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AdminPermissionRequest {
    /// Actions by resource: `{"user":["list","ban"]}`. Nothing is never allowed.
    permissions: Option<Permissions>,
    /// An older spelling of the same.
    permission: Option<Permissions>,
}

/// Whether the caller may do it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdminPermissionResponse {
    /// Always null.
    error: Option<String>,
    /// Whether they may do all of it.
    success: bool,
}

/// Ask whether the caller may do something.
#[utoipa::path(
    post,
    path = "/admin/has-permission",
    tag = "admin",
    request_body = AdminPermissionRequest,
    responses((status = 200, description = "Whether they may do all of it", body = AdminPermissionResponse)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn has_permission(
    State(service): State<Admins>,
    current: CurrentSession,
    body: Json<AdminPermissionRequest>,
) -> Result<Json<AdminPermissionResponse>, ApiError> {
    let asked = body.0.permissions.or(body.0.permission);
    let asked = asked.ok_or_else(|| ApiError::validation("[body.permissions] Required"))?;
    let success = service.has_permission(&current.user, &asked);
    Ok(Json(AdminPermissionResponse { error: None, success }))
}
