use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{checked_name, key, team_id_of};
use crate::api::TeamResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Which team becomes what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateTeamRequest {
    /// Which one.
    team_id: String,
    /// What is to become different.
    data: TeamChangesRequest,
}

/// What is to become different about a team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TeamChangesRequest {
    /// What people call it; trimmed.
    name: Option<String>,
    /// Of which organization the team is; it stays there. Default: the one that is active in the
    /// session.
    organization_id: Option<String>,
}

/// Change a team.
#[utoipa::path(
    post,
    path = "/organization/update-team",
    tag = "organization",
    request_body = UpdateTeamRequest,
    responses(
        (status = 200, description = "The team as it is now", body = TeamResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `TEAM_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_team(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<UpdateTeamRequest>,
) -> Result<Json<TeamResponse>, ApiError> {
    let UpdateTeamRequest { team_id, data } = body.0;
    let TeamChangesRequest { name, organization_id } = data;
    let name = name.map(|name| checked_name("data.name", &name)).transpose()?;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let (caller, team) = (Caller::new(&current, &facts), team_id_of(&team_id));
    let team = service.update_team(caller, &key, &team, name.as_deref()).await?;
    Ok(Json(team.into()))
}
