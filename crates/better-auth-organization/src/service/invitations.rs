use better_auth_core::access::RoleList;
use better_auth_core::event::EventKind;
use better_auth_core::mail::Message;
use better_auth_core::{ApiError, Consequences, Email, ErrorCode, User};

use super::{Caller, Organizations, Standing};
use crate::error::{
    EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION,
    EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION, INVITATION_LIMIT_REACHED, INVITATION_NOT_FOUND,
    INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION, MEMBER_NOT_FOUND,
    ORGANIZATION_MEMBERSHIP_LIMIT_REACHED, ROLE_NOT_FOUND, TEAM_MEMBER_LIMIT_REACHED,
    TEAM_NOT_FOUND, USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION,
    USER_IS_ALREADY_INVITED_TO_THIS_ORGANIZATION, YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_CANCEL_THIS_INVITATION,
    YOU_ARE_NOT_ALLOWED_TO_INVITE_USER_WITH_THIS_ROLE,
    YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_LIST_INVITATIONS, YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION,
};
use crate::hooks::Change;
use crate::invitation::{Invitation, InvitationId, InvitationStatus};
use crate::kinds;
use crate::member::{Member, MemberId};
use crate::organization::{Organization, OrganizationKey};
use crate::permission::invitation;
use crate::store::{
    Acceptance, Accepted, Actor, Answer, Invited, InvitedTeams, NewInvitation, Renewal,
    SentInvitation,
};
use crate::team::{self, TeamId, TeamMemberId};

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
        let event = self.event(kinds::INVITATION_CREATED, caller);
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
        let event = self.event(kinds::INVITATION_RESENT, caller);
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

    /// Makes the caller a member, and lets their session work in the organization.
    ///
    /// # Errors
    /// As [`invitation`](Self::invitation); where the organization is full, or the caller is a
    /// member; the refusal of the application.
    pub async fn accept(
        &self,
        caller: Caller<'_>,
        id: &InvitationId,
    ) -> Result<(Invitation, Member), ApiError> {
        let unproven = EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION;
        let SentInvitation { invitation, organization, .. } =
            self.open(caller.user, id, unproven).await?;
        let change =
            Change::AcceptInvitation { organization: &organization, invitation: &invitation };
        self.before(&change, Some(caller.user)).await?;
        let members = self.team_member_ids(&invitation)?;
        let limit = self.options.max_team_members;
        let teams = InvitedTeams { members: &members, limit };
        let acceptance = Acceptance {
            teams: self.options.teams.then_some(teams),
            invitation: id,
            organization: &organization.id,
            email: &caller.user.email,
            user: &caller.user.id,
            member: &MemberId::generate(self.auth.random())?,
            session: Some(&caller.session.id),
            limit: self.options.max_members,
            now: self.auth.now(),
        };
        let event = self.event(kinds::INVITATION_ACCEPTED, caller);
        let consequences = self.auth.consequences([event.subject(&invitation.inviter_id)]);
        let outcome = self.invitations.accept_invitation(acceptance, &consequences).await?;
        let (invitation, member) = accepted(outcome)?;
        self.auth.announce(consequences);
        let change =
            Change::AcceptInvitation { organization: &organization, invitation: &invitation };
        self.after(&change, Some(caller.user)).await;
        Ok((invitation, member))
    }

    /// Names for the memberships in the teams of an invitation. It may lead into fewer by the time
    /// it is accepted, never into more.
    fn team_member_ids(&self, invitation: &Invitation) -> Result<Vec<TeamMemberId>, ApiError> {
        let teams = team::split(invitation.team_id.as_deref());
        let ids = teams.iter().map(|_| TeamMemberId::generate(self.auth.random()));
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Rejects an invitation.
    ///
    /// # Errors
    /// As [`invitation`](Self::invitation); the refusal of the application.
    pub async fn reject(
        &self,
        caller: Caller<'_>,
        id: &InvitationId,
    ) -> Result<Invitation, ApiError> {
        let unproven = EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION;
        let sent = self.open(caller.user, id, unproven).await?;
        let SentInvitation { invitation, organization, .. } = &sent;
        self.before(&Change::RejectInvitation { organization, invitation }, Some(caller.user))
            .await?;
        let answer = Answer {
            invitation: id,
            organization: &organization.id,
            status: InvitationStatus::Rejected,
            actor: None,
            open_at: Some(self.auth.now()),
        };
        let ended = self.end(caller, kinds::INVITATION_REJECTED, answer).await?;
        let change = Change::RejectInvitation { organization, invitation: &ended };
        self.after(&change, Some(caller.user)).await;
        Ok(ended)
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

    async fn end(
        &self,
        caller: Caller<'_>,
        kind: EventKind,
        answer: Answer<'_>,
    ) -> Result<Invitation, ApiError> {
        let consequences = self.auth.consequences([self.event(kind, caller)]);
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

fn accepted(outcome: Accepted) -> Result<(Invitation, Member), ApiError> {
    match outcome {
        Accepted::Done(done) => Ok(*done),
        Accepted::Unknown => Err(INVITATION_NOT_FOUND.into()),
        Accepted::InviterGone => Err(INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION.into()),
        Accepted::Member => Err(USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION.into()),
        Accepted::UnknownTeam => Err(TEAM_NOT_FOUND.into()),
        Accepted::TeamFull => Err(TEAM_MEMBER_LIMIT_REACHED.into()),
        Accepted::LimitReached => Err(ORGANIZATION_MEMBERSHIP_LIMIT_REACHED.into()),
    }
}
