//! How hard a password is to guess.
//!
//! Protects from: a password of common words, names, dates, keyboard runs and repetitions, also
//! in other spellings (`p@ssw0rd`), and one made of what its owner is called; a password that is
//! made to keep the estimate busy.
//!
//! Does not protect from: a password that is hard to guess and known all the same, because it
//! leaked. While it is estimated, parts of it stand in memory that is not wiped.

mod estimate;
mod words;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::ApiError;
use better_auth_core::error::codes::SERVICE_UNAVAILABLE;
use better_auth_core::password::codes::PASSWORD_TOO_WEAK;
use better_auth_core::password::{About, Password, PasswordCheck};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// How many estimates wait for a processor, at most; as many as hashes do by default.
const QUEUE: usize = 64;

/// When to come back to a queue that is full.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Refuses passwords that are easy to guess, as zxcvbn estimates it.
///
/// It knows common passwords, English words and names, dates, repetitions and runs on the
/// keyboard, and is told what the owner is called. Estimates run on threads that may block, at
/// most one for each processor at a time; at most 64 more wait, the rest are answered with 503.
///
/// ```
/// use better_auth_password_check::StrengthCheck;
/// let check = StrengthCheck::new().min_score(4).word("Acme");
/// # drop(check);
/// ```
#[derive(Debug)]
pub struct StrengthCheck {
    min_score: u8,
    words: Vec<String>,
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

impl Default for StrengthCheck {
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            min_score: 3,
            words: Vec::new(),
            places: Arc::new(Semaphore::new(workers.saturating_add(QUEUE))),
            workers: Arc::new(Semaphore::new(workers)),
        }
    }
}

impl StrengthCheck {
    /// With the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The least score that passes, from 1 to 4. Default 3, which zxcvbn calls safely
    /// unguessable: at least 10⁸ guesses. 2 stands for 10⁶, 4 for 10¹⁰.
    #[must_use]
    pub fn min_score(mut self, score: u8) -> Self {
        self.min_score = score.clamp(1, 4);
        self
    }

    /// One more word that everybody would try here, as the name of the application
    /// (NIST SP 800-63B-4, 3.1.1.2). May be called several times.
    #[must_use]
    pub fn word(mut self, word: impl Into<String>) -> Self {
        self.words.push(word.into());
        self
    }
}

#[async_trait]
impl PasswordCheck for StrengthCheck {
    async fn check(&self, password: &Password, about: &About<'_>) -> Result<(), ApiError> {
        let busy = || ApiError::from(SERVICE_UNAVAILABLE).with_retry_after(RETRY_AFTER);
        let place = self.places.clone().try_acquire_owned().map_err(|_| busy())?;
        let worker = self.workers.clone().acquire_owned().await.map_err(ApiError::internal)?;
        let text = Zeroizing::new(estimate::beginning(password.expose()).to_owned());
        let words = words::of(about, &self.words);
        // Who stops waiting leaves the estimate behind; it keeps its turn until it is done.
        let task = tokio::task::spawn_blocking(move || {
            let _turn = (place, worker);
            estimate::score(&text, &words)
        });
        let score = task.await.unwrap_or_else(|error| {
            // Sums in zxcvbn overflow for long runs on the keypad, which panics in a build with
            // checks. What can not be judged is not let through.
            tracing::warn!(%error, "the strength of a password could not be estimated");
            0
        });
        if score < self.min_score { Err(PASSWORD_TOO_WEAK.into()) } else { Ok(()) }
    }
}
