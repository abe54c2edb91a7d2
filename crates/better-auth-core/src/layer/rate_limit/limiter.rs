use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::{MemoryRateLimits, RateLimit, RateLimitStore, Verdict};
use crate::clock::Timestamp;
use crate::store::BoxError;

/// The counters in use: the application's store, or this process. When the store fails, this
/// process counts: a broken store never means that there is no limit.
pub(crate) struct Limiter {
    store: Option<Arc<dyn RateLimitStore>>,
    local: MemoryRateLimits,
    /// When the store failed last, in milliseconds since 1970.
    failed_at: AtomicI64,
}

/// How long a request waits for the store.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the store is left alone after a failure, so that not every request waits for it.
const PAUSE: Duration = Duration::from_secs(5);

const NEVER: i64 = i64::MIN;

impl Limiter {
    pub(crate) fn new(store: Option<Arc<dyn RateLimitStore>>) -> Self {
        Self { store, local: MemoryRateLimits::default(), failed_at: AtomicI64::new(NEVER) }
    }

    /// As [`RateLimitStore::hit`], and never fails.
    pub(crate) async fn hit(&self, key: &str, limit: RateLimit, now: Timestamp) -> Verdict {
        let Some(store) = self.usable(now) else { return self.local.hit_now(key, limit, now) };
        let asked = tokio::time::timeout(PATIENCE, store.hit(key, limit, now)).await;
        self.answer(asked, now).unwrap_or_else(|| self.local.hit_now(key, limit, now))
    }

    /// As [`RateLimitStore::forgive`], and never fails.
    pub(crate) async fn forgive(&self, key: &str, limit: RateLimit, now: Timestamp) {
        let Some(store) = self.usable(now) else { return self.local.forgive_now(key, limit) };
        let asked = tokio::time::timeout(PATIENCE, store.forgive(key, limit, now)).await;
        if self.answer(asked, now).is_none() {
            self.local.forgive_now(key, limit);
        }
    }

    fn usable(&self, now: Timestamp) -> Option<&dyn RateLimitStore> {
        let store = self.store.as_deref()?;
        let failed_at = self.failed_at.load(Ordering::Relaxed);
        let paused = failed_at != NEVER && {
            let failed_at = Timestamp::from_millis(failed_at);
            // a clock that was set back must not make the pause longer
            failed_at <= now && now < failed_at.plus(PAUSE)
        };
        (!paused).then_some(store)
    }

    fn answer<T, E>(&self, asked: Result<Result<T, BoxError>, E>, now: Timestamp) -> Option<T> {
        let error: BoxError = match asked {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => error,
            Err(_) => "it did not answer in time".into(),
        };
        self.failed_at.store(now.as_millis(), Ordering::Relaxed);
        tracing::warn!(
            error = &*error as &dyn std::error::Error,
            "the store of the rate limits failed; this process counts by itself for {PAUSE:?}"
        );
        None
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter").field("store", &self.store).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;

    const LIMIT: RateLimit = RateLimit::new(2, Duration::from_secs(10));

    #[derive(Debug)]
    enum Store {
        Broken,
        Silent,
    }

    impl Store {
        async fn fail<T>(&self) -> Result<T, BoxError> {
            match self {
                Self::Broken => Err("the table is gone".into()),
                Self::Silent => std::future::pending().await,
            }
        }
    }

    #[async_trait]
    impl RateLimitStore for Store {
        async fn hit(&self, _: &str, _: RateLimit, _: Timestamp) -> Result<Verdict, BoxError> {
            self.fail().await
        }

        async fn forgive(&self, _: &str, _: RateLimit, _: Timestamp) -> Result<(), BoxError> {
            self.fail().await
        }
    }

    async fn allowed(limiter: &Limiter, now: i64) -> bool {
        limiter.hit("key", LIMIT, Timestamp::from_millis(now)).await == Verdict::Allowed
    }

    #[tokio::test(start_paused = true)]
    async fn rat_13_a_broken_store_leaves_a_local_limit() {
        for store in [Store::Broken, Store::Silent] {
            let limiter = Limiter::new(Some(Arc::new(store)));
            assert!(allowed(&limiter, 10_000).await);
            assert!(allowed(&limiter, 16_000).await);
            assert!(!allowed(&limiter, 16_001).await);
            assert!(!allowed(&limiter, 1).await, "the clock was set back");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_does_not_answer_is_left_alone_for_a_while() {
        let limiter = Limiter::new(Some(Arc::new(Store::Silent)));
        let start = tokio::time::Instant::now();
        for now in [10_000, 10_001, 14_999] {
            allowed(&limiter, now).await;
        }
        assert_eq!(start.elapsed(), PATIENCE);
        allowed(&limiter, 15_000).await;
        assert_eq!(start.elapsed(), 2 * PATIENCE);
    }
}
