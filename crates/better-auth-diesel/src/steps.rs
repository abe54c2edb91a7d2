//! Steps that transactions share, written once for the connections of every database.

mod audit;
mod sessions;

use std::future::Future;

use better_auth_core::entity::{NewUser, Proof, UserChanges, Verification};
use better_auth_core::{Consequences, Timestamp, User, UserId, VerificationId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::query_error::QueryError;
use crate::rows::{
    NewMailRow, NewUserRow, NewVerificationRow, UserChangesRow, UserRow, VerificationRow,
};
use crate::schema::{mails, users, verifications};

pub(crate) use audit::{AuditSteps, HEAD};
pub use sessions::SessionSteps;

/// What the body of a [`with_conn!`](crate::with_conn) transaction may do beside its own queries,
/// on `conn`. The stores of plugins use them as those of core do.
///
/// ```text
/// with_conn!(self, transaction, |conn| {
///     conn.lock_user(user).await?;
///     …
///     conn.write_consequences(consequences).await?;
///     Ok(value)
/// })
/// ```
pub trait TransactionSteps {
    /// Writes the tokens, the mails and the rows of the audit log that belong to the change: the last
    /// step, because from here on other transactions may wait for this one.
    ///
    /// # Errors
    /// When the database refuses.
    fn write_consequences(
        &mut self,
        consequences: &Consequences,
    ) -> impl Future<Output = Result<(), QueryError>> + Send;

    /// Inserts a user, with every column that core has.
    ///
    /// # Errors
    /// A conflict on `users_email_key` or `users_username_key`.
    fn insert_user(
        &mut self,
        user: &NewUser,
    ) -> impl Future<Output = Result<(), QueryError>> + Send;

    /// Changes a user, and hands out the row as it is then; `None` if there is no such user. The
    /// first update takes the lock on the row: what is read after it, nobody else changes until the
    /// end, so that the declared fields are merged and not overwritten.
    ///
    /// # Errors
    /// A conflict on `users_username_key`.
    fn update_user(
        &mut self,
        user: &UserId,
        changes: &UserChanges,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<User>, QueryError>> + Send;

    /// Uses a token up: of any number of callers at once, one gets its row.
    ///
    /// The row is read first, so that a token which was never handed out, or is somebody else's,
    /// writes nothing. Marking it decides: of all who read it unused, one marks it. Before that
    /// the lock on the user's row is taken: a transaction that goes on to change the user and to
    /// void the other tokens never waits for one that holds another token of that user, and then
    /// for this one.
    ///
    /// # Errors
    /// When the database refuses.
    fn use_proof(
        &mut self,
        proof: Proof<'_>,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Verification>, QueryError>> + Send;

    /// Deletes the tokens of a user that nobody has used.
    ///
    /// # Errors
    /// When the database refuses.
    fn void_tokens(&mut self, user: &UserId)
    -> impl Future<Output = Result<(), QueryError>> + Send;

    /// Counts one guess at what belongs to a token (a code, a factor), if the token is live and
    /// has had fewer than `max`. Says whether the guess may be made; of any number at once no more
    /// than `max` may.
    ///
    /// # Errors
    /// When the database refuses.
    fn count_attempt(
        &mut self,
        token: &VerificationId,
        max: u32,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, QueryError>> + Send;

    /// Deletes a user with everything that is theirs, and writes what belongs to it: the last step.
    /// The audit log, if there is one, names the user no longer. Says whether there was such a user;
    /// nothing is written if not.
    ///
    /// # Errors
    /// When the database refuses.
    fn delete_user(
        &mut self,
        user: &UserId,
        consequences: &Consequences,
    ) -> impl Future<Output = Result<bool, QueryError>> + Send;

    /// Takes the lock on a user's row: whoever else takes it waits until the transaction ends.
    ///
    /// # Errors
    /// When the database refuses.
    fn lock_user(&mut self, user: &UserId) -> impl Future<Output = Result<(), QueryError>> + Send;

    /// Takes the lock on a user's row if the user still has that
    /// [`credential_version`](better_auth_core::User::credential_version); says whether they have.
    /// For changes that a session asked for, which may have ended since.
    ///
    /// # Errors
    /// When the database refuses.
    fn lock_user_at(
        &mut self,
        user: &UserId,
        credential_version: i64,
    ) -> impl Future<Output = Result<bool, QueryError>> + Send;

    /// Takes the lock on a user's row, and refuses the sessions of sign-ins that are under way: see
    /// [`User::credential_version`](better_auth_core::User::credential_version). The caller ends
    /// the sessions that exist afterwards.
    ///
    /// # Errors
    /// When the database refuses.
    fn outdate_credentials(
        &mut self,
        user: &UserId,
    ) -> impl Future<Output = Result<(), QueryError>> + Send;
}

macro_rules! steps {
    ($connection:ty) => {
        impl TransactionSteps for $connection {
            async fn write_consequences(
                &mut self,
                consequences: &Consequences,
            ) -> Result<(), QueryError> {
                // One by one: a batch of rows is not the same statement on all databases.
                for token in consequences.tokens().iter().map(NewVerificationRow::from) {
                    let insertion = diesel::insert_into(verifications::table).values(token);
                    insertion.execute(self).await?;
                }
                for mail in consequences.mails().iter().map(NewMailRow::from) {
                    diesel::insert_into(mails::table).values(mail).execute(self).await?;
                }
                self.audit(consequences).await
            }

            async fn insert_user(&mut self, user: &NewUser) -> Result<(), QueryError> {
                let row = NewUserRow::from(user);
                diesel::insert_into(users::table).values(row).execute(self).await?;
                Ok(())
            }

            async fn update_user(
                &mut self,
                user: &UserId,
                changes: &UserChanges,
                now: Timestamp,
            ) -> Result<Option<User>, QueryError> {
                let user = users::table.filter(users::id.eq(user.as_str()));
                diesel::update(user).set(UserChangesRow::new(changes, now)).execute(self).await?;
                let row = user.select(UserRow::as_select()).get_result(self).await.optional()?;
                let Some(mut updated) = row.map(User::from) else { return Ok(None) };
                if !changes.additional.is_empty() {
                    changes.additional.clone().apply(&mut updated.additional);
                    let merged = users::additional.eq(updated.additional.to_store());
                    diesel::update(user).set(merged).execute(self).await?;
                }
                Ok(Some(updated))
            }

            async fn use_proof(
                &mut self,
                proof: Proof<'_>,
                now: Timestamp,
            ) -> Result<Option<Verification>, QueryError> {
                let row = verifications::table
                    .filter(verifications::purpose.eq(proof.purpose.as_str()))
                    .filter(verifications::token_hash.eq(proof.token.as_str()))
                    .select(VerificationRow::as_select())
                    .get_result(self)
                    .await
                    .optional()?;
                let Some(found) = row.map(Verification::from) else { return Ok(None) };
                if proof.user.is_some_and(|user| found.user_id.as_ref() != Some(user)) {
                    return Ok(None);
                }
                if let Some(user) = &found.user_id {
                    self.lock_user(user).await?;
                }
                let unused = verifications::table
                    .filter(verifications::id.eq(found.id.as_str()))
                    .filter(verifications::consumed_at.is_null())
                    .filter(verifications::expires_at.gt(now.to_naive()));
                let used = verifications::consumed_at.eq(now.to_naive());
                let marked = diesel::update(unused).set(used).execute(self).await?;
                Ok((marked == 1).then_some(found))
            }

            async fn void_tokens(&mut self, user: &UserId) -> Result<(), QueryError> {
                let unused = verifications::table
                    .filter(verifications::user_id.eq(user.as_str()))
                    .filter(verifications::consumed_at.is_null());
                diesel::delete(unused).execute(self).await?;
                Ok(())
            }

            async fn count_attempt(
                &mut self,
                token: &VerificationId,
                max: u32,
                now: Timestamp,
            ) -> Result<bool, QueryError> {
                let open = verifications::table
                    .filter(verifications::id.eq(token.as_str()))
                    .filter(verifications::consumed_at.is_null())
                    .filter(verifications::expires_at.gt(now.to_naive()))
                    .filter(verifications::attempts.lt(i64::from(max)));
                let next = verifications::attempts.eq(verifications::attempts + 1);
                Ok(diesel::update(open).set(next).execute(self).await? == 1)
            }

            async fn delete_user(
                &mut self,
                user: &UserId,
                consequences: &Consequences,
            ) -> Result<bool, QueryError> {
                let row = users::table.filter(users::id.eq(user.as_str()));
                if diesel::delete(row).execute(self).await? == 0 {
                    return Ok(false);
                }
                self.write_consequences(consequences).await?;
                self.erase_from_audit(user, consequences).await?;
                Ok(true)
            }

            async fn lock_user(&mut self, user: &UserId) -> Result<(), QueryError> {
                let user = users::table.filter(users::id.eq(user.as_str()));
                let same = users::credential_version.eq(users::credential_version);
                diesel::update(user).set(same).execute(self).await?;
                Ok(())
            }

            async fn lock_user_at(
                &mut self,
                user: &UserId,
                credential_version: i64,
            ) -> Result<bool, QueryError> {
                let user = users::table
                    .filter(users::id.eq(user.as_str()))
                    .filter(users::credential_version.eq(credential_version));
                let same = users::credential_version.eq(credential_version);
                Ok(diesel::update(user).set(same).execute(self).await? == 1)
            }

            async fn outdate_credentials(&mut self, user: &UserId) -> Result<(), QueryError> {
                let user = users::table.filter(users::id.eq(user.as_str()));
                let next = users::credential_version.eq(users::credential_version + 1);
                diesel::update(user).set(next).execute(self).await?;
                Ok(())
            }
        }
    };
}

#[cfg(feature = "mysql")]
steps!(diesel_async::AsyncMysqlConnection);
#[cfg(feature = "postgres")]
steps!(diesel_async::AsyncPgConnection);
#[cfg(feature = "sqlite")]
steps!(crate::sqlite::SqliteLinkConnection);
