use std::fmt;

use async_trait::async_trait;

use super::StoreResult;
use crate::clock::Timestamp;
use crate::consequences::Consequences;
use crate::email::Email;
use crate::entity::{NewAccount, NewUser, PasswordLogin, Proof, User, UserChanges};
use crate::id::{SessionId, UserId};

/// How a person names themselves at a password prompt.
#[derive(Debug, Clone, Copy)]
pub enum LoginName<'a> {
    /// By address.
    Email(&'a Email),
    /// By user name, folded.
    Username(&'a str),
}

/// Users.
#[async_trait]
pub trait UserStore: fmt::Debug + Send + Sync {
    /// Inserts a user and a first way in, both or none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](super::StoreError::Conflict) on `users_email_key`, `users_username_key` or
    /// `accounts_provider_id_account_id_key`.
    async fn create_user_with_account(
        &self,
        user: NewUser,
        account: NewAccount,
        consequences: &Consequences,
    ) -> StoreResult<User>;

    /// Reads one user.
    async fn find_user(&self, id: &UserId) -> StoreResult<Option<User>>;

    /// Reads the user with an address.
    async fn find_user_by_email(&self, email: &Email) -> StoreResult<Option<User>>;

    /// Reads a user and the hash of the password, in one query.
    async fn find_password_login(&self, name: LoginName<'_>) -> StoreResult<Option<PasswordLogin>>;

    /// Whether somebody has the user name (folded).
    async fn username_exists(&self, username: &str) -> StoreResult<bool>;

    /// Changes a user, and hands out the row as it is then; `None` if there is no such user. Two
    /// callers who change different declared fields at once both have their way.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](super::StoreError::Conflict) on `users_username_key`.
    async fn update_user(
        &self,
        id: &UserId,
        changes: UserChanges,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>>;

    /// Uses a token up, and with it marks the address as proven to which the token was mailed,
    /// provided that it still is the user's. `None` if the token is not live at `now` or the
    /// address is another one.
    async fn verify_email(
        &self,
        proof: Proof<'_>,
        email: &Email,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>>;

    /// Uses a token up, and with it moves a user to another address, proven. The user's other
    /// tokens go, and so do the sessions but the one to keep. `None` if the token is not live or
    /// the user's address is not `from` any more.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](super::StoreError::Conflict) on `users_email_key`; the token stays
    /// unused then.
    async fn change_email(
        &self,
        change: EmailChange<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>>;

    /// Deletes a user and every row of every plugin that belongs to them, all or nothing: each
    /// table with a column for a user refers to `users` with `ON DELETE CASCADE`. Says whether
    /// there was such a user.
    async fn delete_user(&self, id: &UserId, consequences: &Consequences) -> StoreResult<bool>;

    /// Uses a token up, and with it deletes its user, as [`delete_user`](Self::delete_user) does.
    /// Of any number of callers at once, one does.
    async fn delete_user_by_token(
        &self,
        proof: Proof<'_>,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<bool>;
}

/// A move to another address.
#[derive(Debug, Clone, Copy)]
pub struct EmailChange<'a> {
    /// The token that was mailed to the new address.
    pub proof: Proof<'a>,
    /// The address that the user must still have.
    pub from: &'a Email,
    /// The new one.
    pub to: &'a Email,
    /// The session that stays: the one that asked.
    pub keep: Option<&'a SessionId>,
    /// The moment of the change.
    pub now: Timestamp,
}
