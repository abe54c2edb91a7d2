use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{RolesRequest, key};
use crate::api::InvitationResponse;
use crate::error::{
    INVALID_EMAIL, INVALID_TEAM_ID, ORGANIZATION_NOT_FOUND, ROLE_NOT_FOUND, TEAM_NOT_FOUND,
};
use crate::service::{Caller, Invite, Organizations};
use crate::team::{MAX_INVITED_TEAMS, TeamId};

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InviteMemberRequest {
    /// At which address.
    #[schema(format = "email")]
    email: String,
    /// With which roles.
    role: RolesRequest,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
    /// Whether a pending invitation is sent again, and lives longer. Default false.
    resend: Option<bool>,
    /// The teams to join with it; counts while teams are on.
    team_id: Option<TeamsRequest>,
}

/// One team or several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum TeamsRequest {
    /// Its id.
    One(String),
    /// Their ids, at most 32.
    Several(Vec<String>),
}

impl TeamsRequest {
    fn parse(self) -> Result<Vec<TeamId>, ApiError> {
        let ids = match self {
            Self::One(id) if id.is_empty() => Vec::new(),
            Self::One(id) => vec![id],
            Self::Several(ids) => ids,
        };
        if ids.iter().any(|id| id.contains(',')) {
            return Err(INVALID_TEAM_ID.into());
        }
        if ids.len() > MAX_INVITED_TEAMS {
            let message = format!("[body.teamId] must name at most {MAX_INVITED_TEAMS} teams");
            return Err(ApiError::validation(message));
        }
        let mut teams = Vec::new();
        for id in ids {
            let team = id.parse().map_err(|_| TEAM_NOT_FOUND)?;
            if !teams.contains(&team) {
                teams.push(team);
            }
        }
        Ok(teams)
    }
}

/// Invite somebody by mail.
#[utoipa::path(
    post,
    path = "/organization/invite-member",
    tag = "organization",
    request_body = InviteMemberRequest,
    responses(
        (status = 200, description = "The invitation", body = InvitationResponse),
        (status = 400, description = "`ORGANIZATION_NOT_FOUND`, `INVALID_EMAIL`, `MEMBER_NOT_FOUND`, `ROLE_NOT_FOUND`, `TEAM_NOT_FOUND`, `INVALID_TEAM_ID`, `USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION`, `USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE`, `INVITATION_LIMIT_REACHED`, `TEAM_MEMBER_LIMIT_REACHED`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn invite_member(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<InviteMemberRequest>,
) -> Result<Json<InvitationResponse>, ApiError> {
    let InviteMemberRequest { email, role, organization_id, resend, team_id } = body.0;
    let teams = team_id.filter(|_| service.options.teams).map(TeamsRequest::parse).transpose()?;
    let key = key(organization_id.as_deref(), &current.session).ok_or(ORGANIZATION_NOT_FOUND)?;
    let invite = Invite {
        email: email.parse().map_err(|_| INVALID_EMAIL)?,
        roles: role.parse().map_err(|_| ROLE_NOT_FOUND)?,
        resend: resend.unwrap_or(false),
        teams: teams.unwrap_or_default(),
    };
    let invitation = service.invite(Caller::new(&current, &facts), &key, invite).await?;
    Ok(Json(InvitationResponse::new(invitation, service.options.teams)))
}
