//! What core asks of a database.
//!
//! Each method is named for its purpose and is *atomic by itself*: a store that needs a
//! transaction takes it inside, and a caller never combines two methods to keep a promise.
//! Unique indexes and single statements decide races, so of two callers one gets the row and the
//! other is told that it did not.
//!
//! The traits are object safe; core and the plugins hold them as `Arc<dyn …Store>`.

use std::fmt;

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::email::Email;
use crate::entity::{
    Account, NewAccount, NewSession, NewUser, NewVerification, PasswordLogin, Session, User,
    UserChanges, Verification,
};
use crate::error::{ApiError, codes};
use crate::id::{AccountId, SessionId, UserId};
use crate::migration::Migrator;
use crate::password::PasswordHash;
use crate::token::TokenHash;

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A unique index refused the row. The index has the same name on every database:
    /// `<table>_<columns>_key`, for example `users_email_key`.
    #[error("unique index {index} refused the row")]
    Conflict {
        /// The name of the index.
        index: String,
    },
    /// The row refers to one that does not exist (any more).
    #[error("the row refers to one that does not exist")]
    MissingReference,
    /// The database can not be reached, or the connection broke. The next try may succeed.
    #[error("the database can not be reached")]
    Unavailable(#[source] BoxError),
    /// The database or the pool is too busy. The next try may succeed.
    #[error("the database is busy")]
    Busy(#[source] BoxError),
    /// Anything else: a bug, or a schema that does not fit.
    #[error("the database refused the query")]
    Other(#[source] BoxError),
}

/// A cause of any type.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What store methods answer.
pub type StoreResult<T> = Result<T, StoreError>;

impl StoreError {
    /// Whether this is the refusal of that unique index.
    pub fn is_conflict_on(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { index } if index == name)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Busy(_) => {
                Self::from(codes::SERVICE_UNAVAILABLE)
                    .with_retry_after(std::time::Duration::from_secs(1))
                    .with_source(error)
            }
            StoreError::Conflict { .. } | StoreError::MissingReference | StoreError::Other(_) => {
                Self::internal(error)
            }
        }
    }
}

/// Everything that core itself needs. A database adapter implements this one, and the stores of
/// the plugins that its application uses.
pub trait Adapter:
    UserStore + SessionStore + AccountStore + VerificationStore + Migrator + 'static
{
}

impl<A> Adapter for A where
    A: UserStore + SessionStore + AccountStore + VerificationStore + Migrator + 'static
{
}

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
    /// [`StoreError::Conflict`] on `users_email_key`, `users_username_key` or
    /// `accounts_provider_id_account_id_key`.
    async fn create_user_with_account(
        &self,
        user: NewUser,
        account: NewAccount,
    ) -> StoreResult<User>;

    /// Reads one user.
    async fn find_user(&self, id: &UserId) -> StoreResult<Option<User>>;

    /// Reads the user with an address.
    async fn find_user_by_email(&self, email: &Email) -> StoreResult<Option<User>>;

    /// Reads a user and the hash of the password, in one query.
    async fn find_password_login(&self, name: LoginName<'_>) -> StoreResult<Option<PasswordLogin>>;

    /// Whether somebody has the user name (folded).
    async fn username_exists(&self, username: &str) -> StoreResult<bool>;

    /// Changes a user, and hands out the row as it is then; `None` if there is no such user.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `users_username_key`.
    async fn update_user(
        &self,
        id: &UserId,
        changes: UserChanges,
        now: Timestamp,
    ) -> StoreResult<Option<User>>;

    /// Deletes a user and every row of every plugin that belongs to them, all or nothing: each
    /// table with a column for a user refers to `users` with `ON DELETE CASCADE`. Says whether
    /// there was such a user.
    async fn delete_user(&self, id: &UserId) -> StoreResult<bool>;
}

