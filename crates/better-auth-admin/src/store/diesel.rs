//! The store on Diesel: each query once, for all databases.
//!
//! Whoever locks several rows locks them in this order: the turn of the administrators, users,
//! sessions. So nobody waits in a circle.

#[macro_use]
mod pieces;
mod list;
mod tables;

use ::diesel::dsl::exists;
use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::entity::{CREDENTIAL_PROVIDER, NewAccount};
use better_auth_core::store::{SessionKey, StoreResult};
use better_auth_core::{Consequences, SessionId, Timestamp, User, UserId};
use better_auth_diesel::{
    DieselAdapter, SessionSteps, TransactionSteps, UserRow, users, with_conn,
};
use diesel_async::RunQueryDsl;

use self::tables::{
    AccountRow, Free, ImpersonationRow, accounts, admin_turns, impersonations, sessions,
};
use crate::permission::{ADMIN, is_admin};
use crate::store::{
    Actor, AdminStore, Ban, Changed, Impersonation, NewPersonRows, PasswordSetting, PersonUpdate,
    SteppedDown, UserPage, UserQuery,
};

#[async_trait]
impl AdminStore for DieselAdapter {
    async fn list_users(&self, query: &UserQuery) -> StoreResult<UserPage> {
        list::list(self, query).await
    }

    async fn find_session_owner(
        &self,
        key: SessionKey<'_>,
    ) -> StoreResult<Option<(SessionId, UserId)>> {
        with_conn!(self, lookup, |conn| {
            let columns = (sessions::id, sessions::user_id);
            let row: Option<(String, String)> = match key {
                SessionKey::Id(id) => {
                    let one = sessions::table.filter(sessions::id.eq(id.as_str()));
                    one.select(columns).get_result(conn).await.optional()?
                }
                SessionKey::Token(token) => {
                    let one = sessions::table.filter(sessions::token_hash.eq(token.as_str()));
                    one.select(columns).get_result(conn).await.optional()?
                }
            };
            Ok(row.map(|(id, user)| (SessionId::from_store(id), UserId::from_store(user))))
        })
    }

