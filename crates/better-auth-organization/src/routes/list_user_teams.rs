use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{by_id, key, user_id_of};
use crate::api::TeamResponse;
use crate::service::{Caller, Organizations};

/// Whose teams, and where.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListUserTeamsQuery {
    /// Whose. Default: the caller's.
    user_id: Option<String>,
    /// Of which organization. Default: for the caller all; for others the one that is active in the
    /// session.
    organization_id: Option<String>,
}

/// List the teams in which the caller is or, for those who may change members, another member.
#[utoipa::path(
    get,
    path = "/organization/list-user-teams",
    tag = "organization",
    params(ListUserTeamsQuery),
    responses(
        (status = 200, description = "The first joined first, at most 1000", body = Vec<TeamResponse>),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`, `USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`, `YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_user_teams(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<ListUserTeamsQuery>,
) -> Result<Json<Vec<TeamResponse>>, ApiError> {
    let ListUserTeamsQuery { user_id, organization_id } = query.0;
    let caller = Caller::new(&current, &facts);
    let named = organization_id.as_deref().filter(|id| !id.is_empty());
    let other = user_id.filter(|id| !id.is_empty() && *id != current.user.id.as_str());
    let teams = match other {
        None => service.list_own_teams(caller, named.map(by_id).as_ref()).await?,
        Some(user) => {
            let key = key(named, &current.session);
            service.list_teams_of_member(caller, key.as_ref(), &user_id_of(&user)).await?
        }
    };
    Ok(Json(teams.into_iter().map(TeamResponse::from).collect()))
}