/// How a caller names one session of a user.
#[derive(Debug, Clone, Copy)]
pub enum SessionKey<'a> {
    /// By the hash of its token.
    Token(&'a TokenHash),
    /// By its id.
    Id(&'a SessionId),
}

/// Sessions.
#[async_trait]
pub trait SessionStore: fmt::Debug + Send + Sync {
    /// Inserts a session.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when the user is gone.
    async fn create_session(&self, new: NewSession) -> StoreResult<Session>;

    /// Reads a session and its user in one query on one unique index; expired ones as well.
    async fn find_session(&self, token: &TokenHash) -> StoreResult<Option<(Session, User)>>;

    /// Lists the sessions of a user that are live at `now`, newest first, at most
    /// [`MAX_LISTED_SESSIONS`].
    async fn list_sessions(&self, user: &UserId, now: Timestamp) -> StoreResult<Vec<Session>>;

    /// Moves the expiry of a session to `to` if it still is `from`. Says whether it did: a
    /// session that was revoked or moved meanwhile stays as it is.
    async fn extend_session(
        &self,
        id: &SessionId,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> StoreResult<bool>;

    /// Deletes one session of the user. Says whether there was one.
    async fn end_session(&self, user: &UserId, key: SessionKey<'_>) -> StoreResult<bool>;

    /// Deletes the sessions of the user, all or all but one. Says how many there were.
    async fn end_sessions(&self, user: &UserId, except: Option<&SessionId>) -> StoreResult<u64>;

    /// Deletes sessions that expired before `now`, at most [`SWEEP_BATCH`]. Says how many.
    async fn sweep_sessions(&self, now: Timestamp) -> StoreResult<u64>;
}

/// How many sessions a list shows at most.
pub const MAX_LISTED_SESSIONS: u32 = 500;

/// How many rows one sweep deletes at most, so that it never holds the writer for long.
pub const SWEEP_BATCH: u32 = 1000;

/// Ways in.
#[async_trait]
pub trait AccountStore: fmt::Debug + Send + Sync {
    /// Replaces a password hash if it still is `old`. Says whether it did, so that a rehash at
    /// sign-in never undoes a password change that happens at the same time.
    async fn replace_password(
        &self,
        id: &AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
        now: Timestamp,
    ) -> StoreResult<bool>;

    /// Replaces a password, and with it the session that asked for it: the new hash, the end of
    /// the old session (or of all the user's sessions) and the new session, all or nothing. Says
    /// whether the password still was the old one; of several changes at once one is made.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    async fn change_password(&self, change: PasswordChange) -> StoreResult<bool>;

    /// Adds a way in.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] on `accounts_provider_id_account_id_key`.
    async fn add_account(&self, account: NewAccount) -> StoreResult<()>;

    /// Lists the ways in of a user, oldest first.
    async fn list_accounts(&self, user: &UserId) -> StoreResult<Vec<Account>>;

    /// Removes a way in of the user, unless it is the last one. Of two callers who remove the
    /// last two at once, one is refused.
    async fn unlink_account(&self, user: &UserId, account: &AccountId) -> StoreResult<Unlinked>;
}

/// A change of password by its owner.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// Which account.
    pub account: AccountId,
    /// What the hash must still be.
    pub old: PasswordHash,
    /// What it becomes.
    pub new: PasswordHash,
    /// The session that asks; it ends.
    pub asked_by: SessionId,
    /// The session that takes its place.
    pub session: NewSession,
    /// Whether the user's other sessions end as well.
    pub end_others: bool,
    /// The moment of the change.
    pub now: Timestamp,
}

/// What became of a way in that was to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlinked {
    /// It is gone.
    Removed,
    /// The user has no such account.
    Unknown,
    /// It is the last one, and stays.
    Last,
}

/// Single-use tokens.
#[async_trait]
pub trait VerificationStore: fmt::Debug + Send + Sync {
    /// Inserts a token's hash.
    async fn create_verification(&self, new: NewVerification) -> StoreResult<()>;

    /// Deletes and returns the row if it is live at `now`. Of any number of callers at once,
    /// one gets it.
    async fn consume_verification(
        &self,
        purpose: &str,
        token: &TokenHash,
        now: Timestamp,
    ) -> StoreResult<Option<Verification>>;

    /// Deletes rows that expired before `now`, at most [`SWEEP_BATCH`]. Says how many.
    async fn sweep_verifications(&self, now: Timestamp) -> StoreResult<u64>;
}
