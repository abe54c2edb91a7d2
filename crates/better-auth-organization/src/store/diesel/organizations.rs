use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::access::RoleList;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, UserId};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use chrono::NaiveDateTime;
use diesel_async::RunQueryDsl;

use super::tables::{MemberRow, OrganizationRow, members, metadata_text, organizations, sessions};
use super::team_rows::{TeamMemberRow, TeamRow, team_members, teams};
use crate::member::Member;
use crate::organization::{Organization, OrganizationChanges, OrganizationId, OrganizationKey};
use crate::permission::OWNER;
use crate::store::{
    Activation, Created, Creation, DefaultTeam, Deletion, MAX_LISTED, OrganizationStore, Update,
};
use crate::team::TeamMember;

#[derive(AsChangeset)]
#[diesel(table_name = organizations)]
struct ChangesRow<'a> {
    name: Option<&'a str>,
    slug: Option<&'a str>,
    logo: Option<Option<&'a str>>,
    metadata: Option<String>,
    updated_at: NaiveDateTime,
}

impl<'a> ChangesRow<'a> {
    fn new(changes: &'a OrganizationChanges, updated_at: NaiveDateTime) -> Self {
        Self {
            name: changes.name.as_deref(),
            slug: changes.slug.as_ref().map(|slug| slug.as_str()),
            logo: changes.logo.as_ref().map(Option::as_deref),
            metadata: changes.metadata.as_ref().map(metadata_text),
            updated_at,
        }
    }
}

/// The rows of a creation.
fn created(creation: &Creation<'_>) -> (Organization, Member) {
    let new = creation.new.clone();
    let organization = Organization {
        id: creation.id.clone(),
        name: new.name,
        slug: new.slug,
        logo: new.logo,
        metadata: new.metadata,
        created_at: creation.now,
    };
    let member = Member {
        id: creation.member.clone(),
        organization_id: creation.id.clone(),
        user_id: creation.owner.clone(),
        roles: RoleList::from_store(OWNER),
        created_at: creation.now,
    };
    (organization, member)
}

/// The owner, in the team that the organization has from the beginning.
fn first_of_team(creation: &Creation<'_>, first: DefaultTeam<'_>) -> TeamMember {
    TeamMember {
        id: first.member.clone(),
        team_id: first.team.id.clone(),
        user_id: creation.owner.clone(),
        created_at: creation.now,
    }
}

#[async_trait]
impl OrganizationStore for DieselAdapter {
    /// The lock on the user's row makes those wait for each other who create at once.
    async fn create_organization(
        &self,
        creation: Creation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Created> {
        let (organization, member) = created(&creation);
        let done = with_conn!(self, transaction, |conn| {
            conn.lock_user(creation.owner).await?;
            let own = members::table.filter(members::user_id.eq(creation.owner.as_str()));
            let count: i64 = own.count().get_result(conn).await?;
            if creation.limit.is_some_and(|limit| count >= i64::from(limit)) {
                return Ok(false);
            }
            let row = OrganizationRow::from(&organization);
            ::diesel::insert_into(organizations::table).values(row).execute(conn).await?;
            let row = MemberRow::from(&member);
            ::diesel::insert_into(members::table).values(row).execute(conn).await?;
            if let Some(session) = creation.session {
                activate!(conn, Some(creation.id), creation.owner, session);
            }
            if let Some(first) = creation.default_team {
                let row = TeamRow::from(first.team);
                ::diesel::insert_into(teams::table).values(row).execute(conn).await?;
                let row = TeamMemberRow::from(&first_of_team(&creation, first));
                ::diesel::insert_into(team_members::table).values(row).execute(conn).await?;
                if let Some(session) = creation.session {
                    activate_team!(conn, first.team.id, creation.owner, session);
                }
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        })?;
        Ok(if done {
            Created::Done(Box::new((organization, member)))
        } else {
            Created::LimitReached
        })
    }

    async fn find_organization(&self, key: &OrganizationKey) -> StoreResult<Option<Organization>> {
        with_conn!(self, lookup, |conn| {
            let all = organizations::table.select(OrganizationRow::as_select());
            let row = match key {
                OrganizationKey::Id(id) => {
                    all.filter(organizations::id.eq(id.as_str())).get_result(conn).await
                }
                OrganizationKey::Slug(slug) => {
                    all.filter(organizations::slug.eq(slug.as_str())).get_result(conn).await
                }
            };
            Ok(row.optional()?.map(Organization::from))
        })
    }

    async fn find_standing(
        &self,
        key: &OrganizationKey,
        user: &UserId,
    ) -> StoreResult<Option<(Organization, Option<Member>)>> {
        let row: Option<(OrganizationRow, Option<MemberRow>)> = with_conn!(self, lookup, |conn| {
            let own = members::organization_id
                .eq(organizations::id)
                .and(members::user_id.eq(user.as_str()));
            let all = organizations::table
                .left_join(members::table.on(own))
                .select((OrganizationRow::as_select(), Option::<MemberRow>::as_select()));
            let row = match key {
                OrganizationKey::Id(id) => {
                    all.filter(organizations::id.eq(id.as_str())).get_result(conn).await
                }
                OrganizationKey::Slug(slug) => {
                    all.filter(organizations::slug.eq(slug.as_str())).get_result(conn).await
                }
            };
            Ok(row.optional()?)
        })?;
        Ok(row.map(|(organization, member)| (organization.into(), member.map(Member::from))))
    }

    async fn list_organizations(&self, user: &UserId) -> StoreResult<Vec<Organization>> {
        let rows: Vec<OrganizationRow> = with_conn!(self, read, |conn| {
            Ok(members::table
                .inner_join(organizations::table)
                .filter(members::user_id.eq(user.as_str()))
                .order((members::created_at, members::id))
                .limit(MAX_LISTED.into())
                .select(OrganizationRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(Organization::from).collect())
    }

    async fn update_organization(
        &self,
        update: Update<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<Organization>> {
        let id = update.organization;
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, id) || !stands!(conn, id, update.actor) {
                return Ok(None);
            }
            let row = organizations::table.filter(organizations::id.eq(id.as_str()));
            let changes = ChangesRow::new(update.changes, update.now.to_naive());
            ::diesel::update(row).set(changes).execute(conn).await?;
            let updated = row.select(OrganizationRow::as_select()).get_result(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Some(Organization::from(updated)))
        })
    }

    async fn delete_organization(
        &self,
        deletion: Deletion<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let id = deletion.organization;
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, id) || !stands!(conn, id, deletion.actor) {
                return Ok(false);
            }
            let own = members::table.filter(members::organization_id.eq(id.as_str()));
            let people: Vec<String> = own.select(members::user_id).load(conn).await?;
            // In parts: a statement takes only so many values.
            for people in people.chunks(500) {
                deactivate_all!(conn, id, people);
            }
            let row = organizations::table.filter(organizations::id.eq(id.as_str()));
            ::diesel::delete(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    /// Writing the member's row as it is makes this wait for who removes them, or the other for
    /// this.
    async fn activate_organization(
        &self,
        activation: Activation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            if let Some(organization) = activation.organization {
                let own = members::table
                    .filter(members::organization_id.eq(organization.as_str()))
                    .filter(members::user_id.eq(activation.user.as_str()));
                let same = members::role.eq(members::role);
                if ::diesel::update(own).set(same).execute(conn).await? == 0 {
                    return Ok(false);
                }
            }
            if activate!(conn, activation.organization, activation.user, activation.session) == 0 {
                return Ok(false);
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }
}
