use ::diesel::dsl::exists;
use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::access::RoleList;
use better_auth_core::store::{StoreError, StoreResult};
use better_auth_core::{Consequences, UserId};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use super::tables::{
    MemberRow, PersonRow, members, organization_roles, organizations, sessions, users, with_person,
};
use super::team_rows::{team_members, teams};
use crate::member::{Member, Person};
use crate::organization::OrganizationId;
use crate::permission::OWNER;
use crate::store::{
    Added, MemberKey, MemberPage, MemberQuery, MemberStore, NewMember, Removal, Removed,
    RoleChange, RoleChanged, Surrender, Surrendered,
};

#[async_trait]
impl MemberStore for DieselAdapter {
    async fn find_member(
        &self,
        organization: &OrganizationId,
        who: MemberKey<'_>,
    ) -> StoreResult<Option<(Member, Person)>> {
        with_conn!(self, lookup, |conn| {
            let own = members::table
                .inner_join(users::table)
                .filter(members::organization_id.eq(organization.as_str()))
                .select((MemberRow::as_select(), PersonRow::as_select()))
                .into_boxed();
            let one = match who {
                MemberKey::Id(id) => own.filter(members::id.eq(id.as_str())),
                MemberKey::User(id) => own.filter(members::user_id.eq(id.as_str())),
                MemberKey::Email(email) => own.filter(users::email.eq(email.as_str())),
            };
            Ok(one.get_result(conn).await.optional()?.map(with_person))
        })
    }

    async fn list_members(&self, query: MemberQuery<'_>) -> StoreResult<MemberPage> {
        super::list::list(self, query).await
    }

    async fn add_member(
        &self,
        new: NewMember<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Added> {
        let organization = &new.member.organization_id;
        let added = with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) {
                return Ok(Added::Unknown);
            }
            if !declares!(conn, organization, new.stored_roles) {
                return Ok(Added::UnknownRole);
            }
            if is_full!(conn, organization, new.limit) {
                return Ok(Added::LimitReached);
            }
            let row = MemberRow::from(new.member);
            ::diesel::insert_into(members::table).values(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Added::Done)
        });
        match added {
            Err(StoreError::MissingReference) => Ok(Added::Unknown),
            Err(error) if error.is_conflict_on(ONE_MEMBERSHIP) => Ok(Added::Already),
            added => added,
        }
    }

    async fn remove_member(
        &self,
        removal: Removal<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Removed> {
        let (organization, id) = (removal.organization, removal.member);
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization) {
                return Ok(Removed::Unknown);
            }
            if !stands!(conn, organization, removal.actor) {
                return Ok(Removed::Outdated);
            }
            let row = members::table
                .filter(members::id.eq(id.as_str()))
                .filter(members::organization_id.eq(organization.as_str()));
            let found = row.select((members::user_id, members::is_owner)).get_result(conn).await;
            let found: Option<(String, bool)> = found.optional()?;
            let Some((user, is_owner)) = found else { return Ok(Removed::Unknown) };
            if is_owner && removal.actor.is_some_and(|actor| !actor.roles.contains(OWNER)) {
                return Ok(Removed::Owner);
            }
            if is_owner && !has_other_owner!(conn, organization, id) {
                return Ok(Removed::LastOwner);
            }
            ::diesel::delete(row).execute(conn).await?;
            leave_teams!(conn, organization, &user);
            deactivate!(conn, organization, &user);
            conn.write_consequences(consequences).await?;
            Ok(Removed::Done)
        })
    }

    async fn change_roles(
        &self,
        change: RoleChange<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleChanged> {
        let (organization, id) = (change.organization, change.member.member);
        let is_owner = change.roles.contains(OWNER);
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization)
                || !stands!(conn, organization, change.actor)
                || !stands!(conn, organization, Some(change.member))
            {
                return Ok(RoleChanged::Outdated);
            }
            if !declares!(conn, organization, change.stored_roles) {
                return Ok(RoleChanged::UnknownRole);
            }
            let was_owner = change.member.roles.contains(OWNER);
            if was_owner && !is_owner && !has_other_owner!(conn, organization, id) {
                return Ok(RoleChanged::LastOwner);
            }
            let row = members::table.filter(members::id.eq(id.as_str()));
            let roles =
                (members::role.eq(change.roles.to_string()), members::is_owner.eq(is_owner));
            ::diesel::update(row).set(roles).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(RoleChanged::Done)
        })
    }

    async fn is_sole_owner(&self, user: &UserId) -> StoreResult<bool> {
        with_conn!(self, read, |conn| {
            let owned: Vec<String> = members::table
                .filter(members::user_id.eq(user.as_str()))
                .filter(members::is_owner.eq(true))
                .select(members::organization_id)
                .load(conn)
                .await?;
            let shared: Vec<String> = members::table
                .filter(members::organization_id.eq_any(&owned))
                .filter(members::is_owner.eq(true))
                .filter(members::user_id.ne(user.as_str()))
                .select(members::organization_id)
                .distinct()
                .load(conn)
                .await?;
            Ok(shared.len() < owned.len())
        })
    }

    async fn surrender_ownerships(&self, surrender: Surrender<'_>) -> StoreResult<Surrendered> {
        super::surrender::surrender(self, surrender).await
    }
}

/// The index that lets nobody be a member twice.
pub(super) const ONE_MEMBERSHIP: &str = "members_organization_id_user_id_key";
