use std::fmt;

use async_trait::async_trait;

use super::StoreResult;
use crate::clock::Timestamp;
use crate::entity::QueuedMail;
use crate::id::MailId;

/// The outbox. Mails come in as [`Consequences`](crate::consequences::Consequences) and go when
/// somebody has taken them.
#[async_trait]
pub trait MailStore: fmt::Debug + Send + Sync {
    /// Lists mails that are due at `now`, the longest waiting first.
    async fn due_mails(&self, now: Timestamp, limit: u32) -> StoreResult<Vec<QueuedMail>>;

    /// When the next mail is due.
    async fn next_mail_due(&self) -> StoreResult<Option<Timestamp>>;

    /// Takes a mail for delivery until `until`, and counts the attempt, if it is as it was read.
    /// Of any number of callers at once, one gets it.
    async fn lease_mail(&self, mail: &QueuedMail, until: Timestamp) -> StoreResult<bool>;

    /// Removes a mail that was delivered, if the lease still is the caller's.
    async fn remove_mail(&self, id: &MailId, leased_until: Timestamp) -> StoreResult<bool>;

    /// Puts a mail back until `to`, or gives it up (`None`), if the lease still is the caller's.
    async fn postpone_mail(
        &self,
        id: &MailId,
        leased_until: Timestamp,
        to: Option<Timestamp>,
        problem: &str,
    ) -> StoreResult<bool>;

    /// Lists mails that were given up, the oldest first.
    async fn dead_mails(&self, limit: u32) -> StoreResult<Vec<QueuedMail>>;

    /// Makes a mail that was given up due at `now`. Says whether there was one.
    async fn revive_mail(&self, id: &MailId, now: Timestamp) -> StoreResult<bool>;

    /// Deletes mails that were given up and written before `before`, at most
    /// [`SWEEP_BATCH`](super::SWEEP_BATCH). Says how many.
    async fn sweep_mails(&self, before: Timestamp) -> StoreResult<u64>;
}
