//! Sending, sending again and withdrawing.

use better_auth_core::access::RoleList;
use better_auth_core::mail::Message;
use better_auth_core::{ApiError, Consequences, Email, User};

use crate::error::{
    INVITATION_LIMIT_REACHED, INVITATION_NOT_FOUND, MEMBER_NOT_FOUND, ROLE_NOT_FOUND,
    TEAM_MEMBER_LIMIT_REACHED, TEAM_NOT_FOUND, USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION,
    USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION, YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION,
    YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE,
    YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION,
};
use crate::hooks::Change;
use crate::invitation::{Invitation, InvitationId, InvitationStatus};
use crate::kinds;
use crate::organization::{Organization, OrganizationKey};
use crate::permission::invitation;
use crate::service::{Caller, Organizations, Standing};
use crate::store::{Actor, Answer, Invited, NewInvitation, Renewal, SentInvitation};
use crate::team::{self, TeamId};

/// Whom to invite.
#[derive(Debug, Clone)]
pub struct Invite {
    /// At which address.
    pub email: Email,
    /// With which roles.
    pub roles: RoleList,
    /// Whether one that is pending is sent again.
    pub resend: bool,
    /// The teams to join, each once; nobody joins any while teams are off.
    pub teams: Vec<TeamId>,
}

