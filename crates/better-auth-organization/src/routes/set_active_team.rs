use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::Given;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::team_id_of;
use crate::api::TeamResponse;
use crate::service::{Caller, Organizations};

/// Which team. Without it the active one stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetActiveTeamRequest {
    /// Which one; null: none.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    team_id: Given<Option<String>>,
}

/// Let the session work in another team of its organization, or in none.
#[utoipa::path(
    post,
    path = "/organization/set-active-team",
    tag = "organization",
    request_body = SetActiveTeamRequest,
    responses(
        (status = 200, description = "The team that is active now, or null", body = Option<TeamResponse>),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `TEAM_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`USER_IS_NOT_A_MEMBER_OF_THE_TEAM`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn set_active_team(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<SetActiveTeamRequest>,
) -> Result<Json<Option<TeamResponse>>, ApiError> {
    let active = || current.session.active_team_id.clone();
    let team = match body.0.team_id.into_option() {
        Some(None) => None,
        Some(Some(id)) if !id.is_empty() => Some(id),
        _ => match active() {
            None => return Ok(Json(None)),
            active => active,
        },
    };
    let (caller, team) = (Caller::new(&current, &facts), team.as_deref().map(team_id_of));
    let active = service.set_active_team(caller, team.as_ref()).await?;
    Ok(Json(active.map(TeamResponse::from)))
}
