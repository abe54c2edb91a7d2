//! Taking mails out of the outbox.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::letter::Opened;
use crate::auth::Auth;
use crate::entity::QueuedMail;
use crate::event::kinds;
use crate::extract::RequestFacts;
use crate::mail::{MailError, Mailer};
use crate::store::StoreResult;

/// How many mails are read at once.
const BATCH: u32 = 64;

/// How many are handed over at the same time.
const HANDS: usize = 4;

/// How long the mailer may take for one mail. Less than [`LEASE`], so that nobody else takes a
/// mail that is still being handed over.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long a mail that was taken is nobody else's; a process that was killed holds it that long.
const LEASE: Duration = Duration::from_secs(300);

/// The pauses between the tries; the last one repeats.
const PAUSES: [u64; 8] = [5, 15, 60, 300, 900, 1800, 3600, 7200];

/// How long a mail is tried. What it offers (a link, a code) has expired by then.
const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * 3600);

impl Auth {
    /// Delivers every mail that is due, and says how many were taken. Runs by itself unless
    /// [`MailDelivery::OnDemand`](super::MailDelivery::OnDemand) is set.
    ///
    /// # Errors
    /// When the store fails; mails that were not reached stay.
    pub async fn deliver_mails(&self) -> StoreResult<u64> {
        let outbox = self.outbox();
        let Some(mailer) = &outbox.mailer else { return Ok(0) };
        let mut delivered = 0;
        while !outbox.is_stopping() {
            let due = outbox.store.due_mails(self.now(), BATCH).await?;
            if due.is_empty() {
                break;
            }
            let deliveries = stream::iter(due).map(|mail| self.deliver(mail, &**mailer));
            let taken = deliveries.buffer_unordered(HANDS);
            delivered += taken.try_fold(0, async |sum, one| Ok(sum + u64::from(one))).await?;
        }
        Ok(delivered)
    }

    /// One mail; says whether the mailer took it.
    async fn deliver(&self, mail: QueuedMail, mailer: &dyn Mailer) -> StoreResult<bool> {
        let store = &self.outbox().store;
        let until = self.now().plus(LEASE);
        if self.outbox().is_stopping() || !store.lease_mail(&mail, until).await? {
            return Ok(false);
        }
        let opened = match self.open(&mail) {
            Ok(opened) => opened,
            Err(error) => {
                self.put_back(&mail, until, &MailError::permanent(error)).await?;
                return Ok(false);
            }
        };
        let Opened::Mail(letter) = opened else {
            store.remove_mail(&mail.id, until).await?;
            return Ok(false);
        };
        let handed = tokio::time::timeout(PATIENCE, mailer.send(letter)).await;
        match handed.unwrap_or_else(|_| Err(MailError::temporary("no answer in two minutes"))) {
            Ok(()) => self.delivered(&mail, until).await.map(|()| true),
            Err(error) => self.put_back(&mail, until, &error).await.map(|()| false),
        }
    }

    /// The mail is on its way: its row must go, or it would be sent again. A database that is away
    /// for a moment is asked again.
    async fn delivered(&self, mail: &QueuedMail, until: crate::Timestamp) -> StoreResult<()> {
        let store = &self.outbox().store;
        for pause in [1, 5, 15, 30] {
            match store.remove_mail(&mail.id, until).await {
                Ok(_) => return Ok(()),
                Err(error) => tracing::warn!(%error, "a delivered mail could not be removed yet"),
            }
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
        store.remove_mail(&mail.id, until).await.map(drop)
    }

    async fn put_back(
        &self,
        mail: &QueuedMail,
        until: crate::Timestamp,
        error: &MailError,
    ) -> StoreResult<()> {
        let tries = usize::try_from(mail.attempts).unwrap_or(usize::MAX);
        let pause = PAUSES.get(tries).or(PAUSES.last()).copied().unwrap_or_default();
        let next = self.now().plus(Duration::from_secs(pause));
        let late = next.since(mail.created_at) > GIVE_UP_AFTER;
        let to = (!late && !error.is_permanent()).then_some(next);
        let problem = causes(error);
        tracing::warn!(mail = %mail.id, kind = mail.kind, again = ?to, problem, "mail not taken");
        let store = &self.outbox().store;
        if store.postpone_mail(&mail.id, until, to, &problem).await? && to.is_none() {
            let event = self.event(kinds::MAIL_GIVEN_UP, &RequestFacts::default());
            self.record(self.consequences([event])).await?;
        }
        Ok(())
    }
}

/// The causes of an error in one line of a bounded length.
fn causes(error: &MailError) -> String {
    let source = std::error::Error::source(error);
    let causes = std::iter::successors(source, |cause| cause.source());
    let text = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}
