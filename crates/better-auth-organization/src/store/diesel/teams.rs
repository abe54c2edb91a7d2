use ::diesel::dsl::exists;
use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::access::RoleList;
use better_auth_core::store::{StoreError, StoreResult};
use better_auth_core::{Consequences, UserId};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use super::tables::{invitations, members, organizations, sessions};
use super::team_rows::{TeamMemberRow, TeamRow, team_members, teams};
use crate::invitation::InvitationStatus;
use crate::organization::OrganizationId;
use crate::store::{
    MAX_LISTED, NewTeam, TeamActivation, TeamCreated, TeamDeleted, TeamDeletion, TeamExit,
    TeamJoin, TeamJoined, TeamLeft, TeamStore, TeamUpdate, TeamUpdated,
};
use crate::team::{self, Team, TeamId, TeamMember};

const PENDING: &str = InvitationStatus::Pending.as_str();

#[async_trait]
impl TeamStore for DieselAdapter {
    async fn find_team(
        &self,
        organization: &OrganizationId,
        team: &TeamId,
    ) -> StoreResult<Option<Team>> {
        with_conn!(self, lookup, |conn| {
            let row = teams::table
                .filter(teams::id.eq(team.as_str()))
                .filter(teams::organization_id.eq(organization.as_str()))
                .select(TeamRow::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(Team::from))
        })
    }

    async fn find_own_team(
        &self,
        user: &UserId,
        team: &TeamId,
    ) -> StoreResult<Option<(Team, Option<TeamMember>)>> {
        let row: Option<(TeamRow, Option<TeamMemberRow>)> = with_conn!(self, lookup, |conn| {
            let member = members::organization_id
                .eq(teams::organization_id)
                .and(members::user_id.eq(user.as_str().to_owned()));
            let own = team_members::team_id
                .eq(teams::id)
                .and(team_members::user_id.eq(user.as_str().to_owned()));
            Ok(teams::table
                .inner_join(members::table.on(member))
                .left_join(team_members::table.on(own))
                .filter(teams::id.eq(team.as_str()))
                .select((TeamRow::as_select(), Option::<TeamMemberRow>::as_select()))
                .get_result(conn)
                .await
                .optional()?)
        })?;
        Ok(row.map(|(team, member)| (team.into(), member.map(TeamMember::from))))
    }

