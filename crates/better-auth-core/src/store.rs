//! What core asks of a database.
//!
//! Each method is named for its purpose and is *atomic by itself*: a store that needs a
//! transaction takes it inside, and a caller never combines two methods to keep a promise.
//! Unique indexes and single statements decide races, so of two callers one gets the row and the
//! other is told that it did not.
//!
//! A method that changes something takes the [`Consequences`] of the change, tokens, mails and
//! audited events, and commits them with it: both, or neither. A method that finds nothing to change writes none.
//!
//! The traits are object safe; core and the plugins hold them as `Arc<dyn …Store>`.

mod account;
mod audit;
mod error;
mod mail;
mod session;
mod user;
mod verification;

use std::fmt;

use async_trait::async_trait;

pub use account::{AccountStore, PasswordChange, PasswordReset, Unlink, Unlinked};
pub use audit::{AuditPrune, AuditQuery, AuditStore, MAX_AUDIT_ROWS};
pub use error::{BoxError, StoreError, StoreResult};
pub use mail::MailStore;
pub use session::{MAX_LISTED_SESSIONS, SessionKey, SessionStore};
pub use user::{EmailChange, LoginName, UserStore};
pub use verification::VerificationStore;

use crate::consequences::Consequences;
use crate::migration::Migrator;

/// How many rows one sweep deletes at most, so that it never holds the writer for long.
pub const SWEEP_BATCH: u32 = 1000;

/// Everything that core itself needs. A database adapter implements this one, and the stores of
/// the plugins that its application uses.
pub trait Adapter:
    UserStore
    + SessionStore
    + AccountStore
    + VerificationStore
    + MailStore
    + ConsequenceStore
    + Migrator
    + 'static
{
}

impl<A> Adapter for A where
    A: UserStore
        + SessionStore
        + AccountStore
        + VerificationStore
        + MailStore
        + ConsequenceStore
        + Migrator
        + 'static
{
}

/// Writes the consequences of what changed no row: a request for a mail, a failed sign-in.
#[async_trait]
pub trait ConsequenceStore: fmt::Debug + Send + Sync {
    /// Writes them, all or none.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when a token belongs to a user who is gone.
    async fn record(&self, consequences: &Consequences) -> StoreResult<()>;
}
