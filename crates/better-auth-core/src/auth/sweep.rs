use std::sync::Arc;

use super::Auth;
use crate::store::{SWEEP_BATCH, StoreResult};

impl Auth {
    /// Deletes expired sessions and verification tokens, and mails that were given up two weeks
    /// ago, and what plugins have [to sweep](crate::Hooks::sweep), in batches, so that no writer waits for
    /// long. Says how many rows went. Runs by itself every
    /// [`sweep_interval`](crate::config::SessionOptions::sweep_interval).
    ///
    /// # Errors
    /// When the store fails; what was deleted stays deleted.
    pub async fn sweep(&self) -> StoreResult<u64> {
        let mut swept = 0;
        loop {
            let now = self.now();
            let sessions = self.sessions().sweep_sessions(now).await?;
            let verifications = self.verifications().sweep_verifications(now).await?;
            let mails = self.sweep_mails().await?;
            let mut largest = sessions.max(verifications).max(mails);
            swept += sessions + verifications + mails;
            for hooks in self.hooks() {
                let rows = hooks.sweep(self).await?;
                largest = largest.max(rows);
                swept += rows;
            }
            if largest < u64::from(SWEEP_BATCH) {
                return Ok(swept);
            }
        }
    }

    /// Sweeps until the last handle is gone.
    pub(super) fn spawn_sweeper(&self) {
        let Some(interval) = self.settings().session.sweep_interval else { return };
        let weak = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(interval);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            ticks.tick().await;
            loop {
                ticks.tick().await;
                let Some(inner) = weak.upgrade() else { return };
                match Auth(inner).sweep().await {
                    Ok(rows) => tracing::debug!(rows, "swept expired rows"),
                    Err(error) => tracing::warn!(%error, "the sweep of expired rows failed"),
                }
            }
        });
    }
}
