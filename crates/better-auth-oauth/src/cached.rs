//! What is fetched from a provider and kept: its discovery document, its keys.

use std::future::Future;
use std::time::Duration;

use better_auth_core::Timestamp;
use tokio::sync::Mutex;

/// How long something is kept before it is fetched again: providers announce new keys at least a
/// day before they sign with them.
const KEPT: Duration = Duration::from_secs(3600);

/// How long nobody asks again after a failure, so that a provider that is down does not make
/// every sign-in wait for its turn to fail.
const PAUSE: Duration = Duration::from_secs(10);

/// How long nobody asks again for something newer: tokens with made-up key ids must not make this
/// server ask the provider with each of them.
const REFRESHED: Duration = Duration::from_secs(60);

/// One value from another server. Of those who need it at once, one fetches it.
#[derive(Debug)]
pub(crate) struct Cached<T>(Mutex<State<T>>);

#[derive(Debug)]
struct State<T> {
    value: Option<(T, Timestamp)>,
    failed_at: Option<Timestamp>,
    refreshed_at: Option<Timestamp>,
}

/// The last attempt failed a moment ago; nobody was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider could not be asked a moment ago")]
pub(crate) struct Pausing;

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(Mutex::new(State { value: None, failed_at: None, refreshed_at: None }))
    }
}

impl<T: Clone> Cached<T> {
    /// The value, fetched if there is none that is young enough. An old one is better than none
    /// where fetching fails.
    pub(crate) async fn get<E: From<Pausing>, F: Future<Output = Result<T, E>>>(
        &self,
        now: Timestamp,
        fetch: impl FnOnce() -> F,
    ) -> Result<T, E> {
        let mut state = self.0.lock().await;
        match &state.value {
            Some((value, at)) if now.since(*at) < KEPT => Ok(value.clone()),
            Some((value, _)) => {
                let old = value.clone();
                Ok(state.fetch(now, fetch).await.unwrap_or(old))
            }
            None => state.fetch(now, fetch).await,
        }
    }

    /// A value that is newer than the one that was handed out before; `None` if somebody looked
    /// for one a moment ago.
    pub(crate) async fn newer<E: From<Pausing>, F: Future<Output = Result<T, E>>>(
        &self,
        now: Timestamp,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<T>, E> {
        let mut state = self.0.lock().await;
        if state.refreshed_at.is_some_and(|at| now.since(at) < REFRESHED) {
            return Ok(None);
        }
        state.refreshed_at = Some(now);
        state.fetch(now, fetch).await.map(Some)
    }
}

impl<T: Clone> State<T> {
    async fn fetch<E: From<Pausing>, F: Future<Output = Result<T, E>>>(
        &mut self,
        now: Timestamp,
        fetch: impl FnOnce() -> F,
    ) -> Result<T, E> {
        if self.failed_at.is_some_and(|at| now.since(at) < PAUSE) {
            return Err(Pausing.into());
        }
        let fetched = fetch().await;
        match &fetched {
            Ok(value) => {
                self.value = Some((value.clone(), now));
                self.failed_at = None;
            }
            Err(_) => self.failed_at = Some(now),
        }
        fetched
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    enum Failure {
        Down,
        Pausing,
    }

    impl From<Pausing> for Failure {
        fn from(_: Pausing) -> Self {
            Self::Pausing
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    async fn down() -> Result<u32, Failure> {
        Err(Failure::Down)
    }

    #[tokio::test]
    async fn a_value_is_fetched_once_an_hour_and_kept_when_that_fails() {
        let (cached, fetches) = (Cached::default(), AtomicU32::new(0));
        let fetch = || async { Ok::<_, Failure>(fetches.fetch_add(1, Ordering::Relaxed)) };
        assert_eq!(cached.get(at(0), fetch).await, Ok(0));
        assert_eq!(cached.get(at(3599), fetch).await, Ok(0));
        assert_eq!(cached.get(at(3600), fetch).await, Ok(1));
        assert_eq!(cached.get(at(7200), down).await, Ok(1));
        assert_eq!(cached.get(at(7205), fetch).await, Ok(1));
        assert_eq!(cached.get(at(7210), fetch).await, Ok(2));
    }

    #[tokio::test]
    async fn nobody_is_asked_for_ten_seconds_after_a_failure() {
        let cached = Cached::default();
        assert_eq!(cached.get(at(0), down).await, Err(Failure::Down));
        let up = || async { Ok::<u32, Failure>(1) };
        assert_eq!(cached.get(at(9), up).await, Err(Failure::Pausing));
        assert_eq!(cached.get(at(10), up).await, Ok(1));
    }

    #[tokio::test]
    async fn something_newer_is_asked_for_once_a_minute() {
        let (cached, fetches) = (Cached::default(), AtomicU32::new(0));
        let fetch = || async { Ok::<_, Failure>(fetches.fetch_add(1, Ordering::Relaxed)) };
        assert_eq!(cached.get(at(0), fetch).await, Ok(0));
        assert_eq!(cached.newer(at(1), fetch).await, Ok(Some(1)));
        assert_eq!(cached.newer(at(60), fetch).await, Ok(None));
        assert_eq!(cached.newer(at(61), fetch).await, Ok(Some(2)));
        assert_eq!(cached.get(at(61), fetch).await, Ok(2));
    }
}
