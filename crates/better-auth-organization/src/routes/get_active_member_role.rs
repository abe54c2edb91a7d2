use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::OrganizationQuery;
use crate::error::{NO_ACTIVE_ORGANIZATION, YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION};
use crate::service::Organizations;

/// Whose roles, and where.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct MemberRoleQuery {
    /// By its id. Default: the one that is active in the session.
    organization_id: Option<String>,
    /// By its slug; counts before the id.
    organization_slug: Option<String>,
    /// Whose. Default: the caller's.
    user_id: Option<String>,
}

/// Roles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberRoleResponse {
    /// The roles, with commas between them.
    role: String,
}

/// Read the roles of the caller, or of another member.
#[utoipa::path(
    get,
    path = "/organization/get-active-member-role",
    tag = "organization",
    params(MemberRoleQuery),
    responses(
        (status = 200, description = "The roles", body = MemberRoleResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_active_member_role(
    State(service): State<Organizations>,
    current: CurrentSession,
    query: Query<MemberRoleQuery>,
) -> Result<Json<MemberRoleResponse>, ApiError> {
    let MemberRoleQuery { organization_id, organization_slug, user_id } = query.0;
    let named = OrganizationQuery { organization_id, organization_slug };
    let key = named.key(&current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let standing = service.member_standing(&key, &current.user.id).await?;
    let member = match user_id.filter(|id| !id.is_empty()) {
        None => standing.member,
        Some(id) => {
            let unknown = YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION;
            let id = id.parse().map_err(|_| unknown)?;
            service.member(&standing.organization.id, &id).await?.ok_or(unknown)?.0
        }
    };
    Ok(Json(MemberRoleResponse { role: member.roles.to_string() }))
}
