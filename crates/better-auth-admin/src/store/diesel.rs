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
use better_auth_diesel::{DieselAdapter, SessionSteps, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use self::tables::{
    AccountRow, Free, ImpersonationRow, UserRow, accounts, admin_turns, impersonations, sessions,
    users,
};
use crate::permission::{ADMIN, is_admin};
use crate::store::{
    Actor, AdminStore, Ban, Changed, EmailSetting, Impersonation, NewPersonRows, PasswordSetting,
    RoleChange, SteppedDown, UserPage, UserQuery,
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
            if !stands!(conn, new.actor) {
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

    async fn change_role(
        &self,
        change: RoleChange<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Changed> {
        let id = change.user.user.as_str();
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            if !stands!(conn, change.actor) || !has_role!(conn, change.user) {
                return Ok(Changed::Outdated);
            }
            let leaves = is_admin(change.user.role) && !is_admin(change.role);
            if leaves && !has_other_admin!(conn, id) {
                return Ok(Changed::LastAdmin);
            }
            let changes =
                (users::role.eq(change.role), users::updated_at.eq(change.now.to_naive()));
            let user = users::table.filter(users::id.eq(id));
            ::diesel::update(user).set(changes).execute(conn).await?;
            let theirs = sessions::user_id.eq(id).and(sessions::impersonated_by.is_not_null());
            let acting = sessions::table.filter(sessions::impersonated_by.eq(id).or(theirs));
            ::diesel::delete(acting).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Changed::Done(Box::new(User::from(read_user!(conn, id)))))
        })
    }

    async fn ban(&self, ban: Ban<'_>, consequences: &Consequences) -> StoreResult<Changed> {
        let id = ban.user.user.as_str();
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            if !stands!(conn, ban.actor) || !has_role!(conn, ban.user) {
                return Ok(Changed::Outdated);
            }
            if is_admin(ban.user.role) && !has_other_admin!(conn, id) {
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
            if !stands!(conn, actor) {
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
            if !stands!(conn, setting.actor) || !has_role!(conn, setting.user) {
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

    async fn set_email(
        &self,
        setting: EmailSetting<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>> {
        let (user, id) = (setting.user.user, setting.user.user.as_str());
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            conn.lock_user(user).await?;
            if !stands!(conn, setting.actor) || !has_role!(conn, setting.user) {
                return Ok(None);
            }
            let row = users::table.filter(users::id.eq(id));
            if let Some(email) = setting.email {
                let other = row.filter(users::email.ne(email.as_str()));
                let moved = users::email.eq(email.as_str());
                if ::diesel::update(other).set(moved).execute(conn).await? == 1 {
                    conn.outdate_credentials(user).await?;
                    end_everything!(conn, user);
                }
            }
            let rest = (
                users::email_verified.eq(setting.verified),
                users::updated_at.eq(setting.now.to_naive()),
            );
            ::diesel::update(row).set(rest).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(Some(User::from(read_user!(conn, id))))
        })
    }

    async fn impersonate(
        &self,
        impersonation: Impersonation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let row = ImpersonationRow::from(&impersonation);
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            if !stands!(conn, Some(impersonation.actor))
                || !stands!(conn, Some(impersonation.user))
                || !conn.open_session(impersonation.session).await?
            {
                return Ok(false);
            }
            ::diesel::insert_into(impersonations::table).values(&row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn is_last_admin(&self, user: &UserId) -> StoreResult<bool> {
        let id = user.as_str();
        with_conn!(self, read, |conn| { Ok(!has_other_admin!(conn, id)) })
    }

    async fn step_down(&self, user: &UserId, now: Timestamp) -> StoreResult<SteppedDown> {
        let id = user.as_str();
        with_conn!(self, transaction, |conn| {
            take_turn!(conn);
            let row = users::table.filter(users::id.eq(id));
            let role: Option<String> = row.select(users::role).get_result(conn).await.optional()?;
            if !role.is_some_and(|role| is_admin(&role)) {
                return Ok(SteppedDown::Done);
            }
            if !has_other_admin!(conn, id) {
                return Ok(SteppedDown::LastAdmin);
            }
            let nobody = better_auth_core::entity::DEFAULT_ROLE;
            let changes = (users::role.eq(nobody), users::updated_at.eq(now.to_naive()));
            ::diesel::update(row).set(changes).execute(conn).await?;
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
