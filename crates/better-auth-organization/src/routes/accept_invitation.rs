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
pub(crate) struct AcceptInvitationRequest {
    /// Its id.
    invitation_id: String,
}

/// Who is a member now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AcceptInvitationResponse {
    /// The invitation as it is now.
    invitation: InvitationResponse,
    /// The membership.
    member: MemberResponse,
}

/// Accept an invitation to the own address.
#[utoipa::path(
    post,
    path = "/organization/accept-invitation",
    tag = "organization",
    request_body = AcceptInvitationRequest,
    responses(
        (status = 200, description = "The membership; the organization is active in the session", body = AcceptInvitationResponse),
        (status = 400, description = "`INVITATION_NOT_FOUND`, `INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION`, `USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION`, `TEAM_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION`, `EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION`, `ORGANIZATION_MEMBERSHIP_LIMIT_REACHED`, `TEAM_MEMBER_LIMIT_REACHED`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn accept_invitation(
    State(service): State<Organizations>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<AcceptInvitationRequest>,
) -> Result<Json<AcceptInvitationResponse>, ApiError> {
    let id = body.0.invitation_id.parse().map_err(|_| INVITATION_NOT_FOUND)?;
    let (invitation, member) = service.accept(Caller::new(&current, &facts), &id).await?;
    let invitation = InvitationResponse::new(invitation, service.options.teams);
    Ok(Json(AcceptInvitationResponse { invitation, member: member.into() }))
}
