use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::key;
use crate::api::TeamResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Of which organization.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListTeamsQuery {
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// List the teams of an organization.
#[utoipa::path(
    get,
    path = "/organization/list-teams",
    tag = "organization",
    params(ListTeamsQuery),
    responses(
        (status = 200, description = "The oldest first, at most 1000", body = Vec<TeamResponse>),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_teams(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<ListTeamsQuery>,
) -> Result<Json<Vec<TeamResponse>>, ApiError> {
    let key = key(query.0.organization_id.as_deref(), &current.session);
    let key = key.ok_or(NO_ACTIVE_ORGANIZATION)?;
    let teams = service.list_teams(Caller::new(&current, &facts), &key).await?;
    Ok(Json(teams.into_iter().map(TeamResponse::from).collect()))
}
