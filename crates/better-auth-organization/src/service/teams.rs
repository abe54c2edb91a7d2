use better_auth_core::{ApiError, ErrorCode};
use http::StatusCode;

use super::{Caller, Organizations, Standing};
use crate::error::{
    NO_ACTIVE_ORGANIZATION, TEAM_NOT_FOUND, UNABLE_TO_REMOVE_LAST_TEAM,
    USER_IS_NOT_A_MEMBER_OF_THE_TEAM, YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM,
    YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION,
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM, YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS,
};
use crate::hooks::Change;
use crate::kinds;
use crate::organization::{OrganizationId, OrganizationKey};
use crate::permission::team;
use crate::store::{
    Actor, NewTeam, TeamActivation, TeamCreated, TeamDeleted, TeamDeletion, TeamUpdate, TeamUpdated,
};
use crate::team::{Team, TeamId};

impl Organizations {
    /// Makes a team.
    ///
    /// # Errors
    /// [`YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS`]; where the caller is no member or may not;
    /// the refusal of the application.
    pub async fn create_team(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        name: String,
    ) -> Result<Team, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_INVITE_USERS_TO_THIS_ORGANIZATION;
        let standing = self.standing_or(key, &caller.user.id, refusal).await?;
        let refusal = YOU_ARE_NOT_ALLOWED_TO_CREATE_TEAMS_IN_THIS_ORGANIZATION;
        if !standing.granted.allows(team::Create) {
            return Err(refusal.into());
        }
        let (organization, now) = (&standing.organization, self.auth.now());
        let team = Team {
            id: TeamId::generate(self.auth.random())?,
            organization_id: organization.id.clone(),
            name,
            created_at: now,
            updated_at: Some(now),
        };
        let change = Change::CreateTeam { organization, team: &team };
        self.before(&change, Some(caller.user)).await?;
        let new = NewTeam {
            team: &team,
            actor: Some(Actor::of(&standing.member)),
            limit: self.options.max_teams,
        };
        let consequences =
            self.auth.consequences([self.event(kinds::TEAM_CREATED, caller, &organization.id)]);
        match self.teams.create_team(new, &consequences).await? {
            TeamCreated::Done => {}
            TeamCreated::LimitReached => {
                return Err(YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_TEAMS.into());
            }
            TeamCreated::Outdated => return Err(refusal.into()),
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(team)
    }

