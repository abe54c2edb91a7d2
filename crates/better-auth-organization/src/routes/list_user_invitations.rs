use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::InvitationResponse;
use crate::service::Organizations;

/// Nobody asks about the address of another.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListUserInvitationsQuery {
    /// Refused.
    email: Option<String>,
}

/// An invitation, and into what.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserInvitationResponse {
    /// The invitation.
    #[serde(flatten)]
    invitation: InvitationResponse,
    /// The name of the organization.
    organization_name: String,
}

/// List the open invitations to the own address.
#[utoipa::path(
    get,
    path = "/organization/list-user-invitations",
    tag = "organization",
    params(ListUserInvitationsQuery),
    responses(
        (status = 200, description = "The newest first", body = Vec<UserInvitationResponse>),
        (status = 403, description = "`EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_user_invitations(
    State(service): State<Organizations>,
    current: CurrentSession,
    query: Query<ListUserInvitationsQuery>,
) -> Result<Json<Vec<UserInvitationResponse>>, ApiError> {
    if query.0.email.is_some() {
        return Err(ApiError::validation("[query.email] is the caller's own"));
    }
    let list = service.received_invitations(&current.user).await?.into_iter();
    let shown = |(invitation, organization_name)| UserInvitationResponse {
        invitation: InvitationResponse::new(invitation, service.options.teams),
        organization_name,
    };
    Ok(Json(list.map(shown).collect()))
}
