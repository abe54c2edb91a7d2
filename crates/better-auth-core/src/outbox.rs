//! The outbox: mails are rows first, and leave in the background.
//!
//! A mail is written as a [consequence](crate::consequences) of what it belongs to, in the same
//! transaction, encrypted under the server secret, for it may hold a credential. A few tasks of
//! each instance take what is due, one mail each, hand it to the [`Mailer`], and remove it; what
//! could not be delivered is tried again after a growing pause, and given up after a day or when
//! the server says that it will never take it. [`Auth::dead_mails`] shows those, and the event
//! `mail.given_up` tells.
//!
//! # Protects from
//! An answer that waits for the mail server, or tells by its time whether there was a mail to
//! send: a request only inserts, and about an unknown address it inserts a decoy, which is dropped
//! on the way out. A restart that loses mail. Two instances that send one mail: each takes it by
//! compare-and-set. A thief of the database who reads reset links.
//!
//! # Does not protect from
//! A process that is killed after the server accepted a mail and before the row is gone: that mail
//! goes out again, with the same `Message-ID`. A stop by [`Auth::stop`] waits for that moment. The
//! same happens when the clocks of two instances differ by more than two minutes.

mod delivery;
mod letter;
mod postman;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, RwLock};

use crate::auth::Auth;
use crate::consequences::Consequences;
use crate::email::Email;
use crate::entity::{NewMail, QueuedMail};
use crate::error::ApiError;
use crate::id::MailId;
use crate::layer::rate_limit::RateLimit;
use crate::mail::{Mailer, Message, Templates};
use crate::store::{MailStore, StoreResult};

/// When mails leave the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MailDelivery {
    /// At once, in the background. Default.
    #[default]
    Background,
    /// When [`Auth::deliver_mails`] is called: for tests, and for applications that leave the
    /// sending to one worker.
    OnDemand,
}

/// How long a mail that was given up is kept for operators.
const DEAD_FOR: Duration = Duration::from_secs(14 * 24 * 3600);

/// Where mails wait, and who takes them.
pub(crate) struct Outbox {
    store: Arc<dyn MailStore>,
    mailer: Option<Arc<dyn Mailer>>,
    templates: Arc<dyn Templates>,
    woken: Notify,
    stopping: AtomicBool,
    /// Read by whoever has a mail in hand, so that a stop, which writes, waits for them.
    in_hand: RwLock<()>,
}

impl Outbox {
    pub(crate) fn new(
        store: Arc<dyn MailStore>,
        mailer: Option<Arc<dyn Mailer>>,
        templates: Arc<dyn Templates>,
    ) -> Self {
        let (woken, stopping, in_hand) = Default::default();
        Self { store, mailer, templates, woken, stopping, in_hand }
    }

    /// Says that there is a mail.
    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("mailer", &self.mailer).finish_non_exhaustive()
    }
}

impl Auth {
    /// Whether the application can send mails: it has a [`Mailer`].
    pub fn sends_mail(&self) -> bool {
        self.outbox().mailer.is_some()
    }

    /// Writes a message as a mail for the outbox, to be added to the consequences of what it
    /// belongs to. One to an [address that stands in for none](Email::is_undeliverable) is a
    /// [decoy](Self::compose_decoy).
    ///
    /// # Errors
    /// When a template does not fit, randomness fails, or the application sends no mail.
    pub fn compose(&self, to: &Email, message: &Message) -> Result<NewMail, ApiError> {
        self.write(to, message, to.is_undeliverable())
    }

    /// Writes a mail that nobody will get, with the same work as [`compose`](Self::compose): what
    /// a request about an unknown address leaves behind.
    ///
    /// # Errors
    /// As [`compose`](Self::compose).
    pub fn compose_decoy(&self, to: &Email, message: &Message) -> Result<NewMail, ApiError> {
        self.write(to, message, true)
    }

    /// Adds a notice to the consequences of a change, if the application sends mail at all.
    ///
    /// # Errors
    /// As [`compose`](Self::compose).
    pub fn notify(
        &self,
        consequences: &mut Consequences,
        to: &Email,
        message: &Message,
    ) -> Result<(), ApiError> {
        if self.sends_mail() {
            consequences.mail(self.compose(to, message)?);
        }
        Ok(())
    }

    /// Whether one more mail of a kind that anybody can ask for may go to an address, and counts
    /// it. An address without an account counts like any other, or the limit would tell.
    ///
    /// The usual limit is [`RateLimitOptions::mail`](crate::config::RateLimitOptions::mail).
    pub async fn may_mail(&self, kind: &str, to: &Email, limit: RateLimit) -> bool {
        self.count_mail(kind, to.as_str(), limit).await
    }

    /// The mails that were given up, the oldest first, at most `limit`. Their text stays sealed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn dead_mails(&self, limit: u32) -> StoreResult<Vec<QueuedMail>> {
        self.outbox().store.dead_mails(limit).await
    }

    /// Tries a mail again that was given up: once, if it is more than a day old. Says whether there
    /// was such a mail.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revive_mail(&self, id: &MailId) -> StoreResult<bool> {
        let revived = self.outbox().store.revive_mail(id, self.now()).await?;
        self.outbox().wake();
        Ok(revived)
    }

    /// Forgets mails that were given up long ago.
    pub(crate) async fn sweep_mails(&self) -> StoreResult<u64> {
        self.outbox().store.sweep_mails(self.now().minus(DEAD_FOR)).await
    }
}
