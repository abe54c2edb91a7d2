use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{key, team_id_of, user_id_of};
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Who goes out of which team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RemoveTeamMemberRequest {
    /// Which team.
    team_id: String,
    /// Who.
    user_id: String,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemoveTeamMemberResponse {
    /// What was done, for people.
    message: &'static str,
}

/// Take somebody out of a team.
#[utoipa::path(
    post,
    path = "/organization/remove-team-member",
    tag = "organization",
    request_body = RemoveTeamMemberRequest,
    responses(
        (status = 200, description = "The user is out of the team", body = RemoveTeamMemberResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`, `TEAM_NOT_FOUND`, `USER_IS_NOT_A_MEMBER_OF_THE_TEAM`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn remove_team_member(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RemoveTeamMemberRequest>,
) -> Result<Json<RemoveTeamMemberResponse>, ApiError> {
    let RemoveTeamMemberRequest { team_id, user_id, organization_id } = body.0;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let (team, user) = (team_id_of(&team_id), user_id_of(&user_id));
    let caller = Caller::new(&current, &facts);
    service.remove_team_member(caller, &key, &team, &user).await?;
    Ok(Json(RemoveTeamMemberResponse { message: "Team member removed successfully." }))
}
