//! The store on [`DieselAdapter`].

use async_trait::async_trait;
use better_auth_core::entity::NewUser;
use better_auth_core::store::StoreResult;
use better_auth_core::{AccountId, Consequences, Timestamp, User, UserId};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{AccountUpdate, LinkCondition, LinkedAccount, NewLinkedAccount, OAuthStore, Updated};
use crate::tokens::SealedTokens;

diesel::table! {
    accounts (id) {
        id -> Text,
        user_id -> Text,
        provider_id -> Text,
        account_id -> Text,
        scopes -> Nullable<Text>,
        tokens -> Nullable<Text>,
        refresh_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        email_verified -> Bool,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        user_id -> Text,
        expires_at -> Timestamp,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct Row {
    id: String,
    user_id: String,
    provider_id: String,
    account_id: String,
    scopes: Option<String>,
    tokens: Option<String>,
}

impl From<Row> for LinkedAccount {
    fn from(row: Row) -> Self {
        let scopes = row.scopes.unwrap_or_default();
        let scopes = scopes.split(' ').filter(|scope| !scope.is_empty());
        Self {
            id: AccountId::from_store(row.id),
            user_id: UserId::from_store(row.user_id),
            provider_id: row.provider_id,
            account_id: row.account_id,
            scopes: scopes.map(str::to_owned).collect(),
            tokens: row.tokens.map(SealedTokens::from_store),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = accounts)]
struct NewRow<'a> {
    id: &'a str,
    user_id: &'a str,
    provider_id: &'a str,
    account_id: &'a str,
    scopes: String,
    tokens: Option<&'a str>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl<'a> From<&'a NewLinkedAccount> for NewRow<'a> {
    fn from(new: &'a NewLinkedAccount) -> Self {
        let (account, at) = (&new.account, new.created_at.to_naive());
        Self {
            id: account.id.as_str(),
            user_id: account.user_id.as_str(),
            provider_id: &account.provider_id,
            account_id: &account.account_id,
            scopes: account.scopes.join(" "),
            tokens: account.tokens.as_ref().map(SealedTokens::as_str),
            created_at: at,
            updated_at: at,
        }
    }
}

/// What the column must still hold.
fn expected(account: &LinkedAccount) -> &str {
    account.tokens.as_ref().map_or("", SealedTokens::as_str)
}

/// Whether the tokens still are the expected ones. A column that is null has never had any:
/// nothing makes it null again.
macro_rules! unchanged {
    ($tokens:ident) => {
        accounts::tokens.eq($tokens).or(accounts::tokens.is_null())
    };
}

#[async_trait]
impl OAuthStore for DieselAdapter {
    async fn find_linked(
        &self,
        provider: &str,
        account: &str,
    ) -> StoreResult<Option<LinkedAccount>> {
        with_conn!(self, lookup, |conn| {
            let row = accounts::table
                .filter(accounts::provider_id.eq(provider))
                .filter(accounts::account_id.eq(account))
                .select(Row::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(LinkedAccount::from))
        })
    }

    async fn list_linked(&self, user: &UserId) -> StoreResult<Vec<LinkedAccount>> {
        let rows: Vec<Row> = with_conn!(self, read, |conn| {
            Ok(accounts::table
                .filter(accounts::user_id.eq(user.as_str()))
                .order((accounts::created_at, accounts::id))
                .select(Row::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(LinkedAccount::from).collect())
    }

    async fn create_linked_user(
        &self,
        user: NewUser,
        account: NewLinkedAccount,
        consequences: &Consequences,
    ) -> StoreResult<User> {
        with_conn!(self, transaction, |conn| {
            conn.insert_user(&user).await?;
            let row = NewRow::from(&account);
            ::diesel::insert_into(accounts::table).values(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(())
        })?;
        Ok(user.into())
    }

    /// The user's row comes first, as in every transaction that locks it.
    async fn link(
        &self,
        account: NewLinkedAccount,
        condition: LinkCondition,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let user = &account.account.user_id;
        with_conn!(self, transaction, |conn| {
            conn.lock_user(user).await?;
            let holds: bool = match &condition {
                LinkCondition::Session { id, now } => {
                    let live = sessions::table
                        .filter(sessions::id.eq(id.as_str()))
                        .filter(sessions::user_id.eq(user.as_str()))
                        .filter(sessions::expires_at.gt(now.to_naive()));
                    ::diesel::select(exists(live)).get_result(conn).await?
                }
                LinkCondition::ProvenAddress { credential_version, email } => {
                    let proven = users::table
                        .filter(users::id.eq(user.as_str()))
                        .filter(users::email.eq(email.as_str()))
                        .filter(users::email_verified.eq(true));
                    let proven = ::diesel::select(exists(proven)).get_result(conn).await?;
                    proven && conn.lock_user_at(user, *credential_version).await?
                }
            };
            if !holds {
                return Ok(false);
            }
            let row = NewRow::from(&account);
            ::diesel::insert_into(accounts::table).values(row).execute(conn).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }

    async fn update_linked(
        &self,
        update: AccountUpdate,
        consequences: &Consequences,
    ) -> StoreResult<Updated> {
        let (was, now) = (&update.was, update.now.to_naive());
        let tokens = expected(was);
        with_conn!(self, transaction, |conn| {
            conn.lock_user(&was.user_id).await?;
            let unchanged = accounts::table
                .filter(accounts::id.eq(was.id.as_str()))
                .filter(accounts::user_id.eq(was.user_id.as_str()))
                .filter(unchanged!(tokens));
            let changed = ::diesel::update(unchanged)
                .set((
                    accounts::tokens.eq(update.tokens.as_str()),
                    accounts::scopes.eq(update.scopes.join(" ")),
                    accounts::refresh_until.eq(None::<NaiveDateTime>),
                    accounts::updated_at.eq(now),
                ))
                .execute(conn)
                .await?;
            if changed == 0 {
                return Ok(Updated::Outdated);
            }
            if let Some(email) = &update.proven {
                let owner = users::table
                    .filter(users::id.eq(was.user_id.as_str()))
                    .filter(users::email.eq(email.as_str()))
                    .filter(users::email_verified.eq(false));
                let proven = (users::email_verified.eq(true), users::updated_at.eq(now));
                ::diesel::update(owner).set(proven).execute(conn).await?;
            }
            conn.write_consequences(consequences).await?;
            Ok(Updated::Done)
        })
    }

    async fn lease_refresh(
        &self,
        account: &LinkedAccount,
        now: Timestamp,
        until: Timestamp,
    ) -> StoreResult<bool> {
        let tokens = expected(account);
        with_conn!(self, write, |conn| {
            let free = accounts::table
                .filter(accounts::id.eq(account.id.as_str()))
                .filter(unchanged!(tokens))
                .filter(
                    accounts::refresh_until
                        .is_null()
                        .or(accounts::refresh_until.le(now.to_naive())),
                );
            let taken = accounts::refresh_until.eq(until.to_naive());
            Ok(::diesel::update(free).set(taken).execute(conn).await? == 1)
        })
    }

    async fn end_refresh(&self, account: &LinkedAccount) -> StoreResult<()> {
        let tokens = expected(account);
        with_conn!(self, write, |conn| {
            let own = accounts::table
                .filter(accounts::id.eq(account.id.as_str()))
                .filter(unchanged!(tokens));
            let free = accounts::refresh_until.eq(None::<NaiveDateTime>);
            ::diesel::update(own).set(free).execute(conn).await?;
            Ok(())
        })
    }
}