    async fn list_teams(&self, organization: &OrganizationId) -> StoreResult<Vec<Team>> {
        let rows: Vec<TeamRow> = with_conn!(self, read, |conn| {
            Ok(teams::table
                .filter(teams::organization_id.eq(organization.as_str()))
                .order((teams::created_at, teams::id))
                .limit(MAX_LISTED.into())
                .select(TeamRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(Team::from).collect())
    }

    async fn list_user_teams(
        &self,
        user: &UserId,
        organization: Option<&OrganizationId>,
    ) -> StoreResult<Vec<Team>> {
        let rows: Vec<TeamRow> = with_conn!(self, read, |conn| {
            let member = members::organization_id
                .eq(teams::organization_id)
                .and(members::user_id.eq(team_members::user_id));
            let all = team_members::table
                .inner_join(teams::table)
                .inner_join(members::table.on(member))
                .filter(team_members::user_id.eq(user.as_str()))
                .order((team_members::created_at, team_members::id))
                .limit(MAX_LISTED.into())
                .select(TeamRow::as_select());
            Ok(match organization {
                None => all.load(conn).await?,
                Some(id) => all.filter(teams::organization_id.eq(id.as_str())).load(conn).await?,
            })
        })?;
        Ok(rows.into_iter().map(Team::from).collect())
    }

    async fn list_team_members(&self, team: &TeamId) -> StoreResult<Vec<TeamMember>> {
        let rows: Vec<TeamMemberRow> = with_conn!(self, read, |conn| {
            Ok(team_members::table
                .filter(team_members::team_id.eq(team.as_str()))
                .order((team_members::created_at, team_members::id))
                .limit(MAX_LISTED.into())
                .select(TeamMemberRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(TeamMember::from).collect())
    }

    async fn create_team(
        &self,
        new: NewTeam<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamCreated> {
        let organization = &new.team.organization_id;
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) || !stands!(conn, organization, new.actor) {
                return Ok(TeamCreated::Outdated);
            }
            let own = teams::table.filter(teams::organization_id.eq(organization.as_str()));
            let count: i64 = own.count().get_result(conn).await?;
            if new.limit.is_some_and(|limit| count >= i64::from(limit)) {
                return Ok(TeamCreated::LimitReached);
            }
            let row = TeamRow::from(new.team);
            ::diesel::insert_into(teams::table).values(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(TeamCreated::Done)
        })
    }

    async fn update_team(
        &self,
        update: TeamUpdate<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamUpdated> {
        let organization = update.organization;
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) || !stands!(conn, organization, update.actor)
            {
                return Ok(TeamUpdated::Outdated);
            }
            let row = teams::table
                .filter(teams::id.eq(update.team.as_str()))
                .filter(teams::organization_id.eq(organization.as_str()));
            let at = teams::updated_at.eq(Some(update.now.to_naive()));
            let found = match update.name {
                None => ::diesel::update(row).set(at).execute(conn).await?,
                Some(name) => {
                    ::diesel::update(row).set((teams::name.eq(name), at)).execute(conn).await?
                }
            };
            if found == 0 {
                return Ok(TeamUpdated::Unknown);
            }
            let updated = row.select(TeamRow::as_select()).get_result(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(TeamUpdated::Done(updated.into()))
        })
    }

    /// The rows of the members go with the team, and before the sessions: who activates the team at
    /// this moment locks in the same order.
    async fn delete_team(
        &self,
        deletion: TeamDeletion<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamDeleted> {
        let (organization, team) = (deletion.organization, deletion.team);
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization)
                || !stands!(conn, organization, deletion.actor)
            {
                return Ok(TeamDeleted::Outdated);
            }
            let own = teams::table.filter(teams::organization_id.eq(organization.as_str()));
            if !has_team!(conn, organization, team) {
                return Ok(TeamDeleted::Unknown);
            }
            let others: bool = ::diesel::select(exists(own.filter(teams::id.ne(team.as_str()))))
                .get_result(conn)
                .await?;
            if deletion.keep_last && !others {
                return Ok(TeamDeleted::Last);
            }
            let people = team_members::table.filter(team_members::team_id.eq(team.as_str()));
            let users: Vec<String> = people.select(team_members::user_id).load(conn).await?;
            ::diesel::delete(people).execute(conn).await?;
            ::diesel::delete(own.filter(teams::id.eq(team.as_str()))).execute(conn).await?;
            // In parts: a statement takes only so many values.
            for users in users.chunks(500) {
                let concerned = sessions::table
                    .filter(sessions::user_id.eq_any(users))
                    .filter(sessions::active_team_id.eq(team.as_str()));
                let none = sessions::active_team_id.eq(None::<String>);
                ::diesel::update(concerned).set(none).execute(conn).await?;
            }
            let pending = invitations::table
                .filter(invitations::organization_id.eq(organization.as_str()))
                .filter(invitations::status.eq(PENDING));
            let lists = pending.filter(invitations::team_id.is_not_null());
            let lists: Vec<Option<String>> =
                lists.select(invitations::team_id).distinct().load(conn).await?;
            for (list, rest) in without(lists, team) {
                let having = pending.filter(invitations::team_id.eq(list));
                ::diesel::update(having).set(invitations::team_id.eq(rest)).execute(conn).await?;
            }
            conn.write_consequences(consequences).await?;
            Ok(TeamDeleted::Done)
        })
    }

    async fn join_team(
        &self,
        join: TeamJoin<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamJoined> {
        let (organization, new) = (join.organization, join.member);
        let joined = with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) || !stands!(conn, organization, join.actor) {
                return Ok(TeamJoined::Outdated);
            }
            let member = members::table
                .filter(members::organization_id.eq(organization.as_str()))
                .filter(members::user_id.eq(new.user_id.as_str()));
            if !::diesel::select(exists(member)).get_result::<bool>(conn).await? {
                return Ok(TeamJoined::NotAMember);
            }
            if !has_team!(conn, organization, new.team_id) {
                return Ok(TeamJoined::UnknownTeam);
            }
            let row: Option<TeamMemberRow> = team_members::table
                .filter(team_members::team_id.eq(new.team_id.as_str()))
                .filter(team_members::user_id.eq(new.user_id.as_str()))
                .select(TeamMemberRow::as_select())
                .get_result(conn)
                .await
                .optional()?;
            if let Some(row) = row {
                return Ok(TeamJoined::Already(row.into()));
            }
            if team_is_full!(conn, new.team_id, join.limit) {
                return Ok(TeamJoined::LimitReached);
            }
            let row = TeamMemberRow::from(new);
            ::diesel::insert_into(team_members::table).values(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(TeamJoined::Done)
        });
        match joined {
            // The account was deleted at this moment.
            Err(StoreError::MissingReference) => Ok(TeamJoined::NotAMember),
            joined => joined,
        }
    }

    async fn leave_team(
        &self,
        exit: TeamExit<'_>,
        consequences: &Consequences,
    ) -> StoreResult<TeamLeft> {
        let (organization, team, user) = (exit.organization, exit.team, exit.user);
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) || !stands!(conn, organization, exit.actor) {
                return Ok(TeamLeft::Outdated);
            }
            if !has_team!(conn, organization, team) {
                return Ok(TeamLeft::Unknown);
            }
            let row = team_members::table
                .filter(team_members::team_id.eq(team.as_str()))
                .filter(team_members::user_id.eq(user.as_str()));
            if ::diesel::delete(row).execute(conn).await? == 0 {
                return Ok(TeamLeft::Unknown);
            }
            let concerned = sessions::table
                .filter(sessions::user_id.eq(user.as_str()))
                .filter(sessions::active_team_id.eq(team.as_str()));
            let none = sessions::active_team_id.eq(None::<String>);
            ::diesel::update(concerned).set(none).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(TeamLeft::Done)
        })
    }

    /// Writing the row of the membership as it is makes this wait for who ends it, or the other for
    /// this.
    async fn activate_team(
        &self,
        activation: TeamActivation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let user = activation.user;
        with_conn!(self, transaction, |conn| {
            let own = sessions::table
                .filter(sessions::id.eq(activation.session.as_str()))
                .filter(sessions::user_id.eq(user.as_str()));
            let found = match activation.team {
                None => {
                    let none = sessions::active_team_id.eq(None::<String>);
                    ::diesel::update(own).set(none).execute(conn).await?
                }
                Some((team, organization)) => {
                    let row = team_members::table
                        .filter(team_members::team_id.eq(team.as_str()))
                        .filter(team_members::user_id.eq(user.as_str()));
                    let same = team_members::created_at.eq(team_members::created_at);
                    if ::diesel::update(row).set(same).execute(conn).await? == 0
                        || !has_team!(conn, organization, team)
                    {
                        return Ok(false);
                    }
                    let there =
                        own.filter(sessions::active_organization_id.eq(organization.as_str()));
                    let team = sessions::active_team_id.eq(team.as_str());
                    ::diesel::update(there).set(team).execute(conn).await?
                }
            };
            if found == 0 {
                return Ok(false);
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }
}

/// Of some lists of teams those that name the team, each with what is left of it.
fn without(lists: Vec<Option<String>>, gone: &TeamId) -> Vec<(String, Option<String>)> {
    let mut changed = Vec::new();
    for list in lists.into_iter().flatten() {
        let mut teams = team::split(Some(&list));
        let before = teams.len();
        teams.retain(|team| team != gone);
        if teams.len() < before {
            changed.push((list, team::joined(&teams)));
        }
    }
    changed
}
