use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::OrganizationQuery;
use crate::api::{InvitationResponse, MemberResponse, OrganizationResponse, TeamResponse};
use crate::service::{Caller, Organizations};
use crate::store::MemberQuery;

/// How many members are shown unless the question says otherwise.
const DEFAULT_MEMBERS: u32 = 100;

/// Which organization, and how much of it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct FullOrganizationQuery {
    /// By its id. Default: the one that is active in the session.
    organization_id: Option<String>,
    /// By its slug; counts before the id.
    organization_slug: Option<String>,
    /// How many members are shown. Default 100, at most 500.
    members_limit: Option<u32>,
}

/// An organization, and who is in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FullOrganizationResponse {
    /// The organization.
    #[serde(flatten)]
    organization: OrganizationResponse,
    /// The newest first; empty for those who may not invite.
    invitations: Vec<InvitationResponse>,
    /// The first joined first.
    members: Vec<MemberResponse>,
    /// The oldest first; absent while teams are off.
    #[serde(skip_serializing_if = "Option::is_none")]
    teams: Option<Vec<TeamResponse>>,
}

/// Read an organization with its members and, for those who may invite, its invitations.
#[utoipa::path(
    get,
    path = "/organization/get-full-organization",
    tag = "organization",
    params(FullOrganizationQuery),
    responses(
        (status = 200, description = "The organization; null if none is named and none is active", body = Option<FullOrganizationResponse>),
        (status = 400, description = "`ORGANIZATION_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_full_organization(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<FullOrganizationQuery>,
) -> Result<Json<Option<FullOrganizationResponse>>, ApiError> {
    let FullOrganizationQuery { organization_id, organization_slug, members_limit } = query.0;
    let named = OrganizationQuery { organization_id, organization_slug };
    let Some(key) = named.key(&current.session) else { return Ok(Json(None)) };
    let standing = service.read(Caller::new(&current, &facts), &key).await?;
    let invitations = service.visible_invitations(&standing).await?.unwrap_or_default();
    let teams = service.teams_of(&standing).await?;
    let id = &standing.organization.id;
    let page = MemberQuery::first(id, members_limit.unwrap_or(DEFAULT_MEMBERS));
    let members = service.list_members(page).await?.members;
    let shown = |invitation| InvitationResponse::new(invitation, teams.is_some());
    let invitations = invitations.into_iter().map(shown).collect();
    Ok(Json(Some(FullOrganizationResponse {
        organization: standing.organization.into(),
        invitations,
        members: members.into_iter().map(MemberResponse::from).collect(),
        teams: teams.map(|teams| teams.into_iter().map(TeamResponse::from).collect()),
    })))
}
