use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{checked_name, key};
use crate::api::TeamResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// A team to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateTeamRequest {
    /// What people call it; trimmed.
    name: String,
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// Make a team.
#[utoipa::path(
    post,
    path = "/organization/create-team",
    tag = "organization",
    request_body = CreateTeamRequest,
    responses(
        (status = 200, description = "The team", body = TeamResponse),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn create_team(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<CreateTeamRequest>,
) -> Result<Json<TeamResponse>, ApiError> {
    let CreateTeamRequest { name, organization_id } = body.0;
    let name = checked_name("name", &name)?;
    let key = key(organization_id.as_deref(), &current.session).ok_or(NO_ACTIVE_ORGANIZATION)?;
    let team = service.create_team(Caller::new(&current, &facts), &key, name).await?;
    Ok(Json(team.into()))
}
