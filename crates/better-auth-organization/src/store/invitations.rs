use std::fmt;

use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, Email, SessionId, Timestamp, UserId};

use super::{Actor, InvitedTeams};
use crate::invitation::{Invitation, InvitationId, InvitationStatus};
use crate::member::{Member, MemberId};
use crate::organization::{Organization, OrganizationId};

/// An invitation to be made.
#[derive(Debug)]
pub struct NewInvitation<'a> {
    /// The invitation; pending.
    pub invitation: &'a Invitation,
    /// Those of the roles that the organization declares for itself; they must still be there.
    pub stored_roles: &'a [String],
    /// Who invites; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// How many pending ones the organization may have; `None`: any number.
    pub limit: Option<u32>,
    /// How many members a team that it names may have; `None`: any number.
    pub team_limit: Option<u32>,
    /// Whether it takes the place of one that is pending to that address.
    pub replaces: bool,
}

/// What became of a [`NewInvitation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// It is there.
    Done,
    /// Whoever has the address is a member.
    Member,
    /// A role is gone.
    UnknownRole,
    /// The organization has no such team.
    UnknownTeam,
    /// A team has as many members as it may have.
    TeamFull,
    /// One is pending to that address.
    Already,
    /// The organization has as many pending ones as it may have.
    LimitReached,
    /// The actor's standing is another one, or the organization is gone.
    Outdated,
}

/// An invitation that is sent again.
#[derive(Debug)]
pub struct Renewal<'a> {
    /// Which one.
    pub invitation: &'a InvitationId,
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// Who asks.
    pub actor: Actor<'a>,
    /// Its new end.
    pub expires_at: Timestamp,
    /// The moment.
    pub now: Timestamp,
}

/// An invitation that is accepted.
#[derive(Debug)]
pub struct Acceptance<'a> {
    /// Which one.
    pub invitation: &'a InvitationId,
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// The address of the user; the invitation must be to it.
    pub email: &'a Email,
    /// Who accepts.
    pub user: &'a UserId,
    /// Names the membership.
    pub member: &'a MemberId,
    /// The session that works in the organization from then on.
    pub session: Option<&'a SessionId>,
    /// How many members the organization may have; `None`: any number.
    pub limit: Option<u32>,
    /// The teams that the user joins with it; `None`: none, whatever the invitation names.
    pub teams: Option<InvitedTeams<'a>>,
    /// The moment.
    pub now: Timestamp,
}

/// What became of an [`Acceptance`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// The user is a member.
    Done(Box<(Invitation, Member)>),
    /// The invitation can not be accepted any more.
    Unknown,
    /// Who invited is no member any more.
    InviterGone,
    /// The user was a member before.
    Member,
    /// The organization has as many members as it may have.
    LimitReached,
    /// The organization has no such team any more. Nothing has changed.
    UnknownTeam,
    /// A team has as many members as it may have. Nothing has changed.
    TeamFull,
}

/// An invitation that is rejected or withdrawn.
#[derive(Debug)]
pub struct Answer<'a> {
    /// Which one.
    pub invitation: &'a InvitationId,
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// What becomes of it.
    pub status: InvitationStatus,
    /// Who withdraws it; `None`: the invited person, or server code.
    pub actor: Option<Actor<'a>>,
    /// Whether it must not have expired, and the moment.
    pub open_at: Option<Timestamp>,
}

/// An invitation as its recipient sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct SentInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// Into what.
    pub organization: Organization,
    /// The address of who invites; `None` if they are no member any more.
    pub inviter_email: Option<String>,
}

/// Invitations.
#[async_trait]
pub trait InvitationStore: fmt::Debug + Send + Sync + 'static {
    /// Inserts an invitation. To one address one is pending, however many are made at once; and
    /// no more are than there may be.
    async fn create_invitation(
        &self,
        new: NewInvitation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Invited>;

    /// Lets a pending invitation live longer; `None` if it was answered or has expired,
    /// or the actor's standing is another one.
    async fn renew_invitation(
        &self,
        renewal: Renewal<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<Invitation>>;

    /// Reads an invitation.
    async fn find_invitation(&self, id: &InvitationId) -> StoreResult<Option<SentInvitation>>;

    /// Reads the pending invitation to an address that can be accepted at that moment.
    async fn find_pending_invitation(
        &self,
        organization: &OrganizationId,
        email: &Email,
        now: Timestamp,
    ) -> StoreResult<Option<Invitation>>;

    /// Lists the invitations of an organization, the newest first, whatever became of them, at most
    /// [`MAX_PAGE`](super::MAX_PAGE).
    async fn list_invitations(&self, organization: &OrganizationId)
    -> StoreResult<Vec<Invitation>>;

    /// Lists the invitations to an address that can be accepted at that moment, the newest first,
    /// with the names of the organizations.
    async fn list_received_invitations(
        &self,
        email: &Email,
        now: Timestamp,
    ) -> StoreResult<Vec<(Invitation, String)>>;

    /// Makes a member of who was invited. Of any number of callers at once, one does.
    async fn accept_invitation(
        &self,
        acceptance: Acceptance<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Accepted>;

    /// Ends a pending invitation otherwise; `None` if it was answered before or has expired, or
    /// the actor's standing is another one.
    async fn end_invitation(
        &self,
        answer: Answer<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<Invitation>>;
}
