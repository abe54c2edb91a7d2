//! The tasks that empty the outbox.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::auth::Auth;

/// How many mails are handed over at the same time: each by a task of its own, so that one to
/// which the mail server gives no answer holds up no other.
const POSTMEN: usize = 4;

/// How long the outbox is left alone at most: another instance may have left mails behind.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long the outbox is left alone at least, unless there is a new mail.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// How long the outbox is left alone after the database failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// How long a stop waits for the mails that are being handed over. Together with
/// [`shutdown_timeout`](crate::serve::ServeOptions::shutdown_timeout) less than 10 seconds.
const LAST_CALL: Duration = Duration::from_secs(4);

impl Auth {
    /// Delivers until the last handle is gone, or [`stop`](Self::stop) is called.
    pub(crate) fn spawn_postmen(&self) {
        if !self.sends_mail() {
            return;
        }
        for _ in 0..POSTMEN {
            let weak = self.downgrade();
            tokio::spawn(async move {
                while let Some(auth) = weak.upgrade() {
                    let pause = auth.work_off().await;
                    let outbox = Arc::clone(auth.outbox());
                    drop(auth);
                    if outbox.is_stopping() {
                        return;
                    }
                    let _ = tokio::time::timeout(pause, outbox.woken.notified()).await;
                }
            });
        }
    }

    /// Stops the delivery of mails: none is taken any more, and those that are being handed over
    /// are waited for, at most 4 seconds. To be called when the server has stopped, before the
    /// process ends; otherwise a mail could go out twice. What waits is delivered by the next run
    /// or by another instance.
    pub async fn stop(&self) {
        let outbox = self.outbox();
        outbox.stopping.store(true, Ordering::SeqCst);
        outbox.woken.notify_waiters();
        if tokio::time::timeout(LAST_CALL, outbox.in_hand.write()).await.is_err() {
            tracing::warn!("a mail was still being handed over at the end: it may go out twice");
        }
    }

    /// Delivers what is due, and says how long to wait then.
    async fn work_off(&self) -> Duration {
        let next = match self.deliver_mails().await {
            Ok(_) => self.outbox().store.next_mail_due().await,
            Err(error) => Err(error),
        };
        match next {
            Ok(Some(due)) => due.since(self.now()).clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
            Ok(None) => LONGEST_PAUSE,
            Err(error) => {
                tracing::warn!(%error, "the outbox can not be read");
                AFTER_FAILURE
            }
        }
    }
}
