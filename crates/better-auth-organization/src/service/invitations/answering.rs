//! Accepting and rejecting.

use better_auth_core::ApiError;

use crate::error::{
    EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION, INVITATION_NOT_FOUND,
    INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION, ORGANIZATION_MEMBERSHIP_LIMIT_REACHED,
    TEAM_MEMBER_LIMIT_REACHED, TEAM_NOT_FOUND, USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION,
};
use crate::hooks::Change;
use crate::invitation::{Invitation, InvitationId, InvitationStatus};
use crate::kinds;
use crate::member::{Member, MemberId};
use crate::service::{Caller, Organizations};
use crate::store::{Acceptance, Accepted, Answer, InvitedTeams, SentInvitation};
use crate::team::{self, TeamMemberId};

impl Organizations {
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
        let event = self.event(kinds::INVITATION_ACCEPTED, caller, &organization.id);
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
