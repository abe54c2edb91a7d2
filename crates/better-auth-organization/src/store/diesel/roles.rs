use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::Consequences;
use better_auth_core::access::RoleList;
use better_auth_core::store::StoreResult;
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use super::list::literal;
use super::role_rows::{RoleRow, permission_text};
use super::tables::{invitations, members, organization_roles, organizations};
use crate::invitation::InvitationStatus;
use crate::organization::OrganizationId;
use crate::role::{OrganizationRole, OrganizationRoleKey};
use crate::store::{
    MAX_LISTED, OrganizationRoleStore, RoleCreated, RoleCreation, RoleDeleted, RoleDeletion,
    RoleUpdate, RoleUpdated,
};

const PENDING: &str = InvitationStatus::Pending.as_str();

/// The index that lets a name be one role's.
const ONE_NAME: &str = "organization_roles_organization_id_role_key";

/// Whether the role is what it was when the change was judged. Under the lock.
macro_rules! is_as_judged {
    ($conn:ident, $role:expr) => {{
        let row: Option<RoleRow> = organization_roles::table
            .filter(organization_roles::id.eq($role.id.as_str()))
            .filter(organization_roles::organization_id.eq($role.organization_id.as_str()))
            .select(RoleRow::as_select())
            .get_result($conn)
            .await
            .optional()?;
        let found = row.map(OrganizationRole::try_from).transpose()?;
        found.is_some_and(|it| it.name == $role.name && it.permissions == $role.permissions)
    }};
}

/// The different lists of roles of members that have the role. Under the lock.
macro_rules! lists_of_members {
    ($conn:ident, $role:expr) => {{
        let lists: Vec<String> = members::table
            .filter(members::organization_id.eq($role.organization_id.as_str()))
            .filter(members::role.like(format!("%{}%", literal(&$role.name))).escape('!'))
            .select(members::role)
            .distinct()
            .load($conn)
            .await?;
        with_role(lists, &$role.name)
    }};
}

#[async_trait]
impl OrganizationRoleStore for DieselAdapter {
    async fn find_roles(
        &self,
        organization: &OrganizationId,
        names: &[&str],
    ) -> StoreResult<Vec<OrganizationRole>> {
        let rows: Vec<RoleRow> = with_conn!(self, read, |conn| {
            Ok(organization_roles::table
                .filter(organization_roles::organization_id.eq(organization.as_str()))
                .filter(organization_roles::role.eq_any(names))
                .select(RoleRow::as_select())
                .load(conn)
                .await?)
        })?;
        rows.into_iter().map(OrganizationRole::try_from).collect()
    }

    async fn find_role(
        &self,
        organization: &OrganizationId,
        key: &OrganizationRoleKey,
    ) -> StoreResult<Option<OrganizationRole>> {
        let row: Option<RoleRow> = with_conn!(self, lookup, |conn| {
            let own = organization_roles::table
                .filter(organization_roles::organization_id.eq(organization.as_str()))
                .select(RoleRow::as_select());
            let row = match key {
                OrganizationRoleKey::Name(name) => {
                    own.filter(organization_roles::role.eq(name)).get_result(conn).await
                }
                OrganizationRoleKey::Id(id) => {
                    own.filter(organization_roles::id.eq(id.as_str())).get_result(conn).await
                }
            };
            Ok(row.optional()?)
        })?;
        row.map(OrganizationRole::try_from).transpose()
    }

    async fn list_roles(
        &self,
        organization: &OrganizationId,
    ) -> StoreResult<Vec<OrganizationRole>> {
        let rows: Vec<RoleRow> = with_conn!(self, read, |conn| {
            Ok(organization_roles::table
                .filter(organization_roles::organization_id.eq(organization.as_str()))
                .order((organization_roles::created_at, organization_roles::id))
                .limit(MAX_LISTED.into())
                .select(RoleRow::as_select())
                .load(conn)
                .await?)
        })?;
        rows.into_iter().map(OrganizationRole::try_from).collect()
    }

