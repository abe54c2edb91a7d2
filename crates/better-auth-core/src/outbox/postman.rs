//! The task that empties the outbox.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use crate::auth::Auth;

/// How long the outbox is left alone at most: another instance may have left mails behind.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long the outbox is left alone after the database failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// How long a stop waits for the mails that are being handed over.
const LAST_CALL: Duration = Duration::from_secs(8);

impl Auth {
    /// Delivers until the last handle is gone, or [`stop`](Self::stop) is called.
    pub(crate) fn spawn_postman(&self) {
        if !self.sends_mail() {
            return;
        }
        let weak = self.downgrade();
        let task = tokio::spawn(async move {
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
        *self.outbox().postman.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Stops the work in the background: no mail is taken any more, and those that are being
    /// handed over are waited for, at most 8 seconds. To be called when the server has stopped,
    /// before the process ends; otherwise a mail could go out twice. What waits is delivered by
    /// the next run.
    pub async fn stop(&self) {
        let outbox = self.outbox();
        outbox.stopping.store(true, Ordering::SeqCst);
        outbox.wake();
        let task = outbox.postman.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && tokio::time::timeout(LAST_CALL, task).await.is_err()
        {
            tracing::warn!("the mail server did not answer in time: a mail may go out twice");
        }
    }

    /// Delivers what is due, and says how long to wait then.
    async fn work_off(&self) -> Duration {
        let next = match self.deliver_mails().await {
            Ok(_) => self.outbox().store.next_mail_due().await,
            Err(error) => Err(error),
        };
        match next {
            Ok(Some(due)) => due.since(self.now()).min(LONGEST_PAUSE),
            Ok(None) => LONGEST_PAUSE,
            Err(error) => {
                tracing::warn!(%error, "the outbox can not be read");
                AFTER_FAILURE
            }
        }
    }
}
