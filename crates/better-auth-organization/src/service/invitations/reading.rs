//! Who sees which.

use better_auth_core::{ApiError, User};

use crate::error::{
    EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION, INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION,
    YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION, YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS,
};
use crate::invitation::{Invitation, InvitationId};
use crate::organization::OrganizationKey;
use crate::permission::invitation;
use crate::service::{Caller, Organizations, Standing};
use crate::store::SentInvitation;

impl Organizations {
    /// Reads an open invitation for its recipient.
    ///
    /// # Errors
    /// Where there is none, it is to another address, the caller's address is not proven, or who
    /// invited has left.
    pub async fn invitation(
        &self,
        user: &User,
        id: &InvitationId,
    ) -> Result<SentInvitation, ApiError> {
        let sent = self.open(user, id, EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION).await?;
        if sent.inviter_email.is_none() {
            return Err(INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION.into());
        }
        Ok(sent)
    }

    /// The invitations of an organization, whatever became of them. Those that make an owner are
    /// shown to owners.
    ///
    /// # Errors
    /// Where the caller is no member or may not invite.
    pub async fn list_invitations(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
    ) -> Result<Vec<Invitation>, ApiError> {
        let refusal = YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION;
        let standing = self.standing_or(key, &caller.user.id, refusal).await?;
        let visible = self.visible_invitations(&standing).await?;
        visible.ok_or_else(|| YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS.into())
    }

    /// The invitations that a member may see; `None` if they may see none.
    pub(crate) async fn visible_invitations(
        &self,
        standing: &Standing,
    ) -> Result<Option<Vec<Invitation>>, ApiError> {
        if !standing.granted.allows(invitation::Create) {
            return Ok(None);
        }
        let mut list = self.invitations.list_invitations(&standing.organization.id).await?;
        let is_owner = standing.member.is_owner();
        list.retain(|it| is_owner || !it.roles.contains(crate::permission::OWNER));
        Ok(Some(list))
    }

    /// The open invitations to the address of a user, with the names of the organizations.
    ///
    /// # Errors
    /// [`EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION`] if the address is not proven.
    pub async fn received_invitations(
        &self,
        user: &User,
    ) -> Result<Vec<(Invitation, String)>, ApiError> {
        if !user.email_verified {
            return Err(EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION.into());
        }
        Ok(self.invitations.list_received_invitations(&user.email, self.auth.now()).await?)
    }
}
