use std::fmt;

use async_trait::async_trait;

use super::StoreResult;
use crate::audit::{AuditHead, AuditRow};
use crate::clock::Timestamp;
use crate::consequences::Consequences;
use crate::id::UserId;

/// Reads and prunes the audit log. It is written by the transactions of the other stores, as the
/// last of their [`Consequences`]: see [`audit`](crate::audit).
#[async_trait]
pub trait AuditStore: fmt::Debug + Send + Sync {
    /// Reads the head; `None` if its row is gone.
    async fn audit_head(&self) -> StoreResult<Option<AuditHead>>;

    /// Lists rows in the order of their numbers, at most [`MAX_AUDIT_ROWS`].
    async fn list_audit_rows(&self, query: &AuditQuery) -> StoreResult<Vec<AuditRow>>;

    /// Removes the oldest rows and moves the beginning of the log. Says whether it did: not if the
    /// beginning, the erased parts or the rows are not those that the caller has read.
    async fn prune_audit_rows(
        &self,
        prune: &AuditPrune,
        consequences: &Consequences,
    ) -> StoreResult<bool>;
}

/// How many rows of the audit log one list has at most.
pub const MAX_AUDIT_ROWS: u32 = 1000;

/// Which rows of the audit log. Every condition narrows; [`Default`] has none, and 100 rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditQuery {
    /// Done by this user.
    pub actor: Option<UserId>,
    /// Done to this user.
    pub subject: Option<UserId>,
    /// About this: the id of an organization, an API key, a passkey.
    pub object: Option<String>,
    /// Of this kind: `sign_in.failed`.
    pub kind: Option<String>,
    /// At this moment or later.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// Beyond this row: the number of the last row of the page before.
    pub after_seq: Option<i64>,
    /// Whether the newest rows come first. Default false: as they were written.
    pub newest_first: bool,
    /// How many rows, at most [`MAX_AUDIT_ROWS`].
    pub limit: u32,
}

impl Default for AuditQuery {
    fn default() -> Self {
        let (actor, subject, object, kind, from, to, after_seq) = Default::default();
        Self { actor, subject, object, kind, from, to, after_seq, newest_first: false, limit: 100 }
    }
}

/// Rows to be removed from the beginning of the audit log, as the caller has read and checked them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPrune {
    /// The head at which they were read.
    pub head: AuditHead,
    /// The number of the last one.
    pub seq: i64,
    /// The chain of the last one.
    pub chain: String,
    /// How many of their personal parts are erased.
    pub erased: i64,
}