    async fn create_person(
        &self,
        new: NewPersonRows<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>> {
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            if !stands!(conn, new.actor, new.user.created_at) {
                return Ok(None);
            }
            conn.insert_user(new.user).await?;
            let id = new.user.id.as_str();
            let user = users::table.filter(users::id.eq(id));
            ::diesel::update(user).set(users::role.eq(new.role)).execute(conn).await?;
            if let Some(account) = new.account {
                let row = AccountRow::from(account);
                ::diesel::insert_into(accounts::table).values(row).execute(conn).await?;
            }
            conn.write_consequences(consequences).await?;
            Ok(Some(User::from(read_user!(conn, id))))
        })
    }

    async fn update_person(
        &self,
        update: PersonUpdate<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Changed> {
        let (user, id) = (update.user.user, update.user.user.as_str());
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            conn.lock_user(user).await?;
            if !stands!(conn, update.actor, update.now)
                || !has_role!(conn, update.user)
                || !has_address!(conn, user, update.address)
            {
                return Ok(Changed::Outdated);
            }
            if let Some(role) = update.role {
                let leaves = is_admin(update.user.role) && !is_admin(role);
                if leaves && !has_other_admin!(conn, id, update.now) {
                    return Ok(Changed::LastAdmin);
                }
                set_role!(conn, user, role);
            }
            if let Some(address) = update.address {
                set_address!(conn, user, address);
            }
            let updated = conn.update_user(user, update.profile, update.now).await?;
            let Some(updated) = updated else { return Ok(Changed::Outdated) };
            conn.write_consequences(consequences).await?;
            Ok(Changed::Done(Box::new(updated)))
        })
    }

    async fn ban(&self, ban: Ban<'_>, consequences: &Consequences) -> StoreResult<Changed> {
        let id = ban.user.user.as_str();
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            if !stands!(conn, ban.actor, ban.now) || !has_role!(conn, ban.user) {
                return Ok(Changed::Outdated);
            }
            if is_admin(ban.user.role) && !has_other_admin!(conn, id, ban.now) {
                return Ok(Changed::LastAdmin);
            }
            conn.outdate_credentials(ban.user.user).await?;
            let changes = (
                users::banned.eq(true),
                users::ban_reason.eq(ban.reason),
                users::ban_expires.eq(ban.expires_at.map(Timestamp::to_naive)),
                users::updated_at.eq(ban.now.to_naive()),
            );
            let user = users::table.filter(users::id.eq(id));
            ::diesel::update(user).set(changes).execute(conn).await?;
            end_everything!(conn, ban.user.user);
            conn.write_consequences(consequences).await?;
            Ok(Changed::Done(Box::new(User::from(read_user!(conn, id)))))
        })
    }

    async fn lift_ban(
        &self,
        actor: Option<Actor<'_>>,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>> {
        let id = user.as_str();
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            if !stands!(conn, actor, now) {
                return Ok(None);
            }
            let user = users::table.filter(users::id.eq(id));
            if ::diesel::update(user).set(Free::at(now)).execute(conn).await? == 0 {
                return Ok(None);
            }
            conn.write_consequences(consequences).await?;
            Ok(Some(User::from(read_user!(conn, id))))
        })
    }

    async fn lift_expired_ban(
        &self,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            let over = users::table
                .filter(users::id.eq(user.as_str()))
                .filter(users::banned.eq(true))
                .filter(users::ban_expires.le(now.to_naive()));
            if ::diesel::update(over).set(Free::at(now)).execute(conn).await? == 0 {
                return Ok(false);
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn set_password(
        &self,
        setting: PasswordSetting<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let (user, id) = (setting.user.user, setting.user.user.as_str());
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            conn.outdate_credentials(user).await?;
            if !stands!(conn, setting.actor, setting.now) || !has_role!(conn, setting.user) {
                return Ok(false);
            }
            let password = accounts::table
                .filter(accounts::provider_id.eq(CREDENTIAL_PROVIDER))
                .filter(accounts::account_id.eq(id))
                .filter(accounts::user_id.eq(id));
            let new = (
                accounts::password.eq(setting.hash.as_str()),
                accounts::updated_at.eq(setting.now.to_naive()),
            );
            if ::diesel::update(password).set(new).execute(conn).await? == 0 {
                let (account, hash) = (setting.account.clone(), setting.hash.clone());
                let first = NewAccount::credential(account, user.clone(), hash, setting.now);
                let row = AccountRow::from(&first);
                ::diesel::insert_into(accounts::table).values(row).execute(conn).await?;
            }
            end_everything!(conn, user);
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn impersonate(
        &self,
        impersonation: Impersonation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let row = ImpersonationRow::from(&impersonation);
        let now = impersonation.session.session.created_at;
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            if !stands!(conn, Some(impersonation.actor), now)
                || !stands!(conn, Some(impersonation.user), now)
                || !conn.open_session(impersonation.session).await?
            {
                return Ok(false);
            }
            ::diesel::insert_into(impersonations::table).values(&row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn is_last_admin(&self, user: &UserId, now: Timestamp) -> StoreResult<bool> {
        let id = user.as_str();
        with_conn!(self, read, |conn| { Ok(!has_other_admin!(conn, id, now)) })
    }

    async fn step_down(
        &self,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<SteppedDown> {
        let id = user.as_str();
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            let row = users::table.filter(users::id.eq(id));
            let role: Option<String> = row.select(users::role).get_result(conn).await.optional()?;
            if !role.is_some_and(|role| is_admin(&role)) {
                return Ok(SteppedDown::NoAdmin);
            }
            if !has_other_admin!(conn, id, now) {
                return Ok(SteppedDown::LastAdmin);
            }
            let nobody = better_auth_core::entity::DEFAULT_ROLE;
            let changes = (users::role.eq(nobody), users::updated_at.eq(now.to_naive()));
            ::diesel::update(row).set(changes).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(SteppedDown::Done)
        })
    }

    async fn appoint_first(
        &self,
        user: &UserId,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let id = user.as_str();
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            let anybody = users::table.filter(is_admin_column!());
            let found: bool = ::diesel::select(exists(anybody)).get_result(conn).await?;
            if found {
                return Ok(false);
            }
            let proven =
                users::table.filter(users::id.eq(id)).filter(users::email_verified.eq(true));
            let changes = (users::role.eq(ADMIN), users::updated_at.eq(now.to_naive()));
            if ::diesel::update(proven).set(changes).execute(conn).await? == 0 {
                return Ok(false);
            }
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }
}
