use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts};
use serde::Deserialize;
use utoipa::IntoParams;

use super::key;
use crate::api::InvitationResponse;
use crate::error::NO_ACTIVE_ORGANIZATION;
use crate::service::{Caller, Organizations};

/// Of which organization.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListInvitationsQuery {
    /// Default: the one that is active in the session.
    organization_id: Option<String>,
}

/// List the invitations of an organization, whatever became of them.
#[utoipa::path(
    get,
    path = "/organization/list-invitations",
    tag = "organization",
    params(ListInvitationsQuery),
    responses(
        (status = 200, description = "The newest first, at most 500", body = Vec<InvitationResponse>),
        (status = 400, description = "`NO_ACTIVE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS`, `YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_invitations(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    query: Query<ListInvitationsQuery>,
) -> Result<Json<Vec<InvitationResponse>>, ApiError> {
    let key = key(query.0.organization_id.as_deref(), &current.session);
    let key = key.ok_or(NO_ACTIVE_ORGANIZATION)?;
    let list = service.list_invitations(Caller::new(&current, &facts), &key).await?;
    let shown = |invitation| InvitationResponse::new(invitation, service.options.teams);
    Ok(Json(list.into_iter().map(shown).collect()))
}