    async fn create_role(
        &self,
        creation: RoleCreation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleCreated> {
        let organization = &creation.role.organization_id;
        let created = with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization)
                || !stands!(conn, organization, creation.actor)
            {
                return Ok(RoleCreated::Outdated);
            }
            let own = organization_roles::table
                .filter(organization_roles::organization_id.eq(organization.as_str()));
            let count: i64 = own.count().get_result(conn).await?;
            if creation.limit.is_some_and(|limit| count >= i64::from(limit)) {
                return Ok(RoleCreated::LimitReached);
            }
            let row = RoleRow::from(creation.role);
            ::diesel::insert_into(organization_roles::table).values(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(RoleCreated::Done)
        });
        match created {
            Err(error) if error.is_conflict_on(ONE_NAME) => Ok(RoleCreated::NameTaken),
            created => created,
        }
    }

    async fn update_role(
        &self,
        update: RoleUpdate<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleUpdated> {
        let (organization, role) = (&update.role.organization_id, update.role);
        let changed = changed(&update);
        let updated = with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization)
                || !stands!(conn, organization, update.actor)
                || !is_as_judged!(conn, role)
            {
                return Ok(RoleUpdated::Outdated);
            }
            let row = organization_roles::table.filter(organization_roles::id.eq(role.id.as_str()));
            let columns = (
                organization_roles::role.eq(&changed.name),
                organization_roles::permission.eq(permission_text(&changed.permissions)),
                organization_roles::updated_at.eq(Some(update.now.to_naive())),
            );
            ::diesel::update(row).set(columns).execute(conn).await?;
            if changed.name != role.name {
                for list in lists_of_members!(conn, role) {
                    let having = members::table
                        .filter(members::organization_id.eq(organization.as_str()))
                        .filter(members::role.eq(&list));
                    let roles = members::role.eq(renamed(&list, &role.name, &changed.name));
                    ::diesel::update(having).set(roles).execute(conn).await?;
                }
                let pending = invitations::table
                    .filter(invitations::organization_id.eq(organization.as_str()))
                    .filter(invitations::status.eq(PENDING));
                let lists = pending.select(invitations::role).distinct().load(conn).await?;
                for list in with_role(lists, &role.name) {
                    let having = pending.filter(invitations::role.eq(&list));
                    let roles = invitations::role.eq(renamed(&list, &role.name, &changed.name));
                    ::diesel::update(having).set(roles).execute(conn).await?;
                }
            }
            conn.write_consequences(consequences).await?;
            Ok(RoleUpdated::Done(Box::new(changed.clone())))
        });
        match updated {
            Err(error) if error.is_conflict_on(ONE_NAME) => Ok(RoleUpdated::NameTaken),
            updated => updated,
        }
    }

    async fn delete_role(
        &self,
        deletion: RoleDeletion<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleDeleted> {
        let (organization, role) = (&deletion.role.organization_id, deletion.role);
        with_conn!(self, transaction, |conn| {
            if !lock_organization!(conn, organization)
                || !stands!(conn, organization, deletion.actor)
                || !is_as_judged!(conn, role)
            {
                return Ok(RoleDeleted::Outdated);
            }
            let open = invitations::table
                .filter(invitations::organization_id.eq(organization.as_str()))
                .filter(invitations::status.eq(PENDING))
                .filter(invitations::expires_at.gt(deletion.now.to_naive()));
            let invited = open.select(invitations::role).distinct().load(conn).await?;
            if !lists_of_members!(conn, role).is_empty()
                || !with_role(invited, &role.name).is_empty()
            {
                return Ok(RoleDeleted::InUse);
            }
            let row = organization_roles::table.filter(organization_roles::id.eq(role.id.as_str()));
            ::diesel::delete(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(RoleDeleted::Done)
        })
    }
}

/// The role as it becomes.
fn changed(update: &RoleUpdate<'_>) -> OrganizationRole {
    let (role, changes) = (update.role.clone(), update.changes);
    OrganizationRole {
        name: changes.name.clone().unwrap_or(role.name),
        permissions: changes.permissions.clone().unwrap_or(role.permissions),
        updated_at: Some(update.now),
        ..role
    }
}

/// Of some lists those that name the role.
fn with_role(mut lists: Vec<String>, name: &str) -> Vec<String> {
    lists.retain(|list| RoleList::from_store(list).contains(name));
    lists
}

fn renamed(list: &str, old: &str, new: &str) -> String {
    let list = RoleList::from_store(list);
    let names = list.iter().map(|name| if name == old { new } else { name });
    names.collect::<Vec<_>>().join(",")
}
