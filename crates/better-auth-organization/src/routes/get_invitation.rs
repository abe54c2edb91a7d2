use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::InvitationResponse;
use crate::error::INVITATION_NOT_FOUND;
use crate::service::Organizations;

/// Which invitation.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GetInvitationQuery {
    /// Its id, as it stands in the link of the mail.
    id: String,
}

/// An invitation as its recipient sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetInvitationResponse {
    /// The invitation.
    #[serde(flatten)]
    invitation: InvitationResponse,
    /// Into what.
    organization_name: String,
    /// What that is called in URLs.
    organization_slug: String,
    /// The address of who invites.
    #[schema(format = "email")]
    inviter_email: String,
}

/// Read an invitation to the own address.
#[utoipa::path(
    get,
    path = "/organization/get-invitation",
    tag = "organization",
    params(GetInvitationQuery),
    responses(
        (status = 200, description = "The invitation", body = GetInvitationResponse),
        (status = 400, description = "`INVITATION_NOT_FOUND`, `INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION`, `EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_invitation(
    State(service): State<Organizations>,
    current: CurrentSession,
    query: Query<GetInvitationQuery>,
) -> Result<Json<GetInvitationResponse>, ApiError> {
    let id = query.0.id.parse().map_err(|_| INVITATION_NOT_FOUND)?;
    let sent = service.invitation(&current.user, &id).await?;
    Ok(Json(GetInvitationResponse {
        invitation: InvitationResponse::new(sent.invitation, service.options.teams),
        organization_name: sent.organization.name,
        organization_slug: sent.organization.slug.as_str().to_owned(),
        inviter_email: sent.inviter_email.unwrap_or_default(),
    }))
}
