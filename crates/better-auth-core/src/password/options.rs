//! Cost and queue of hashing.

use super::phc::{self, Cost};
use crate::config::ConfigError;

/// Least memory that the OWASP cheat sheet names, in KiB; it asks for 5 passes then.
const SAFE_MEMORY_KIB: u32 = 7 * 1024;
/// Least memory times passes of what it names, in KiB.
const SAFE_WORK_KIB: u32 = 5 * SAFE_MEMORY_KIB;

/// Cost and queue of hashing. The memory that hashing takes is at most `workers * memory_kib`; it
/// is kept from one hash to the next, which is faster than taking it anew.
///
/// A hash in the database that has another cost is replaced at the next sign-in.
#[derive(Debug, Clone)]
pub struct HashingOptions {
    /// Argon2 memory (m) in KiB. Default 19,456, as OWASP recommends. At most 262,144.
    pub memory_kib: u32,
    /// Argon2 passes (t). Default 2. At most 64, and memory times passes at most 1 GiB.
    pub iterations: u32,
    /// Argon2 lanes (p). Default 1: they are computed one after the other, and more of them do
    /// not make a hash faster. At most 16.
    pub parallelism: u32,
    /// Hashes at a time. Default: one for each processor that this process may use.
    pub workers: Option<usize>,
    /// How many may wait for a worker; more are answered 503 with `Retry-After`. Default 64: at
    /// 18 ms a hash and two workers the last one waits 0.6 seconds.
    pub queue: usize,
}

impl Default for HashingOptions {
    fn default() -> Self {
        Self { memory_kib: 19456, iterations: 2, parallelism: 1, workers: None, queue: 64 }
    }
}

impl HashingOptions {
    /// The cheapest hash there is, for tests that sign in often. **Never in production**: such a
    /// hash is broken by trying.
    #[must_use]
    pub fn insecure_for_tests() -> Self {
        Self { memory_kib: 8, iterations: 1, ..Self::default() }
    }

    pub(super) fn cost(&self) -> Cost {
        let Self { memory_kib, iterations, parallelism, .. } = *self;
        Cost { memory_kib, iterations, parallelism }
    }

    /// Refuses what could not be computed, or not be verified later; warns of what is weaker than
    /// any of the recommended parameters.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if !self.cost().is_bearable() {
            return Err(self.unbearable());
        }
        if self.workers == Some(0) {
            let remedy = "give at least 1, or None for one for each processor";
            return Err(ConfigError::new(
                "hashing.workers",
                "is 0, so nobody could sign in",
                remedy,
            ));
        }
        let work = self.memory_kib.saturating_mul(self.iterations);
        if self.memory_kib < SAFE_MEMORY_KIB || work < SAFE_WORK_KIB {
            let Self { memory_kib, iterations, .. } = self;
            tracing::warn!(memory_kib, iterations, "password hashing is weaker than recommended");
        }
        Ok(())
    }

    fn unbearable(&self) -> ConfigError {
        let Cost { memory_kib: m, iterations: t, parallelism: p } = self.cost();
        let (setting, problem) = if !(1..=phc::MAX_PARALLELISM).contains(&p) {
            ("hashing.parallelism", format!("{p} is not between 1 and {}", phc::MAX_PARALLELISM))
        } else if !(1..=phc::MAX_ITERATIONS).contains(&t) {
            ("hashing.iterations", format!("{t} is not between 1 and {}", phc::MAX_ITERATIONS))
        } else if !(8 * p..=phc::MAX_MEMORY_KIB).contains(&m) {
            let least = 8 * p;
            (
                "hashing.memory_kib",
                format!("{m} is not between {least} and {}", phc::MAX_MEMORY_KIB),
            )
        } else {
            let most = phc::MAX_WORK_KIB;
            ("hashing.iterations", format!("{t} times {m} KiB is more than {most} KiB"))
        };
        ConfigError::new(setting, problem, "leave the default: 19456 KiB, 2 iterations, 1 lane")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(options: &HashingOptions) -> &'static str {
        options.check().err().map_or("", |error| error.setting)
    }

    #[test]
    fn the_default_and_the_one_for_tests_are_accepted() {
        assert_eq!(setting(&HashingOptions::default()), "");
        assert_eq!(setting(&HashingOptions::insecure_for_tests()), "");
    }

    #[test]
    fn nonsense_is_refused_by_the_name_of_its_setting() {
        let base = HashingOptions::default;
        assert_eq!(setting(&HashingOptions { parallelism: 0, ..base() }), "hashing.parallelism");
        assert_eq!(
            setting(&HashingOptions { parallelism: u32::MAX, ..base() }),
            "hashing.parallelism"
        );
        assert_eq!(setting(&HashingOptions { iterations: 0, ..base() }), "hashing.iterations");
        assert_eq!(
            setting(&HashingOptions { iterations: u32::MAX, ..base() }),
            "hashing.iterations"
        );
        assert_eq!(setting(&HashingOptions { iterations: 60, ..base() }), "hashing.iterations");
        assert_eq!(setting(&HashingOptions { memory_kib: 7, ..base() }), "hashing.memory_kib");
        assert_eq!(
            setting(&HashingOptions { memory_kib: u32::MAX, ..base() }),
            "hashing.memory_kib"
        );
        assert_eq!(setting(&HashingOptions { workers: Some(0), ..base() }), "hashing.workers");
    }
}
