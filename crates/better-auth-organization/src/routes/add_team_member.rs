use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{key, team_id_of, user_id_of};
use crate::api::TeamMemberResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Who joins which team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AddTeamMemberRequest {
    /// Which team.
    team_id: String,
    /// Who.
    user_id: String,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// Add a member of the organization to a team.
#[utoipa::path(
    post,
    path = "/organization/add-team-member",
    tag = "organization",
    request_body = AddTeamMemberRequest,
    responses(
        (status = 200, description = "The membership, new or not", body = TeamMemberResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`, `TEAM_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER`, `TEAM_MEMBER_LIMIT_REACHED`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn add_team_member(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<AddTeamMemberRequest>,
) -> Result<Json<TeamMemberResponse>, ApiError> {
    let AddTeamMemberRequest { team_id, user_id, organization_id } = body.0;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let (team, user) = (team_id_of(&team_id), user_id_of(&user_id));
    let caller = Caller::new(&current, &facts);
    let member = service.add_team_member(caller, &key, &team, &user).await?;
    Ok(Json(member.into()))
}
