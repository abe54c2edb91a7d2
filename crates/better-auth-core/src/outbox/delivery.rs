//! Taking mails out of the outbox.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;

use super::letter::Opened;
use crate::auth::Auth;
use crate::clock::Timestamp;
use crate::entity::QueuedMail;
use crate::event::kinds;
use crate::extract::RequestFacts;
use crate::mail::{Mail, MailError, Mailer};
use crate::store::StoreResult;

/// Of how many mails one is tried to be taken: others take some of them at the same time.
const CHOICE: u32 = 8;

/// How long the mailer may take for one mail. Less than [`LEASE`], so that nobody else takes a
/// mail that is still being handed over.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long a mail that was taken is nobody else's; a process that was killed holds it that long.
const LEASE: Duration = Duration::from_secs(300);

/// The pauses between the tries, in seconds; the last one repeats.
const PAUSES: [u64; 8] = [5, 15, 60, 300, 900, 1800, 3600, 7200];

/// How long a mail is tried. What it offers (a link, a code) has expired by then.
const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * 3600);

/// The pauses, in seconds, before a delivered mail is removed again when the database is away.
/// Together with [`PATIENCE`] less than [`LEASE`].
const REMOVALS: [u64; 4] = [1, 5, 15, 30];

/// What became of a mail that was due.
enum Fate {
    Delivered,
    /// It was a decoy, or will be tried again, or was given up.
    NotDelivered,
    /// Somebody else took it.
    TakenElsewhere,
}

impl Auth {
    /// Delivers the mails that are due, one after the other, the longest waiting first, and says
    /// how many the mailer took. Runs by itself unless
    /// [`MailDelivery::OnDemand`](super::MailDelivery::OnDemand) is set. Several calls at once
    /// share the work. A call that is dropped half-way may cause a mail to go out twice.
    ///
    /// # Errors
    /// When the store fails; mails that were not reached stay.
    pub async fn deliver_mails(&self) -> StoreResult<u64> {
        let outbox = self.outbox();
        let Some(mailer) = &outbox.mailer else { return Ok(0) };
        let mut delivered = 0;
        // Each time anew, so that no list grows old while the mail server takes its time.
        while let Some(fate) = self.deliver_one(&**mailer).await? {
            delivered += u64::from(matches!(fate, Fate::Delivered));
        }
        Ok(delivered)
    }

    /// Takes one of the mails that are due. `None` if there is none, or if others were faster
    /// with each of them.
    async fn deliver_one(&self, mailer: &dyn Mailer) -> StoreResult<Option<Fate>> {
        let due = self.outbox().store.due_mails(self.now(), CHOICE).await?;
        let mut left = due.len();
        for mail in due {
            left = left.saturating_sub(1);
            match self.deliver(mail, mailer, left > 0).await? {
                Fate::TakenElsewhere => {}
                fate => return Ok(Some(fate)),
            }
        }
        Ok(None)
    }

    /// One mail. With `more`, somebody is woken to take the next one meanwhile.
    async fn deliver(
        &self,
        mail: QueuedMail,
        mailer: &dyn Mailer,
        more: bool,
    ) -> StoreResult<Fate> {
        let outbox = self.outbox();
        let _in_hand = outbox.in_hand.read().await;
        let until = self.now().plus(LEASE);
        if outbox.is_stopping() || !outbox.store.lease_mail(&mail, until).await? {
            return Ok(Fate::TakenElsewhere);
        }
        if more {
            outbox.wake();
        }
        let handed = match self.open(&mail) {
            Ok(Opened::Mail(letter)) => hand_over(mailer, letter).await,
            Ok(Opened::Decoy) => {
                outbox.store.remove_mail(&mail.id, until).await?;
                return Ok(Fate::NotDelivered);
            }
            // Another instance may know the secret already that this one will be told next.
            Err(error) => Err(MailError::temporary(error)),
        };
        match handed {
            Ok(()) => self.delivered(&mail, until).await.map(|()| Fate::Delivered),
            Err(error) => self.put_back(&mail, until, &error).await.map(|()| Fate::NotDelivered),
        }
    }

    /// The mail is on its way: its row must go, or it would be sent again. A database that is away
    /// for a moment is asked again.
    async fn delivered(&self, mail: &QueuedMail, until: Timestamp) -> StoreResult<()> {
        let store = &self.outbox().store;
        for pause in REMOVALS {
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
        until: Timestamp,
        error: &MailError,
    ) -> StoreResult<()> {
        let next = self.now().plus(pause_after(mail.attempts));
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

/// A mailer of the application that panics must not end the delivery of all mails.
async fn hand_over(mailer: &dyn Mailer, mail: Mail) -> Result<(), MailError> {
    let sending = AssertUnwindSafe(async { mailer.send(mail).await }).catch_unwind();
    match tokio::time::timeout(PATIENCE, sending).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(MailError::temporary("the mailer panicked")),
        Err(_) => Err(MailError::temporary("no answer in two minutes")),
    }
}

/// How long to wait after a try that failed, with so many tries before it.
fn pause_after(earlier: u32) -> Duration {
    let earlier = usize::try_from(earlier).unwrap_or(usize::MAX);
    let seconds = PAUSES.get(earlier).or(PAUSES.last()).copied().unwrap_or_default();
    Duration::from_secs(seconds)
}

/// The causes of an error in one line of a bounded length.
fn causes(error: &MailError) -> String {
    let source = std::error::Error::source(error);
    let causes = std::iter::successors(source, |cause| cause.source());
    let text = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_and_the_last_one_repeats() {
        let seconds: Vec<_> = [0, 1, 2, 7, 8, u32::MAX].map(|n| pause_after(n).as_secs()).into();
        assert_eq!(seconds, [5, 15, 60, 7200, 7200, 7200]);
    }

    #[test]
    fn nobody_else_takes_a_mail_before_its_row_is_removed() {
        let removal = Duration::from_secs(REMOVALS.iter().sum());
        assert!(PATIENCE + removal + Duration::from_secs(60) < LEASE);
    }
}
