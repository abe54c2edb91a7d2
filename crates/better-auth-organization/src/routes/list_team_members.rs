use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::team_id_of;
use crate::api::TeamMemberResponse;
use crate::error::YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM;
use crate::service::{Caller, Organizations};

/// Of which team.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListTeamMembersQuery {
    /// Default: the one that is active in the session.
    team_id: Option<String>,
}

/// List who is in a team of the caller.
#[utoipa::path(
    get,
    path = "/organization/list-team-members",
    tag = "organization",
    params(ListTeamMembersQuery),
    responses(
        (status = 200, description = "The first joined first, at most 1000", body = Vec<TeamMemberResponse>),
        (status = 400, description = "`YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM`, `TEAM_NOT_FOUND`, `USER_IS_NOT_A_MEMBER_OF_THE_TEAM`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_team_members(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<ListTeamMembersQuery>,
) -> Result<Json<Vec<TeamMemberResponse>>, ApiError> {
    let named = query.0.team_id.filter(|id| !id.is_empty());
    let team = named.or_else(|| current.session.active_team_id.clone());
    let team = team_id_of(&team.ok_or(YOU_DO_NOT_HAVE_AN_ACTIVE_TEAM)?);
    let members = service.list_team_members(Caller::new(&current, &facts), &team).await?;
    Ok(Json(members.into_iter().map(TeamMemberResponse::from).collect()))
}
