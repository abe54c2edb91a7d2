use async_trait::async_trait;
use better_auth_core::entity::{
    CREDENTIAL_PROVIDER, NewAccount, NewUser, PasswordLogin, UserChanges,
};
use better_auth_core::password::PasswordHash;
use better_auth_core::store::{LoginName, StoreResult, UserStore};
use better_auth_core::{AccountId, Email, Timestamp, User, UserId};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::{NewAccountRow, NewUserRow, UserChangesRow, UserRow};
use crate::schema::{accounts, users};
use crate::with_conn;

#[async_trait]
impl UserStore for DieselAdapter {
    async fn create_user_with_account(
        &self,
        user: NewUser,
        account: NewAccount,
    ) -> StoreResult<User> {
        with_conn!(self, transaction, |conn| {
            diesel::insert_into(users::table).values(NewUserRow::from(&user)).execute(conn).await?;
            diesel::insert_into(accounts::table)
                .values(NewAccountRow::from(&account))
                .execute(conn)
                .await?;
            Ok(())
        })?;
        Ok(user.into())
    }

    async fn find_user(&self, id: &UserId) -> StoreResult<Option<User>> {
        with_conn!(self, lookup, |conn| {
            let row = users::table
                .filter(users::id.eq(id.as_str()))
                .select(UserRow::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(User::from))
        })
    }

    async fn find_user_by_email(&self, email: &Email) -> StoreResult<Option<User>> {
        with_conn!(self, lookup, |conn| {
            let row = users::table
                .filter(users::email.eq(email.as_str()))
                .select(UserRow::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(row.map(User::from))
        })
    }

    async fn find_password_login(&self, name: LoginName<'_>) -> StoreResult<Option<PasswordLogin>> {
        with_conn!(self, lookup, |conn| {
            // The account id of a password is the user id: both tables are read by unique index.
            let logins = users::table
                .left_join(
                    accounts::table.on(accounts::provider_id
                        .eq(CREDENTIAL_PROVIDER)
                        .and(accounts::account_id.eq(users::id))
                        .and(accounts::user_id.eq(users::id))),
                )
                .select((
                    UserRow::as_select(),
                    accounts::id.nullable(),
                    accounts::password.nullable(),
                ));
            let row = match name {
                LoginName::Email(email) => {
                    logins
                        .filter(users::email.eq(email.as_str()))
                        .get_result::<LoginRow>(conn)
                        .await
                }
                LoginName::Username(username) => {
                    logins.filter(users::username.eq(username)).get_result::<LoginRow>(conn).await
                }
            };
            Ok(row.optional()?.map(password_login))
        })
    }

    async fn username_exists(&self, username: &str) -> StoreResult<bool> {
        with_conn!(self, lookup, |conn| {
            let taken = users::table.filter(users::username.eq(username));
            Ok(diesel::select(exists(taken)).get_result(conn).await?)
        })
    }

    async fn update_user(
        &self,
        id: &UserId,
        changes: UserChanges,
        now: Timestamp,
    ) -> StoreResult<Option<User>> {
        with_conn!(self, transaction, |conn| {
            let user = users::table.filter(users::id.eq(id.as_str()));
            diesel::update(user).set(UserChangesRow::new(&changes, now)).execute(conn).await?;
            let row = user.select(UserRow::as_select()).get_result(conn).await.optional()?;
            Ok(row.map(User::from))
        })
    }

    async fn delete_user(&self, id: &UserId) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let user = users::table.filter(users::id.eq(id.as_str()));
            Ok(diesel::delete(user).execute(conn).await? == 1)
        })
    }
}

type LoginRow = (UserRow, Option<String>, Option<String>);

fn password_login((user, id, password): LoginRow) -> PasswordLogin {
    let account = id.map(AccountId::from_store).zip(password.map(PasswordHash::from_store));
    PasswordLogin { user: user.into(), account }
}
