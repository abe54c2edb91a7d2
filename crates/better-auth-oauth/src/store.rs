//! What the plugin keeps in the database: accounts at providers, in core's table, with columns of
//! its own.

#[cfg(feature = "diesel")]
mod diesel;

use std::fmt;

use async_trait::async_trait;
use better_auth_core::entity::NewUser;
use better_auth_core::store::StoreResult;
use better_auth_core::{AccountId, Consequences, Email, SessionId, Timestamp, User, UserId};

use crate::tokens::SealedTokens;

/// An account at a provider.
#[derive(Debug, Clone)]
pub struct LinkedAccount {
    /// Names the row.
    pub id: AccountId,
    /// Whose it is.
    pub user_id: UserId,
    /// The provider.
    pub provider_id: String,
    /// The user's name at the provider.
    pub account_id: String,
    /// What the user agreed to there.
    pub scopes: Vec<String>,
    /// Its tokens, encrypted.
    pub tokens: Option<SealedTokens>,
}

/// An account at a provider, to be inserted.
#[derive(Debug, Clone)]
pub struct NewLinkedAccount {
    /// The account as it will be read back.
    pub account: LinkedAccount,
    /// The moment of insertion.
    pub created_at: Timestamp,
}

/// What must still be true of the user when an account is linked to them.
#[derive(Debug, Clone)]
pub enum LinkCondition {
    /// The session that asked for it lives.
    Session {
        /// Which.
        id: SessionId,
        /// At this moment.
        now: Timestamp,
    },
    /// The user has this [`credential_version`](User::credential_version), at which their address
    /// was compared, and the address is proven.
    ProvenAddress {
        /// The version.
        credential_version: i64,
        /// The address.
        email: Email,
    },
}

/// What becomes different about an account, if its tokens still are what they were.
#[derive(Debug, Clone)]
pub struct AccountUpdate {
    /// Which account, as it was read.
    pub was: LinkedAccount,
    /// Its tokens from now on.
    pub tokens: SealedTokens,
    /// What the user agreed to, from now on.
    pub scopes: Vec<String>,
    /// The address that the provider vouches for: proven, if it is the user's.
    pub proven: Option<Email>,
    /// The moment.
    pub now: Timestamp,
}

/// What an [`AccountUpdate`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updated {
    /// It was made.
    Done,
    /// Somebody else changed the tokens, or the account is gone: nothing was written.
    Outdated,
}

/// Accounts at providers. Each method is a whole step of business: all of it happens, or nothing.
#[async_trait]
pub trait OAuthStore: fmt::Debug + Send + Sync + 'static {
    /// The account with that name at a provider.
    async fn find_linked(
        &self,
        provider: &str,
        account: &str,
    ) -> StoreResult<Option<LinkedAccount>>;

    /// The ways in of a user, oldest first: the password too, so that who names it is told that it
    /// is no provider.
    async fn list_linked(&self, user: &UserId) -> StoreResult<Vec<LinkedAccount>>;

    /// Inserts a user and their account, both or none.
    ///
    /// # Errors
    /// A conflict on `users_email_key`, `users_username_key` or
    /// `accounts_provider_id_account_id_key`.
    async fn create_linked_user(
        &self,
        user: NewUser,
        account: NewLinkedAccount,
        consequences: &Consequences,
    ) -> StoreResult<User>;

    /// Links an account to a user who exists. Says whether the condition held; nothing is written
    /// if not.
    ///
    /// # Errors
    /// A conflict on `accounts_provider_id_account_id_key`.
    async fn link(
        &self,
        account: NewLinkedAccount,
        condition: LinkCondition,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Replaces the tokens of an account, and ends the lease on fetching new ones.
    async fn update_linked(
        &self,
        update: AccountUpdate,
        consequences: &Consequences,
    ) -> StoreResult<Updated>;

    /// Takes the lease on fetching new tokens, if the tokens still are what they were and nobody
    /// has it. Of any number of callers at once, one gets it.
    async fn lease_refresh(
        &self,
        account: &LinkedAccount,
        now: Timestamp,
        until: Timestamp,
    ) -> StoreResult<bool>;

    /// Gives the lease back after a failure.
    async fn end_refresh(&self, account: &LinkedAccount) -> StoreResult<()>;
}
