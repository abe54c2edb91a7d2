//! What is off unless the application asks for it.

use super::OrganizationOptions;

impl OrganizationOptions {
    /// Whether organizations declare roles for themselves, kept in the database. Default false: the
    /// routes are not there. A role never allows more than whoever declares it may do.
    #[must_use]
    pub fn dynamic_roles(mut self, on: bool) -> Self {
        self.dynamic_roles = on;
        self
    }

    /// How many roles an organization may declare; `None`: any number. Default 100: more than
    /// people keep apart, few enough that nobody fills the database.
    #[must_use]
    pub fn max_roles(mut self, max: impl Into<Option<u32>>) -> Self {
        self.max_roles = max.into();
        self
    }

    /// Whether organizations have teams. Default false: the routes are not there, invitations lead
    /// into no team, sessions show none.
    #[must_use]
    pub fn teams(mut self, on: bool) -> Self {
        self.teams = on;
        self
    }

    /// How many teams an organization may have; `None`: any number. Default 100.
    #[must_use]
    pub fn max_teams(mut self, max: impl Into<Option<u32>>) -> Self {
        self.max_teams = max.into();
        self
    }

    /// How many members a team may have; `None`: any number. Default `None`: there are no more than
    /// [`max_members`](Self::max_members) to be in it.
    #[must_use]
    pub fn max_team_members(mut self, max: impl Into<Option<u32>>) -> Self {
        self.max_team_members = max.into();
        self
    }

    /// Whether a new organization has a team of its own name from the beginning, with the owner in
    /// it. Default true, while teams are on: there is somewhere to work.
    #[must_use]
    pub fn default_team(mut self, on: bool) -> Self {
        self.default_team = on;
        self
    }

    /// Whether the last team of an organization can be removed. Default false.
    #[must_use]
    pub fn remove_all_teams(mut self, may: bool) -> Self {
        self.remove_all_teams = may;
        self
    }
}
