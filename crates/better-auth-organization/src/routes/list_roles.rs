use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::key;
use crate::api::OrganizationRoleResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Of which organization.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListRolesQuery {
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// List the roles that an organization declares for itself.
#[utoipa::path(
    get,
    path = "/organization/list-roles",
    tag = "organization",
    params(ListRolesQuery),
    responses(
        (status = 200, description = "The oldest first", body = Vec<OrganizationRoleResponse>),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_LIST_A_ROLE`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_roles(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<ListRolesQuery>,
) -> Result<Json<Vec<OrganizationRoleResponse>>, ApiError> {
    let key = key(query.0.organization_id.as_deref(), &current.session);
    let key = key.ok_or(NO_ACTIVE_ORGANIZATION)?;
    let roles = service.list_roles(Caller::new(&current, &facts), &key).await?;
    Ok(Json(roles.into_iter().map(OrganizationRoleResponse::from).collect()))
}
