use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{key, team_id_of};
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Which team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoveTeamRequest {
    /// Which one.
    team_id: String,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemoveTeamResponse {
    /// What was done, for people.
    message: &'static str,
}

/// Remove a team.
#[utoipa::path(
    post,
    path = "/organization/remove-team",
    tag = "organization",
    request_body = RemoveTeamRequest,
    responses(
        (status = 200, description = "The team is gone", body = RemoveTeamResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `TEAM_NOT_FOUND`, `UNABLE_TO_REMOVE_LAST_TEAM`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM`, `YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn remove_team(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RemoveTeamRequest>,
) -> Result<Json<RemoveTeamResponse>, ApiError> {
    let RemoveTeamRequest { team_id, organization_id } = body.0;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let (caller, team) = (Caller::new(&current, &facts), team_id_of(&team_id));
    service.remove_team(caller, &key, &team).await?;
    Ok(Json(RemoveTeamResponse { message: "Team removed successfully." }))
}
