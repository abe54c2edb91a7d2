//! Teams: groups inside an organization.

use better_auth_core::{Timestamp, UserId};

use crate::organization::OrganizationId;

better_auth_core::define_id! {
    /// Names one team.
    TeamId
}

better_auth_core::define_id! {
    /// Names one membership of one user in one team.
    TeamMemberId
}

/// How many teams one invitation names at most.
pub const MAX_INVITED_TEAMS: usize = 32;

/// A group inside an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Names the team.
    pub id: TeamId,
    /// Of which organization.
    pub organization_id: OrganizationId,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// Somebody in a team. They are a member of its organization too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// Names the membership.
    pub id: TeamMemberId,
    /// Of which team.
    pub team_id: TeamId,
    /// Who.
    pub user_id: UserId,
    /// Since when.
    pub created_at: Timestamp,
}

/// The teams of an invitation as it keeps them: with commas between them.
pub(crate) fn joined(teams: &[TeamId]) -> Option<String> {
    let ids: Vec<&str> = teams.iter().map(TeamId::as_str).collect();
    (!ids.is_empty()).then(|| ids.join(","))
}

/// The teams that an invitation keeps.
pub(crate) fn split(text: Option<&str>) -> Vec<TeamId> {
    let ids = text.unwrap_or_default().split(',').filter(|id| !id.is_empty());
    ids.map(|id| TeamId::from_store(id.to_owned())).collect()
}
