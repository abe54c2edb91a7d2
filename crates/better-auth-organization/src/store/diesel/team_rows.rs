use ::diesel::{Insertable, Queryable, Selectable};
use better_auth_core::{Timestamp, UserId};
use chrono::NaiveDateTime;

use super::tables::members;
use crate::organization::OrganizationId;
use crate::team::{Team, TeamId, TeamMember, TeamMemberId};

::diesel::table! {
    teams (id) {
        id -> Text,
        organization_id -> Text,
        name -> Text,
        created_at -> Timestamp,
        updated_at -> Nullable<Timestamp>,
    }
}

::diesel::table! {
    team_members (id) {
        id -> Text,
        team_id -> Text,
        user_id -> Text,
        created_at -> Timestamp,
    }
}

::diesel::joinable!(team_members -> teams (team_id));
::diesel::allow_tables_to_appear_in_same_query!(teams, team_members, members);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = teams)]
pub(super) struct TeamRow {
    id: String,
    organization_id: String,
    name: String,
    created_at: NaiveDateTime,
    updated_at: Option<NaiveDateTime>,
}

impl From<&Team> for TeamRow {
    fn from(team: &Team) -> Self {
        Self {
            id: team.id.as_str().to_owned(),
            organization_id: team.organization_id.as_str().to_owned(),
            name: team.name.clone(),
            created_at: team.created_at.to_naive(),
            updated_at: team.updated_at.map(Timestamp::to_naive),
        }
    }
}

impl From<TeamRow> for Team {
    fn from(row: TeamRow) -> Self {
        Self {
            id: TeamId::from_store(row.id),
            organization_id: OrganizationId::from_store(row.organization_id),
            name: row.name,
            created_at: Timestamp::from_naive(row.created_at),
            updated_at: row.updated_at.map(Timestamp::from_naive),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = team_members)]
pub(super) struct TeamMemberRow {
    id: String,
    team_id: String,
    user_id: String,
    created_at: NaiveDateTime,
}

impl From<&TeamMember> for TeamMemberRow {
    fn from(member: &TeamMember) -> Self {
        Self {
            id: member.id.as_str().to_owned(),
            team_id: member.team_id.as_str().to_owned(),
            user_id: member.user_id.as_str().to_owned(),
            created_at: member.created_at.to_naive(),
        }
    }
}

impl From<TeamMemberRow> for TeamMember {
    fn from(row: TeamMemberRow) -> Self {
        Self {
            id: TeamMemberId::from_store(row.id),
            team_id: TeamId::from_store(row.team_id),
            user_id: UserId::from_store(row.user_id),
            created_at: Timestamp::from_naive(row.created_at),
        }
    }
}
