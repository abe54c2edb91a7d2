//! The bounded pool that hashes passwords.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::worker::{Bench, WorkError};
use super::{HashingOptions, Password, PasswordHash};
use crate::error::{ApiError, codes};
use crate::random::Random;

/// When to come back to a queue that is full. It is shorter than this by then.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The password is wrong, or there is no hash that could be right.
    Wrong,
    /// The password is right.
    Right,
    /// The password is right, but was hashed with other parameters or by another scheme: this
    /// hash should be stored instead, if the old one is still there.
    RightButStale(PasswordHash),
}

/// Hashes and verifies passwords, a few at a time, in the order of arrival.
///
/// At most `workers` hashes run, on threads that may block; at most `queue` more wait; the rest
/// are refused at once. Who stops waiting gives the place back. A hash that runs can not be
/// stopped, so it keeps its worker until it is done, even if nobody waits for it any more.
pub struct Hasher {
    bench: Arc<Bench>,
    random: Arc<dyn Random>,
    /// One permit for each hash that runs or waits.
    places: Arc<Semaphore>,
    /// One permit for each hash that runs.
    workers: Arc<Semaphore>,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("idle_workers", &self.workers.available_permits())
            .field("free_places", &self.places.available_permits())
            .finish_non_exhaustive()
    }
}

/// The right to run, until it is dropped.
struct Turn {
    _worker: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Hasher {
    pub(crate) fn new(options: &HashingOptions, random: Arc<dyn Random>) -> Self {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        let workers = options.workers.unwrap_or_else(processors).clamp(1, Semaphore::MAX_PERMITS);
        let places = workers.saturating_add(options.queue).min(Semaphore::MAX_PERMITS);
        Self {
            bench: Arc::new(Bench::new(options.cost())),
            random,
            places: Arc::new(Semaphore::new(places)),
            workers: Arc::new(Semaphore::new(workers)),
        }
    }

    /// Hashes a new password.
    ///
    /// # Errors
    /// `SERVICE_UNAVAILABLE` (503) with `Retry-After` when the queue is full or memory is short;
    /// 500 when no salt can be drawn.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash, ApiError> {
        self.run(move |bench, random| bench.hash(&password, random)).await
    }

    /// Verifies a password. `None` as hash does the same work for an account that does not exist
    /// and answers [`Verdict::Wrong`]; so does a hash that is malformed, absurd, or of a scheme
    /// that is not known.
    ///
    /// # Errors
    /// As [`hash`](Self::hash).
    pub async fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> Result<Verdict, ApiError> {
        self.run(move |bench, random| bench.verify(&password, hash.as_ref(), random)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Bench, &dyn Random) -> Result<T, WorkError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let turn = self.wait().await?;
        let (bench, random) = (self.bench.clone(), self.random.clone());
        let task = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&bench, random.as_ref())
        });
        task.await.map_err(ApiError::internal)?.map_err(ApiError::from)
    }

    async fn wait(&self) -> Result<Turn, ApiError> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| busy())?;
        let worker = self.workers.clone().acquire_owned().await.map_err(ApiError::internal)?;
        Ok(Turn { _worker: worker, _place: place })
    }
}

fn busy() -> ApiError {
    ApiError::from(codes::SERVICE_UNAVAILABLE).with_retry_after(RETRY_AFTER)
}

impl From<WorkError> for ApiError {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Memory(_) => busy().with_source(error),
            WorkError::Random(_) | WorkError::Argon2(_) => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests;
