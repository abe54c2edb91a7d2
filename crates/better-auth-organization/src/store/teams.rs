use std::fmt;

use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, SessionId, Timestamp, UserId};

use super::Actor;
use crate::organization::OrganizationId;
use crate::team::{Team, TeamId, TeamMember, TeamMemberId};

/// A team to be made.
#[derive(Debug)]
pub struct NewTeam<'a> {
    /// The team.
    pub team: &'a Team,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// How many teams the organization may have; `None`: any number.
    pub limit: Option<u32>,
}

/// What became of a [`NewTeam`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamCreated {
    /// It is there.
    Done,
    /// The organization has as many teams as it may have.
    LimitReached,
    /// The actor's standing is another one, or the organization is gone.
    Outdated,
}

/// A team that becomes different.
#[derive(Debug)]
pub struct TeamUpdate<'a> {
    /// Which one.
    pub team: &'a TeamId,
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// What people call it; `None`: as before.
    pub name: Option<&'a str>,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The moment.
    pub now: Timestamp,
}

/// What became of a [`TeamUpdate`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamUpdated {
    /// The team as it is now.
    Done(Team),
    /// The organization has no such team.
    Unknown,
    /// The actor's standing is another one.
    Outdated,
}

/// The end of a team.
#[derive(Debug)]
pub struct TeamDeletion<'a> {
    /// Which one.
    pub team: &'a TeamId,
    /// Of which organization.
    pub organization: &'a OrganizationId,
    /// Whether it must not be the last one.
    pub keep_last: bool,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
}

/// What became of a [`TeamDeletion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamDeleted {
    /// It is gone.
    Done,
    /// The organization has no such team.
    Unknown,
    /// It is the last one.
    Last,
    /// The actor's standing is another one.
    Outdated,
}

/// Somebody who joins a team.
#[derive(Debug)]
pub struct TeamJoin<'a> {
    /// The membership.
    pub member: &'a TeamMember,
    /// The organization of the team.
    pub organization: &'a OrganizationId,
    /// How many members a team may have; `None`: any number.
    pub limit: Option<u32>,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
}

/// What became of a [`TeamJoin`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TeamJoined {
    /// The user is in the team.
    Done,
    /// The user was in the team before, by this membership.
    Already(TeamMember),
    /// The organization has no such team.
    UnknownTeam,
    /// The user is no member of the organization.
    NotAMember,
    /// The team has as many members as it may have.
    LimitReached,
    /// The actor's standing is another one.
    Outdated,
}

/// Somebody who goes out of a team.
#[derive(Debug)]
pub struct TeamExit<'a> {
    /// Which team.
    pub team: &'a TeamId,
    /// Its organization.
    pub organization: &'a OrganizationId,
    /// Who goes.
    pub user: &'a UserId,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
}

/// What became of a [`TeamExit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamLeft {
    /// The user is out.
    Done,
    /// The user was not in the team.
    Unknown,
    /// The actor's standing is another one.
    Outdated,
}

/// A session that is to work in another team of its organization, or in none.
#[derive(Debug)]
pub struct TeamActivation<'a> {
    /// Which session.
    pub session: &'a SessionId,
    /// Whose.
    pub user: &'a UserId,
    /// Which team, and the organization in which the session must work.
    pub team: Option<(&'a TeamId, &'a OrganizationId)>,
}

/// The team that an organization has from the beginning, with its owner.
#[derive(Debug, Clone, Copy)]
pub struct DefaultTeam<'a> {
    /// The team.
    pub team: &'a Team,
    /// Names the membership of the owner.
    pub member: &'a TeamMemberId,
}

/// The teams that somebody joins with an invitation.
#[derive(Debug, Clone, Copy)]
pub struct InvitedTeams<'a> {
    /// Names for the memberships, at least as many as the invitation has teams.
    pub members: &'a [TeamMemberId],
    /// How many members a team may have; `None`: any number.
    pub limit: Option<u32>,
}

/// Teams, and who is in them. Nobody is in a team of an organization of which they are no member.
#[async_trait]
pub trait TeamStore: fmt::Debug + Send + Sync + 'static {
    /// Reads a team of the organization.
    async fn find_team(
        &self,
        organization: &OrganizationId,
        team: &TeamId,
    ) -> StoreResult<Option<Team>>;

    /// Reads a team of an organization of which the user is a member, and their membership in it.
    async fn find_own_team(
        &self,
        user: &UserId,
        team: &TeamId,
    ) -> StoreResult<Option<(Team, Option<TeamMember>)>>;

    /// Lists the teams of an organization, the oldest first, at most
    /// [`MAX_LISTED`](super::MAX_LISTED).
    async fn list_teams(&self, organization: &OrganizationId) -> StoreResult<Vec<Team>>;

    /// Lists the teams in which a user is, of one organization or of all of which they are a
    /// member, the first joined first, at most [`MAX_LISTED`](super::MAX_LISTED).
    async fn list_user_teams(
        &self,
        user: &UserId,
        organization: Option<&OrganizationId>,
    ) -> StoreResult<Vec<Team>>;

    /// Lists who is in a team, the first joined first, at most [`MAX_LISTED`](super::MAX_LISTED).
    async fn list_team_members(&self, team: &TeamId) -> StoreResult<Vec<TeamMember>>;

    /// Inserts a team. Of any number at once no more are there than may be.
    async fn create_team(
        &self,
        new: NewTeam<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamCreated>;

    /// Changes a team.
    async fn update_team(
        &self,
        update: TeamUpdate<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamUpdated>;

    /// Deletes a team, and takes it out of every session and pending invitation. Of any number that
    /// are deleted at once one stays, where the last one must.
    async fn delete_team(
        &self,
        deletion: TeamDeletion<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamDeleted>;

    /// Adds a member of the organization to a team. Of any number at once no more are in it than may
    /// be, and nobody is twice.
    async fn join_team(
        &self,
        join: TeamJoin<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamJoined>;

    /// Takes somebody out of a team, and the team out of their sessions.
    async fn leave_team(
        &self,
        exit: TeamExit<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamLeft>;

    /// Lets a session work in a team in which its user is, or in none. `false` if the user is not in
    /// the team, the session works in another organization, or it has ended.
    async fn activate_team(
        &self,
        activation: TeamActivation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;
}
