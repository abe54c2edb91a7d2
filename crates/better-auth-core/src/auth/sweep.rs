use std::sync::Arc;

use super::Auth;
use crate::store::{SWEEP_BATCH, StoreResult};

/// How many rows one step of a sweep deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Swept {
    /// Sessions that had expired.
    pub sessions: u64,
    /// Tokens that had expired, used or not.
    pub verifications: u64,
    /// Mails that were given up two weeks ago.
    pub mails: u64,
    /// What plugins had [to sweep](crate::Hooks::sweep).
    pub plugins: u64,
    /// The most that one store deleted.
    largest: u64,
}

impl Swept {
    /// All of them together.
    pub fn total(&self) -> u64 {
        self.sessions + self.verifications + self.mails + self.plugins
    }

    /// Whether nothing is left: no batch was full.
    pub fn is_last(&self) -> bool {
        self.largest < u64::from(SWEEP_BATCH)
    }
}

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
            let step = self.sweep_step().await?;
            swept += step.total();
            if step.is_last() {
                return Ok(swept);
            }
        }
    }

    /// One step of a [`sweep`](Self::sweep): a batch of each kind of row. Says how many there were,
    /// and whether it was [the last one](Swept::is_last).
    ///
    /// # Errors
    /// When the store fails; what was deleted stays deleted.
    pub async fn sweep_step(&self) -> StoreResult<Swept> {
        let now = self.now();
        let mut step = Swept {
            sessions: self.sessions().sweep_sessions(now).await?,
            verifications: self.verifications().sweep_verifications(now).await?,
            mails: self.sweep_mails().await?,
            ..Swept::default()
        };
        step.largest = step.sessions.max(step.verifications).max(step.mails);
        for hooks in self.hooks() {
            let rows = hooks.sweep(self).await?;
            step.largest = step.largest.max(rows);
            step.plugins += rows;
        }
        Ok(step)
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
