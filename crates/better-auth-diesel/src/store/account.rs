use async_trait::async_trait;
use better_auth_core::entity::{Account, NewAccount};
use better_auth_core::password::PasswordHash;
use better_auth_core::store::{AccountStore, PasswordChange, StoreResult, Unlinked};
use better_auth_core::{AccountId, Timestamp, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::{AccountRow, NewAccountRow, NewSessionRow};
use crate::schema::{accounts, sessions, users};
use crate::with_conn;

#[async_trait]
impl AccountStore for DieselAdapter {
    async fn replace_password(
        &self,
        id: &AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
        now: Timestamp,
    ) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let unchanged = accounts::table
                .filter(accounts::id.eq(id.as_str()))
                .filter(accounts::password.eq(old.as_str()));
            let rows = diesel::update(unchanged)
                .set((accounts::password.eq(new.as_str()), accounts::updated_at.eq(now.to_naive())))
                .execute(conn)
                .await?;
            Ok(rows == 1)
        })
    }

    async fn change_password(&self, change: PasswordChange) -> StoreResult<bool> {
        let user = change.session.session.user_id.as_str();
        with_conn!(self, transaction, |conn| {
            let unchanged = accounts::table
                .filter(accounts::id.eq(change.account.as_str()))
                .filter(accounts::user_id.eq(user))
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
            let own = sessions::table.filter(sessions::user_id.eq(user));
            if change.end_others {
                diesel::delete(own).execute(conn).await?;
            } else {
                let asked_by = own.filter(sessions::id.eq(change.asked_by.as_str()));
                diesel::delete(asked_by).execute(conn).await?;
            }
            diesel::insert_into(sessions::table)
                .values(NewSessionRow::from(&change.session))
                .execute(conn)
                .await?;
            Ok(true)
        })
    }

    async fn add_account(&self, account: NewAccount) -> StoreResult<()> {
        with_conn!(self, write, |conn| {
            diesel::insert_into(accounts::table)
                .values(NewAccountRow::from(&account))
                .execute(conn)
                .await?;
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

    /// Writing the user's row first makes those who unlink at the same time wait for each other
    /// on every database, so the count stays true until the deletion.
    async fn unlink_account(&self, user: &UserId, account: &AccountId) -> StoreResult<Unlinked> {
        with_conn!(self, transaction, |conn| {
            diesel::update(users::table.filter(users::id.eq(user.as_str())))
                .set(users::updated_at.eq(users::updated_at))
                .execute(conn)
                .await?;
            let own: Vec<String> = accounts::table
                .filter(accounts::user_id.eq(user.as_str()))
                .select(accounts::id)
                .load(conn)
                .await?;
            if !own.iter().any(|id| id == account.as_str()) {
                return Ok(Unlinked::Unknown);
            }
            if own.len() == 1 {
                return Ok(Unlinked::Last);
            }
            diesel::delete(accounts::table.filter(accounts::id.eq(account.as_str())))
                .execute(conn)
                .await?;
            Ok(Unlinked::Removed)
        })
    }
}
