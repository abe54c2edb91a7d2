//! Invitations: sending, seeing and answering them.

mod answering;
mod reading;
mod sending;

use better_auth_core::event::EventKind;
use better_auth_core::{ApiError, ErrorCode, User};

use super::{Caller, Organizations};
use crate::error::{INVITATION_NOT_FOUND, YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION};
use crate::invitation::{Invitation, InvitationId};
use crate::store::{Answer, SentInvitation};

pub use sending::Invite;

impl Organizations {
    /// Ends one without making anybody a member.
    async fn end(
        &self,
        caller: Caller<'_>,
        kind: EventKind,
        answer: Answer<'_>,
    ) -> Result<Invitation, ApiError> {
        let consequences = self.auth.consequences([self.event(kind, caller, answer.organization)]);
        let ended = self.invitations.end_invitation(answer, &consequences).await?;
        let ended = ended.ok_or(INVITATION_NOT_FOUND)?;
        self.auth.announce(consequences);
        Ok(ended)
    }

    /// An invitation that the user can answer.
    async fn open(
        &self,
        user: &User,
        id: &InvitationId,
        unproven: ErrorCode,
    ) -> Result<SentInvitation, ApiError> {
        let sent = self.invitations.find_invitation(id).await?.ok_or(INVITATION_NOT_FOUND)?;
        if !sent.invitation.is_open(self.auth.now()) {
            return Err(INVITATION_NOT_FOUND.into());
        }
        if sent.invitation.email != user.email {
            return Err(YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION.into());
        }
        if self.options.require_verified_address && !user.email_verified {
            return Err(unproven.into());
        }
        Ok(sent)
    }
}
