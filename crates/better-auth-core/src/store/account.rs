use std::fmt;

use async_trait::async_trait;

use super::StoreResult;
use crate::clock::Timestamp;
use crate::consequences::Consequences;
use crate::entity::{Account, NewAccount, NewSession, Proof, User};
use crate::id::{AccountId, SessionId, UserId};
use crate::password::PasswordHash;

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
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Replaces a password, and with it the session that asked for it: the new hash, the end of
    /// the old session (or of all the user's sessions), the new session, and the end of the user's
    /// unused tokens, all or nothing. Says whether the password still was the old one; of several
    /// changes at once one is made.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    async fn change_password(
        &self,
        change: PasswordChange,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Uses a token up, and with it gives its user a password: the new hash in place of the old
    /// one, or as a first one; the address to which the token was mailed is proven, if it still is
    /// the user's; the user's other tokens go, and so do the sessions if told so. `None` if the
    /// token is not live; of any number of callers at once, one gets the user.
    async fn reset_password(
        &self,
        reset: PasswordReset<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Option<User>>;

    /// Adds a way in.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](super::StoreError::Conflict) on `accounts_provider_id_account_id_key`.
    async fn add_account(
        &self,
        account: NewAccount,
        consequences: &Consequences,
    ) -> StoreResult<()>;

    /// Lists the ways in of a user, oldest first.
    async fn list_accounts(&self, user: &UserId) -> StoreResult<Vec<Account>>;

    /// Removes a way in of the user, unless it is the last one, and refuses the sessions of
    /// sign-ins that are under way. Of two callers who remove the last two at once, one is refused.
    async fn unlink_account(
        &self,
        unlink: Unlink<'_>,
        consequences: &Consequences,
    ) -> StoreResult<Unlinked>;
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

/// A password in place of a forgotten one.
#[derive(Debug, Clone)]
pub struct PasswordReset<'a> {
    /// The token that was mailed. Its value is the address to which it was mailed.
    pub proof: Proof<'a>,
    /// The id of the account, if the user has no password yet.
    pub account: AccountId,
    /// The hash of the password.
    pub new: PasswordHash,
    /// The tables of plugins whose rows let the user in. Where nobody had proven the address before,
    /// those of the user go, with every account but the password: whoever made them may not be who
    /// reads the mails of that address.
    pub credential_tables: &'a [&'static str],
    /// Whether every session of the user ends.
    pub end_sessions: bool,
    /// The moment of the reset.
    pub now: Timestamp,
}

/// A way in that is to be removed.
#[derive(Debug, Clone, Copy)]
pub struct Unlink<'a> {
    /// Whose.
    pub user: &'a UserId,
    /// Which.
    pub account: &'a AccountId,
    /// Whether the user has a way in that is no account, such as a passkey.
    pub has_another: bool,
    /// The user's [`credential_version`](User::credential_version) before that was asked.
    pub credential_version: i64,
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
    /// The credentials of the user changed meanwhile: whether it is the last one has to be asked
    /// again.
    Outdated,
}