    /// Changes a team; without a name it stays as it is.
    ///
    /// # Errors
    /// [`TEAM_NOT_FOUND`]; where the caller is no member or may not; the refusal of the application.
    pub async fn update_team(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        team: &TeamId,
        name: Option<&str>,
    ) -> Result<Team, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_TEAM;
        let standing = self.standing_or(key, &caller.user.id, refusal).await?;
        if !standing.granted.allows(team::Update) {
            return Err(refusal.into());
        }
        let organization = &standing.organization;
        let team = &self.own_team(&organization.id, team).await?;
        self.before(&Change::UpdateTeam { organization, team, name }, Some(caller.user)).await?;
        let update = TeamUpdate {
            team: &team.id,
            organization: &organization.id,
            name,
            actor: Some(Actor::of(&standing.member)),
            now: self.auth.now(),
        };
        let consequences =
            self.auth.consequences([self.event(kinds::TEAM_UPDATED, caller, &organization.id)]);
        let updated = match self.teams.update_team(update, &consequences).await? {
            TeamUpdated::Done(updated) => updated,
            TeamUpdated::Unknown => return Err(TEAM_NOT_FOUND.into()),
            TeamUpdated::Outdated => return Err(refusal.into()),
        };
        self.auth.announce(consequences);
        let change = Change::UpdateTeam { organization, team: &updated, name };
        self.after(&change, Some(caller.user)).await;
        Ok(updated)
    }

    /// Deletes a team. Nobody works in it any more, and no invitation leads into it.
    ///
    /// # Errors
    /// [`TEAM_NOT_FOUND`]; [`UNABLE_TO_REMOVE_LAST_TEAM`], unless the application lets it;
    /// [`YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM`] also for the team in which the caller's session
    /// works; where the caller is no member or may not; the refusal of the application.
    pub async fn remove_team(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        team: &TeamId,
    ) -> Result<Team, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_TEAM;
        let standing = self.standing_or(key, &caller.user.id, refusal).await?;
        if caller.session.active_team_id.as_deref() == Some(team.as_str()) {
            return Err(refusal.into());
        }
        let refusal = YOU_ARE_NOT_ALLOWED_TO_DELETE_TEAMS_IN_THIS_ORGANIZATION;
        if !standing.granted.allows(team::Delete) {
            return Err(refusal.into());
        }
        let organization = &standing.organization;
        let team = self.own_team(&organization.id, team).await?;
        let change = Change::DeleteTeam { organization, team: &team };
        self.before(&change, Some(caller.user)).await?;
        let deletion = TeamDeletion {
            team: &team.id,
            organization: &organization.id,
            keep_last: !self.options.remove_all_teams,
            actor: Some(Actor::of(&standing.member)),
        };
        let consequences =
            self.auth.consequences([self.event(kinds::TEAM_DELETED, caller, &organization.id)]);
        match self.teams.delete_team(deletion, &consequences).await? {
            TeamDeleted::Done => {}
            TeamDeleted::Unknown => return Err(TEAM_NOT_FOUND.into()),
            TeamDeleted::Last => return Err(UNABLE_TO_REMOVE_LAST_TEAM.into()),
            TeamDeleted::Outdated => return Err(refusal.into()),
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(team)
    }

    /// The teams of an organization, the oldest first.
    ///
    /// # Errors
    /// Where the caller is no member.
    pub async fn list_teams(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
    ) -> Result<Vec<Team>, ApiError> {
        let refusal: ErrorCode = YOU_ARE_NOT_ALLOWED_TO_ACCESS_THIS_ORGANIZATION;
        let standing = self.standing_or(key, &caller.user.id, refusal).await?;
        Ok(self.teams_of(&standing).await?.unwrap_or_default())
    }

    /// The teams that a member sees; `None` while teams are off.
    pub(crate) async fn teams_of(
        &self,
        standing: &Standing,
    ) -> Result<Option<Vec<Team>>, ApiError> {
        if !self.options.teams {
            return Ok(None);
        }
        Ok(Some(self.teams.list_teams(&standing.organization.id).await?))
    }

    /// Lets the caller's session work in a team of the organization that is active in it, or in
    /// none.
    ///
    /// # Errors
    /// [`NO_ACTIVE_ORGANIZATION`]; [`TEAM_NOT_FOUND`]; [`USER_IS_NOT_A_MEMBER_OF_THE_TEAM`].
    pub async fn set_active_team(
        &self,
        caller: Caller<'_>,
        team: Option<&TeamId>,
    ) -> Result<Option<Team>, ApiError> {
        let Some(team) = team else {
            if caller.session.active_team_id.is_some() {
                self.activate_team(caller, None).await?;
            }
            return Ok(None);
        };
        let active = caller.session.active_organization_id.as_deref();
        let active = active.ok_or(NO_ACTIVE_ORGANIZATION)?;
        let found = self.teams.find_own_team(&caller.user.id, team).await?;
        let own = found.filter(|(team, _)| team.organization_id.as_str() == active);
        let (team, member) = own.ok_or(TEAM_NOT_FOUND)?;
        let refusal = USER_IS_NOT_A_MEMBER_OF_THE_TEAM.with_status(StatusCode::FORBIDDEN);
        if member.is_none() || !self.activate_team(caller, Some(&team)).await? {
            return Err(refusal.into());
        }
        Ok(Some(team))
    }

    async fn activate_team(
        &self,
        caller: Caller<'_>,
        team: Option<&Team>,
    ) -> Result<bool, ApiError> {
        let (session, user) = (&caller.session.id, &caller.user.id);
        let team = team.map(|team| (&team.id, &team.organization_id));
        let activation = TeamActivation { session, user, team };
        let organization = team.map(|(_, organization)| organization);
        let event = self.event(kinds::TEAM_ACTIVATED, caller, organization).session(session);
        let consequences = self.auth.consequences([event]);
        let done = self.teams.activate_team(activation, &consequences).await?;
        if done {
            self.auth.announce(consequences);
        }
        Ok(done)
    }

    pub(super) async fn own_team(
        &self,
        organization: &OrganizationId,
        team: &TeamId,
    ) -> Result<Team, ApiError> {
        let found = self.teams.find_team(organization, team).await?;
        found.ok_or_else(|| TEAM_NOT_FOUND.into())
    }
}
