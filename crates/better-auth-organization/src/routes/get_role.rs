use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{key, role_key};
use crate::api::OrganizationRoleResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Which role.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct GetRoleQuery {
    /// By its name.
    role_name: Option<String>,
    /// By its id, unless there is a name.
    role_id: Option<String>,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// Read a role that an organization declares for itself.
#[utoipa::path(
    get,
    path = "/organization/get-role",
    tag = "organization",
    params(GetRoleQuery),
    responses(
        (status = 200, description = "The role", body = OrganizationRoleResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `ROLE_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_READ_A_ROLE`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_role(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<GetRoleQuery>,
) -> Result<Json<OrganizationRoleResponse>, ApiError> {
    let GetRoleQuery { role_name, role_id, organization_id } = query.0;
    let role = role_key("query", role_name, role_id)?;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let role = service.role(Caller::new(&current, &facts), &key, &role).await?;
    Ok(Json(role.into()))
}
