use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::{InvitationResponse, MemberResponse};
use crate::error::INVITATION_NOT_FOUND;
use crate::service::{Caller, Organizations};

/// Which invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RejectInvitationRequest {
    /// Its id.
    invitation_id: String,
}

/// Nobody is a member.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectInvitationResponse {
    /// The invitation as it is now.
    invitation: InvitationResponse,
    /// Always null.
    member: Option<MemberResponse>,
}

/// Reject an invitation to the own address.
#[utoipa::path(
    post,
    path = "/organization/reject-invitation",
    tag = "organization",
    request_body = RejectInvitationRequest,
    responses(
        (status = 200, description = "The invitation as it is now", body = RejectInvitationResponse),
        (status = 400, description = "`INVITATION_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION`, `EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn reject_invitation(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RejectInvitationRequest>,
) -> Result<Json<RejectInvitationResponse>, ApiError> {
    let id = body.0.invitation_id.parse().map_err(|_| INVITATION_NOT_FOUND)?;
    let invitation = service.reject(Caller::new(&current, &facts), &id).await?;
    let invitation = InvitationResponse::new(invitation, service.options.teams);
    Ok(Json(RejectInvitationResponse { invitation, member: None }))
}
