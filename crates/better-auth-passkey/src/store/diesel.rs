//! The store on Diesel: each query once, for all databases.

mod row;

use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::entity::NewUser;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, User, UserId};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use diesel_async::RunQueryDsl;

use self::row::{Row, passkeys};
use crate::credential::CredentialId;
use crate::store::{Passkey, PasskeyId, PasskeyStore, PasskeyUse, RemovedPasskey};

::diesel::table! {
    accounts (id) {
        id -> Text,
        user_id -> Text,
    }
}

#[async_trait]
impl PasskeyStore for DieselAdapter {
    async fn add_passkey(
        &self,
        new: &Passkey,
        max: u32,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            conn.lock_user(&new.user_id).await?;
            let own = passkeys::table.filter(passkeys::user_id.eq(new.user_id.as_str()));
            let count: i64 = own.count().get_result(conn).await?;
            if count >= i64::from(max) {
                return Ok(false);
            }
            ::diesel::insert_into(passkeys::table).values(Row::from(new)).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn create_user_with_passkey(
        &self,
        user: NewUser,
        new: &Passkey,
        consequences: &Consequences,
    ) -> StoreResult<User> {
        with_conn!(self, transaction, |conn| {
            conn.insert_user(&user).await?;
            ::diesel::insert_into(passkeys::table).values(Row::from(new)).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(())
        })?;
        Ok(user.into())
    }

    async fn find_passkey(&self, credential: &CredentialId) -> StoreResult<Option<Passkey>> {
        with_conn!(self, lookup, |conn| {
            let row = passkeys::table
                .filter(passkeys::credential_id.eq(credential.as_str()))
                .select(Row::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(Passkey::from))
        })
    }

    async fn list_passkeys(&self, user: &UserId) -> StoreResult<Vec<Passkey>> {
        let rows: Vec<Row> = with_conn!(self, read, |conn| {
            Ok(passkeys::table
                .filter(passkeys::user_id.eq(user.as_str()))
                .order((passkeys::created_at, passkeys::id))
                .select(Row::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(Passkey::from).collect())
    }

    async fn record_use(&self, id: &PasskeyId, usage: PasskeyUse) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let unchanged = passkeys::table
                .filter(passkeys::id.eq(id.as_str()))
                .filter(passkeys::counter.eq(i64::from(usage.from)));
            let changed = ::diesel::update(unchanged)
                .set((
                    passkeys::counter.eq(i64::from(usage.counter)),
                    passkeys::backed_up.eq(usage.backed_up),
                    passkeys::last_used_at.eq(usage.at.to_naive()),
                ))
                .execute(conn)
                .await?;
            Ok(changed == 1)
        })
    }

    async fn rename_passkey(
        &self,
        user: &UserId,
        id: &PasskeyId,
        name: &str,
        consequences: &Consequences,
    ) -> StoreResult<Option<Passkey>> {
        with_conn!(self, transaction, |conn| {
            let own = passkeys::table
                .filter(passkeys::id.eq(id.as_str()))
                .filter(passkeys::user_id.eq(user.as_str()));
            ::diesel::update(own).set(passkeys::name.eq(name)).execute(conn).await?;
            let row = own.select(Row::as_select()).get_result(conn).await.optional()?;
            if row.is_some() {
                conn.write_consequences(consequences).await?;
            }
            Ok(row.map(Passkey::from))
        })
    }

    async fn remove_passkey(
        &self,
        user: &UserId,
        id: &PasskeyId,
        consequences: &Consequences,
    ) -> StoreResult<RemovedPasskey> {
        with_conn!(self, transaction, |conn| {
            conn.lock_user(user).await?;
            let own: Vec<String> = passkeys::table
                .filter(passkeys::user_id.eq(user.as_str()))
                .select(passkeys::id)
                .load(conn)
                .await?;
            if !own.iter().any(|own| own == id.as_str()) {
                return Ok(RemovedPasskey::Unknown);
            }
            let accounts = accounts::table.filter(accounts::user_id.eq(user.as_str()));
            let accounts: i64 = accounts.count().get_result(conn).await?;
            if own.len() == 1 && accounts == 0 {
                return Ok(RemovedPasskey::Last);
            }
            let gone = passkeys::table.filter(passkeys::id.eq(id.as_str()));
            ::diesel::delete(gone).execute(conn).await?;
            conn.outdate_credentials(user).await?;
            conn.write_consequences(consequences).await?;
            Ok(RemovedPasskey::Removed)
        })
    }
}
