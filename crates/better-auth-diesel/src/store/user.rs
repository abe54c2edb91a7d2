use async_trait::async_trait;
use better_auth_core::entity::{
    CREDENTIAL_PROVIDER, NewAccount, NewUser, PasswordLogin, Proof, UserChanges,
};
use better_auth_core::password::PasswordHash;
use better_auth_core::store::{EmailChange, LoginName, StoreResult, UserStore};
use better_auth_core::{AccountId, Consequences, Email, Timestamp, User, UserId, Verification};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::{NewAccountRow, UserRow};
use crate::schema::{accounts, users};
use crate::steps::{SessionSteps, TransactionSteps};
use crate::with_conn;

#[async_trait]
impl UserStore for DieselAdapter {
    async fn create_user_with_account(
        &self,
        user: NewUser,
        account: NewAccount,
        consequences: &Consequences,
    ) -> StoreResult<User> {
        with_conn!(self, transaction, |conn| {
            conn.insert_user(&user).await?;
            diesel::insert_into(accounts::table)
                .values(NewAccountRow::from(&account))
                .execute(conn)
                .await?;
            conn.write_consequences(consequences).await?;
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
        consequences: &Consequences,
    ) -> StoreResult<Option<User>> {
        with_conn!(self, transaction, |conn| {
            let Some(updated) = conn.update_user(id, &changes, now).await? else { return Ok(None) };
            conn.write_consequences(consequences).await?;
            Ok(Some(updated))
        })
    }

    async fn verify_email(
        &self,
        proof: Proof<'_>,
        email: &Email,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>> {
        with_conn!(self, transaction, |conn| {
            let used = conn.use_proof(proof, now).await?;
            let Some(Verification { user_id: Some(user), .. }) = used else { return Ok(None) };
            let owner = users::table
                .filter(users::id.eq(user.as_str()))
                .filter(users::email.eq(email.as_str()));
            let proven = (users::email_verified.eq(true), users::updated_at.eq(now.to_naive()));
            if diesel::update(owner).set(proven).execute(conn).await? == 0 {
                return Ok(None);
            }
            conn.write_consequences(consequences).await?;
            let row = users::table
                .filter(users::id.eq(user.as_str()))
                .select(UserRow::as_select())
                .get_result(conn)
                .await?;
            Ok(Some(User::from(row)))
        })
    }

    async fn change_email(
        &self,
        change: EmailChange<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>> {
        with_conn!(self, transaction, |conn| {
            let used = conn.use_proof(change.proof, change.now).await?;
            let Some(Verification { user_id: Some(user), .. }) = used else { return Ok(None) };
            let owner = users::table
                .filter(users::id.eq(user.as_str()))
                .filter(users::email.eq(change.from.as_str()));
            let moved = diesel::update(owner)
                .set((
                    users::email.eq(change.to.as_str()),
                    users::email_verified.eq(true),
                    users::credential_version.eq(users::credential_version + 1),
                    users::updated_at.eq(change.now.to_naive()),
                ))
                .execute(conn)
                .await?;
            if moved == 0 {
                return Ok(None);
            }
            conn.void_tokens(&user).await?;
            conn.end_sessions_of(&user, change.keep).await?;
            conn.write_consequences(consequences).await?;
            let row = users::table
                .filter(users::id.eq(user.as_str()))
                .select(UserRow::as_select())
                .get_result(conn)
                .await?;
            Ok(Some(User::from(row)))
        })
    }

    async fn delete_user(&self, id: &UserId, consequences: &Consequences) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| { conn.delete_user(id, consequences).await })
    }

    async fn delete_user_by_token(
        &self,
        proof: Proof<'_>,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        with_conn!(self, transaction, |conn| {
            let used = conn.use_proof(proof, now).await?;
            let Some(Verification { user_id: Some(id), .. }) = used else { return Ok(false) };
            conn.delete_user(&id, consequences).await
        })
    }
}

type LoginRow = (UserRow, Option<String>, Option<String>);

fn password_login((user, id, password): LoginRow) -> PasswordLogin {
    let account = id.map(AccountId::from_store).zip(password.map(PasswordHash::from_store));
    PasswordLogin { user: user.into(), account }
}
