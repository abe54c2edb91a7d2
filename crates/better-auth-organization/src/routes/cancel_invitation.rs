use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::InvitationResponse;
use crate::error::INVITATION_NOT_FOUND;
use crate::service::{Caller, Organizations};

/// Which invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CancelInvitationRequest {
    /// Its id.
    invitation_id: String,
}

/// Withdraw an invitation that was not answered.
#[utoipa::path(
    post,
    path = "/organization/cancel-invitation",
    tag = "organization",
    request_body = CancelInvitationRequest,
    responses(
        (status = 200, description = "The invitation as it is now", body = InvitationResponse),
        (status = 400, description = "`INVITATION_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn cancel_invitation(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<CancelInvitationRequest>,
) -> Result<Json<InvitationResponse>, ApiError> {
    let id = body.0.invitation_id.parse().map_err(|_| INVITATION_NOT_FOUND)?;
    let invitation = service.cancel(Caller::new(&current, &facts), &id).await?;
    Ok(Json(InvitationResponse::new(invitation, service.options.teams)))
}
