use async_trait::async_trait;
use better_auth_core::entity::{Account, CREDENTIAL_PROVIDER, NewAccount};
use better_auth_core::password::PasswordHash;
use better_auth_core::store::{
    AccountStore, PasswordChange, PasswordReset, StoreResult, Unlink, Unlinked,
};
use better_auth_core::{AccountId, Consequences, Timestamp, User, UserId, Verification};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::rows_of::RowsOf;

use crate::adapter::DieselAdapter;
use crate::rows::{AccountRow, NewAccountRow, UserRow};
use crate::schema::{accounts, users};
use crate::steps::{SessionSteps, TransactionSteps};
use crate::with_conn;

#[async_trait]
impl AccountStore for DieselAdapter {
    async fn replace_password(
        &self,
        id: &AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            let unchanged = accounts::table
                .filter(accounts::id.eq(id.as_str()))
                .filter(accounts::password.eq(old.as_str()));
            let rows = diesel::update(unchanged)
                .set((accounts::password.eq(new.as_str()), accounts::updated_at.eq(now.to_naive())))
                .execute(conn)
                .await?;
            if rows == 1 {
                conn.write_consequences(consequences).await?;
            }
            Ok(rows == 1)
        })
    }

    /// The user's row comes first, as in every transaction that locks it: see `create_session`.
    async fn change_password(
        &self,
        change: PasswordChange,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let user = &change.session.session.user_id;
        with_conn!(self, transaction, |conn| {
            conn.lock_user(user).await?;
            let unchanged = accounts::table
                .filter(accounts::id.eq(change.account.as_str()))
                .filter(accounts::user_id.eq(user.as_str()))
                .filter(accounts::password.eq(change.old.as_str()));
            let changed = diesel::update(unchanged)
                .set((
                    accounts::password.eq(change.new.as_str()),
                    accounts::updated_at.eq(change.now.to_naive()),
                ))
                .execute(conn)
                .await?;
            if changed == 0 {
                return Ok(false);
            }
            conn.outdate_credentials(user).await?;
            conn.void_tokens(user).await?;
            let ended = (!change.end_others).then_some(&change.asked_by);
            conn.replace_sessions(ended, &change.session).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn reset_password(
        &self,
        reset: PasswordReset<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>> {
        with_conn!(self, transaction, |conn| {
            let used = conn.use_proof(reset.proof, reset.now).await?;
            let Some(Verification { user_id: Some(user), value: address, .. }) = used else {
                return Ok(None);
            };
            conn.outdate_credentials(&user).await?;
            let password = accounts::table
                .filter(accounts::provider_id.eq(CREDENTIAL_PROVIDER))
                .filter(accounts::account_id.eq(user.as_str()))
                .filter(accounts::user_id.eq(user.as_str()));
            let replaced = diesel::update(password)
                .set((
                    accounts::password.eq(reset.new.as_str()),
                    accounts::updated_at.eq(reset.now.to_naive()),
                ))
                .execute(conn)
                .await?;
            if replaced == 0 {
                let (id, hash) = (reset.account.clone(), reset.new.clone());
                let first = NewAccount::credential(id, user.clone(), hash, reset.now);
                diesel::insert_into(accounts::table)
                    .values(NewAccountRow::from(&first))
                    .execute(conn)
                    .await?;
            }
            let proven = users::table
                .filter(users::id.eq(user.as_str()))
                .filter(users::email.eq(address))
                .filter(users::email_verified.eq(false));
            let now = users::updated_at.eq(reset.now.to_naive());
            let proof = (users::email_verified.eq(true), now);
            if diesel::update(proven).set(proof).execute(conn).await? == 1 {
                let others = accounts::table
                    .filter(accounts::user_id.eq(user.as_str()))
                    .filter(accounts::provider_id.ne(CREDENTIAL_PROVIDER));
                diesel::delete(others).execute(conn).await?;
                for table in reset.credential_tables {
                    RowsOf { table, user: &user }.execute(conn).await?;
                }
            }
            conn.void_tokens(&user).await?;
            if reset.end_sessions {
                conn.end_sessions_of(&user, None).await?;
            }
            conn.write_consequences(consequences).await?;
            let row: Option<UserRow> = users::table
                .filter(users::id.eq(user.as_str()))
                .select(UserRow::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(User::from))
        })
    }

    /// Takes the user's lock, so that a reset which finds no password to replace is not refused
    /// by one that is added at the same time.
    async fn add_account(
        &self,
        account: NewAccount,
        consequences: &Consequences,
    ) -> StoreResult<()> {
        with_conn!(self, transaction, |conn| {
            conn.lock_user(&account.user_id).await?;
            diesel::insert_into(accounts::table)
                .values(NewAccountRow::from(&account))
                .execute(conn)
                .await?;
            conn.write_consequences(consequences).await?;
            Ok(())
        })
    }

    async fn list_accounts(&self, user: &UserId) -> StoreResult<Vec<Account>> {
        let rows: Vec<AccountRow> = with_conn!(self, read, |conn| {
            Ok(accounts::table
                .filter(accounts::user_id.eq(user.as_str()))
                .order((accounts::created_at.asc(), accounts::id.asc()))
                .select(AccountRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(Account::from).collect())
    }

    /// Writing the user's row first makes those who remove a way in at the same time wait for each
    /// other on every database, so the count stays true until the deletion.
    async fn unlink_account(
        &self,
        unlink: Unlink<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Unlinked> {
        let user = unlink.user;
        with_conn!(self, transaction, |conn| {
            if !conn.lock_user_at(user, unlink.credential_version).await? {
                return Ok(Unlinked::Outdated);
            }
            let own: Vec<String> = accounts::table
                .filter(accounts::user_id.eq(user.as_str()))
                .select(accounts::id)
                .load(conn)
                .await?;
            if !own.iter().any(|id| id == unlink.account.as_str()) {
                return Ok(Unlinked::Unknown);
            }
            if own.len() == 1 && !unlink.has_another {
                return Ok(Unlinked::Last);
            }
            diesel::delete(accounts::table.filter(accounts::id.eq(unlink.account.as_str())))
                .execute(conn)
                .await?;
            conn.outdate_credentials(user).await?;
            conn.write_consequences(consequences).await?;
            Ok(Unlinked::Removed)
        })
    }
}
