use better_auth_core::access::Action;
use better_auth_core::{ApiError, ErrorCode, UserId};

use super::{Caller, Organizations, Standing};
use crate::error::{
    NO_ACTIVE_ORGANIZATION, TEAM_MEMBER_LIMIT_REACHED, TEAM_NOT_FOUND,
    USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION, USER_IS_NOT_A_MEMBER_OF_THE_TEAM,
    YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER, YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER,
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER,
};
use crate::hooks::Change;
use crate::kinds;
use crate::organization::OrganizationKey;
use crate::permission::member;
use crate::store::{Actor, TeamExit, TeamJoin, TeamJoined, TeamLeft};
use crate::team::{Team, TeamId, TeamMember, TeamMemberId};

impl Organizations {
    /// Adds a member of the organization to a team. Whoever is in it stays as they are.
    ///
    /// # Errors
    /// [`TEAM_NOT_FOUND`]; [`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`];
    /// [`TEAM_MEMBER_LIMIT_REACHED`]; where the caller is no member or may not; the refusal of the
    /// application.
    pub async fn add_team_member(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        team: &TeamId,
        user: &UserId,
    ) -> Result<TeamMember, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_TEAM_MEMBER;
        let may = (member::Update.into(), refusal);
        let (standing, team) = self.team_standing(caller, key, may, team, user).await?;
        let organization = &standing.organization;
        let change = Change::AddTeamMember { organization, team: &team, user };
        self.before(&change, Some(caller.user)).await?;
        let member = TeamMember {
            id: TeamMemberId::generate(self.auth.random())?,
            team_id: team.id.clone(),
            user_id: user.clone(),
            created_at: self.auth.now(),
        };
        let join = TeamJoin {
            member: &member,
            organization: &organization.id,
            limit: self.options.max_team_members,
            actor: Some(Actor::of(&standing.member)),
        };
        let event = self.event(kinds::TEAM_MEMBER_ADDED, caller, &organization.id).subject(user);
        let consequences = self.auth.consequences([event]);
        match self.teams.join_team(join, &consequences).await? {
            TeamJoined::Done => {}
            TeamJoined::Already(member) => return Ok(member),
            TeamJoined::UnknownTeam => return Err(TEAM_NOT_FOUND.into()),
            TeamJoined::NotAMember => {
                return Err(USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION.into());
            }
            TeamJoined::LimitReached => return Err(TEAM_MEMBER_LIMIT_REACHED.into()),
            TeamJoined::Outdated => return Err(refusal.into()),
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(member)
    }

    /// Takes somebody out of a team. They stay a member of the organization.
    ///
    /// # Errors
    /// [`TEAM_NOT_FOUND`]; [`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`];
    /// [`USER_IS_NOT_A_MEMBER_OF_THE_TEAM`]; where the caller is no member or may not; the refusal
    /// of the application.
    pub async fn remove_team_member(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        team: &TeamId,
        user: &UserId,
    ) -> Result<(), ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_REMOVE_A_TEAM_MEMBER;
        let may = (member::Delete.into(), refusal);
        let (standing, team) = self.team_standing(caller, key, may, team, user).await?;
        let organization = &standing.organization;
        let change = Change::RemoveTeamMember { organization, team: &team, user };
        self.before(&change, Some(caller.user)).await?;
        let exit = TeamExit {
            team: &team.id,
            organization: &organization.id,
            user,
            actor: Some(Actor::of(&standing.member)),
        };
        let event = self.event(kinds::TEAM_MEMBER_REMOVED, caller, &organization.id).subject(user);
        let consequences = self.auth.consequences([event]);
        match self.teams.leave_team(exit, &consequences).await? {
            TeamLeft::Done => {}
            TeamLeft::Unknown => return Err(USER_IS_NOT_A_MEMBER_OF_THE_TEAM.into()),
            TeamLeft::Outdated => return Err(refusal.into()),
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(())
    }

    /// Who is in a team, the first joined first. They show themselves to one another only.
    ///
    /// # Errors
    /// [`TEAM_NOT_FOUND`], also for a team of an organization of others;
    /// [`USER_IS_NOT_A_MEMBER_OF_THE_TEAM`].
    pub async fn list_team_members(
        &self,
        caller: Caller<'_>,
        team: &TeamId,
    ) -> Result<Vec<TeamMember>, ApiError> {
        let found = self.teams.find_own_team(&caller.user.id, team).await?;
        let (team, member) = found.ok_or(TEAM_NOT_FOUND)?;
        if member.is_none() {
            return Err(USER_IS_NOT_A_MEMBER_OF_THE_TEAM.into());
        }
        Ok(self.teams.list_team_members(&team.id).await?)
    }

    /// The teams in which the caller is, of one organization or of all.
    ///
    /// # Errors
    /// Where the caller is no member of the organization.
    pub async fn list_own_teams(
        &self,
        caller: Caller<'_>,
        key: Option<&OrganizationKey>,
    ) -> Result<Vec<Team>, ApiError> {
        let user = &caller.user.id;
        let Some(key) = key else { return Ok(self.teams.list_user_teams(user, None).await?) };
        let standing = self.member_standing(key, user).await?;
        Ok(self.teams.list_user_teams(user, Some(&standing.organization.id)).await?)
    }

    /// The teams of an organization in which another member is.
    ///
    /// # Errors
    /// [`NO_ACTIVE_ORGANIZATION`]; [`USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION`]; where the caller is
    /// no member or may not change members.
    pub async fn list_teams_of_member(
        &self,
        caller: Caller<'_>,
        key: Option<&OrganizationKey>,
        user: &UserId,
    ) -> Result<Vec<Team>, ApiError> {
        let key = key.ok_or(NO_ACTIVE_ORGANIZATION)?;
        let standing = self.member_standing(key, &caller.user.id).await?;
        if !standing.granted.allows(member::Update) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER.into());
        }
        let organization = &standing.organization.id;
        if self.member(organization, user).await?.is_none() {
            return Err(USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION.into());
        }
        Ok(self.teams.list_user_teams(user, Some(organization)).await?)
    }

    /// The standing of a caller who may, and the team; the user is a member of the organization.
    async fn team_standing(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        (action, refusal): (Action, ErrorCode),
        team: &TeamId,
        user: &UserId,
    ) -> Result<(Standing, Team), ApiError> {
        let stranger = USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION;
        let standing = self.standing_or(key, &caller.user.id, stranger).await?;
        if !standing.granted.allows(action) {
            return Err(refusal.into());
        }
        let organization = &standing.organization.id;
        if self.member(organization, user).await?.is_none() {
            return Err(stranger.into());
        }
        let team = self.own_team(organization, team).await?;
        Ok((standing, team))
    }
}