impl Organizations {
    /// Invites somebody, by a mail if the application sends any.
    ///
    /// # Errors
    /// Where the caller is no member or may not, or grants more than they have; where the person is
    /// a member or is invited; where no more may be pending; the refusal of the application.
    pub async fn invite(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        invite: Invite,
    ) -> Result<Invitation, ApiError> {
        let standing = self.standing_or(key, &caller.user.id, MEMBER_NOT_FOUND).await?;
        if !standing.granted.allows(invitation::Create) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION.into());
        }
        let organization = &standing.organization.id;
        let stored_roles = self.check_roles(organization, &invite.roles).await?;
        self.check_grant(&standing, &invite.roles).await?;
        if invite.resend {
            let (email, now) = (&invite.email, self.auth.now());
            let found = self.invitations.find_pending_invitation(organization, email, now).await?;
            if let Some(pending) = found {
                return self.resend(caller, &standing, pending).await;
            }
        }
        self.send(caller, &standing, invite, &stored_roles).await
    }

    async fn check_grant(&self, standing: &Standing, roles: &RoleList) -> Result<(), ApiError> {
        if !self.may_grant(standing, roles).await? {
            return Err(YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE.into());
        }
        Ok(())
    }

    async fn send(
        &self,
        caller: Caller<'_>,
        standing: &Standing,
        invite: Invite,
        stored_roles: &[String],
    ) -> Result<Invitation, ApiError> {
        let (organization, now) = (&standing.organization, self.auth.now());
        let invitation = Invitation {
            id: InvitationId::generate(self.auth.random())?,
            organization_id: organization.id.clone(),
            email: invite.email,
            roles: invite.roles,
            status: InvitationStatus::Pending,
            team_id: self.options.teams.then(|| team::joined(&invite.teams)).flatten(),
            inviter_id: caller.user.id.clone(),
            expires_at: now.plus(self.options.invitation_life),
            created_at: now,
        };
        let change = Change::Invite { organization, invitation: &invitation };
        self.before(&change, Some(caller.user)).await?;
        let event = self.event(kinds::INVITATION_CREATED, caller, &organization.id);
        let mut consequences = self.auth.consequences([event]);
        self.add_mail(&mut consequences, caller.user, organization, &invitation).await?;
        let new = NewInvitation {
            invitation: &invitation,
            stored_roles,
            actor: Some(Actor::of(&standing.member)),
            limit: self.options.max_invitations,
            team_limit: self.options.max_team_members,
            replaces: self.options.replace_pending_invitations,
        };
        invited(self.invitations.create_invitation(new, &consequences).await?)?;
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(invitation)
    }

    async fn resend(
        &self,
        caller: Caller<'_>,
        standing: &Standing,
        pending: Invitation,
    ) -> Result<Invitation, ApiError> {
        self.check_grant(standing, &pending.roles).await?;
        let (organization, now) = (&standing.organization, self.auth.now());
        let change = Change::Invite { organization, invitation: &pending };
        self.before(&change, Some(caller.user)).await?;
        let event = self.event(kinds::INVITATION_RESENT, caller, &organization.id);
        let mut consequences = self.auth.consequences([event]);
        self.add_mail(&mut consequences, caller.user, organization, &pending).await?;
        let renewal = Renewal {
            invitation: &pending.id,
            organization: &organization.id,
            actor: Actor::of(&standing.member),
            expires_at: now.plus(self.options.invitation_life),
            now,
        };
        let renewed = self.invitations.renew_invitation(renewal, &consequences).await?;
        let renewed = renewed.ok_or(INVITATION_NOT_FOUND)?;
        self.auth.announce(consequences);
        let change = Change::Invite { organization, invitation: &renewed };
        self.after(&change, Some(caller.user)).await;
        Ok(renewed)
    }

    /// Over the limit of mails to one address the invitation stands, and nothing is sent.
    async fn add_mail(
        &self,
        consequences: &mut Consequences,
        inviter: &User,
        organization: &Organization,
        invitation: &Invitation,
    ) -> Result<(), ApiError> {
        let limit = self.auth.settings().rate_limit.mail;
        if !self.auth.sends_mail()
            || !self.auth.may_mail("invitation", &invitation.email, limit).await
        {
            return Ok(());
        }
        let message = Message::Invitation {
            organization: organization.name.clone(),
            inviter: inviter.name.clone(),
            url: self.options.invitation_url(self.auth.settings(), &invitation.id),
        };
        consequences.mail(self.auth.compose(&invitation.email, &message)?);
        Ok(())
    }

    /// Withdraws an invitation that was not answered.
    ///
    /// # Errors
    /// [`INVITATION_NOT_FOUND`], also for an organization of others; where the caller may not; the
    /// refusal of the application.
    pub async fn cancel(
        &self,
        caller: Caller<'_>,
        id: &InvitationId,
    ) -> Result<Invitation, ApiError> {
        let sent = self.invitations.find_invitation(id).await?.ok_or(INVITATION_NOT_FOUND)?;
        let SentInvitation { invitation, organization, .. } = &sent;
        let key = OrganizationKey::Id(organization.id.clone());
        let standing = self.standing_or(&key, &caller.user.id, INVITATION_NOT_FOUND).await?;
        if !standing.granted.allows(invitation::Cancel) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION.into());
        }
        if invitation.status != InvitationStatus::Pending {
            return Err(INVITATION_NOT_FOUND.into());
        }
        self.before(&Change::CancelInvitation { organization, invitation }, Some(caller.user))
            .await?;
        let answer = Answer {
            invitation: id,
            organization: &organization.id,
            status: InvitationStatus::Canceled,
            actor: Some(Actor::of(&standing.member)),
            open_at: None,
        };
        let ended = self.end(caller, kinds::INVITATION_CANCELED, answer).await?;
        let change = Change::CancelInvitation { organization, invitation: &ended };
        self.after(&change, Some(caller.user)).await;
        Ok(ended)
    }
}

fn invited(outcome: Invited) -> Result<(), ApiError> {
    match outcome {
        Invited::Done => Ok(()),
        Invited::Member => Err(USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION.into()),
        Invited::UnknownRole => Err(ROLE_NOT_FOUND.into()),
        Invited::UnknownTeam => Err(TEAM_NOT_FOUND.into()),
        Invited::TeamFull => Err(TEAM_MEMBER_LIMIT_REACHED.into()),
        Invited::Already => Err(USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION.into()),
        Invited::LimitReached => Err(INVITATION_LIMIT_REACHED.into()),
        Invited::Outdated => Err(YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION.into()),
    }
}
