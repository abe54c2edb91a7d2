//! What becomes of the organizations of somebody whose account is about to be deleted.

use ::diesel::dsl::exists;
use ::diesel::prelude::*;
use better_auth_core::UserId;
use better_auth_core::access::RoleList;
use better_auth_core::store::StoreResult;
use better_auth_diesel::{DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

use super::tables::{MemberRow, members, organizations, sessions};
use super::taken_back;
use super::team_rows::{team_members, teams};
use crate::member::{Member, MemberId};
use crate::organization::OrganizationId;
use crate::permission::{ADMIN, OWNER};
use crate::store::{SoleOwner, Surrender, Surrendered};

/// Why the transaction is taken back.
const REFUSED: &str = "the user alone owns an organization";

/// Who follows an owner: of the administrators, or else of all, who has been there longest.
macro_rules! heir {
    ($conn:ident, $organization:expr, $user:expr) => {{
        let others = members::table
            .filter(members::organization_id.eq($organization.as_str()))
            .filter(members::user_id.ne($user.as_str()))
            .order((members::created_at, members::id))
            .select(MemberRow::as_select());
        let is_admin = members::role
            .eq(ADMIN)
            .or(members::role.like(format!("{ADMIN},%")))
            .or(members::role.like(format!("%,{ADMIN},%")))
            .or(members::role.like(format!("%,{ADMIN}")));
        let admin: Option<MemberRow> = others.filter(is_admin).first($conn).await.optional()?;
        match admin {
            Some(admin) => Some(Member::from(admin)),
            None => others.first($conn).await.optional()?.map(Member::from),
        }
    }};
}

pub(super) async fn surrender(
    adapter: &DieselAdapter,
    surrender: Surrender<'_>,
) -> StoreResult<Surrendered> {
    let user: &UserId = surrender.user;
    let owned = owned(adapter, user).await?;
    let done = with_conn!(adapter, transaction, |conn| {
        let (mut heirs, mut deleted) = (Vec::new(), Vec::new());
        // All locks before anything is read: what MySQL reads is as old as its first read.
        let mut locked = Vec::new();
        for it in &owned {
            let organization = &it.0;
            if lock_organization!(conn, organization) {
                locked.push(it);
            }
        }
        for (organization, id) in locked {
            if !has_other_owner!(conn, organization, id) {
                if surrender.sole == SoleOwner::Refuse {
                    return Err(taken_back(REFUSED).into());
                }
                let Some(heir) = heir!(conn, organization, user) else {
                    let row =
                        organizations::table.filter(organizations::id.eq(organization.as_str()));
                    deactivate!(conn, organization, user.as_str());
                    ::diesel::delete(row).execute(conn).await?;
                    deleted.push(organization.clone());
                    continue;
                };
                let roles = with_owner(&heir.roles);
                let row = members::table.filter(members::id.eq(heir.id.as_str()));
                let owner = (members::role.eq(roles), members::is_owner.eq(true));
                ::diesel::update(row).set(owner).execute(conn).await?;
                heirs.push((organization.clone(), heir.user_id));
            }
            let row = members::table.filter(members::id.eq(id.as_str()));
            ::diesel::delete(row).execute(conn).await?;
            leave_teams!(conn, organization, user.as_str());
            deactivate!(conn, organization, user.as_str());
        }
        Ok(Surrendered::Done { heirs, deleted })
    });
    match done {
        Err(error) if error.is_conflict_on(REFUSED) => Ok(Surrendered::Refused),
        done => done,
    }
}

/// What the user owns, in the order in which everybody locks.
async fn owned(
    adapter: &DieselAdapter,
    user: &UserId,
) -> StoreResult<Vec<(OrganizationId, MemberId)>> {
    let rows: Vec<(String, String)> = with_conn!(adapter, read, |conn| {
        Ok(members::table
            .filter(members::user_id.eq(user.as_str()))
            .filter(members::is_owner.eq(true))
            .order(members::organization_id)
            .select((members::organization_id, members::id))
            .load(conn)
            .await?)
    })?;
    let ids =
        |(organization, id)| (OrganizationId::from_store(organization), MemberId::from_store(id));
    Ok(rows.into_iter().map(ids).collect())
}

fn with_owner(roles: &RoleList) -> String {
    let names = std::iter::once(OWNER).chain(roles.iter().filter(|name| *name != OWNER));
    names.collect::<Vec<_>>().join(",")
}
