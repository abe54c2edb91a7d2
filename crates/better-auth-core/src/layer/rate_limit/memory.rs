mod log;

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::{RateLimit, RateLimitStore, Verdict};
use crate::clock::Timestamp;
use crate::store::BoxError;
use log::Log;

/// Counts in this process, in bounded memory.
///
/// It remembers the moment of every request that passed in the window, eight bytes each, for at
/// most so many keys. When all keys are taken, further ones share a fixed number of overflow
/// counters: a flood of addresses makes the limits stricter for new clients, it never lifts a
/// limit and never forgets a client that is being counted.
///
/// A clock that is set back does not freeze it: what seems to lie in the future counts as of now.
pub struct MemoryRateLimits {
    shards: Vec<Mutex<Shard>>,
    keys_per_shard: usize,
    hasher: RandomState,
}

const SHARDS: usize = 16;
const DEFAULT_KEYS: usize = 32_768;

/// For each shard and limit. So many that a flood which fills the memory has to spend `16 × 1024 ×
/// max` further requests in the window to shut everybody else out: 655,360 an hour for the limit
/// by account. They exist only while there is such a flood, and take some 6 MB then.
const OVERFLOW_COUNTERS: u64 = 1024;

/// How often a shard looks for keys that expired, while new ones come.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);

impl Default for MemoryRateLimits {
    fn default() -> Self {
        Self::with_capacity(DEFAULT_KEYS)
    }
}

impl MemoryRateLimits {
    /// Room for about that many keys; by default 32,768, which take some 10 MB while each holds a
    /// few requests.
    pub fn with_capacity(keys: usize) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            keys_per_shard: keys.div_ceil(SHARDS).max(1),
            hasher: RandomState::new(),
        }
    }

    /// [`RateLimitStore::hit`], without a future.
    pub fn hit_now(&self, key: &str, limit: RateLimit, now: Timestamp) -> Verdict {
        let Some((mut shard, hash)) = self.shard(key) else { return limited(limit) };
        shard.hit(key, Overflow::of(hash, limit), self.keys_per_shard, now)
    }

    /// [`RateLimitStore::forgive`], without a future.
    pub fn forgive_now(&self, key: &str, limit: RateLimit) {
        if let Some((mut shard, hash)) = self.shard(key) {
            shard.forgive(key, Overflow::of(hash, limit));
        }
    }

    fn shard(&self, key: &str) -> Option<(MutexGuard<'_, Shard>, u64)> {
        let hash = self.hasher.hash_one(key);
        let index = usize::try_from(hash % SHARDS as u64).ok()?;
        let shard = self.shards.get(index)?.lock().unwrap_or_else(PoisonError::into_inner);
        Some((shard, hash / SHARDS as u64))
    }

    #[cfg(test)]
    fn keys(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().unwrap().logs.len()).sum()
    }
}

fn limited(limit: RateLimit) -> Verdict {
    Verdict::Limited { retry_after: limit.window }
}

impl fmt::Debug for MemoryRateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryRateLimits").finish_non_exhaustive()
    }
}

#[async_trait]
impl RateLimitStore for MemoryRateLimits {
    async fn hit(&self, key: &str, limit: RateLimit, now: Timestamp) -> Result<Verdict, BoxError> {
        Ok(self.hit_now(key, limit, now))
    }

    async fn forgive(&self, key: &str, limit: RateLimit, _now: Timestamp) -> Result<(), BoxError> {
        self.forgive_now(key, limit);
        Ok(())
    }
}

/// The counter that a key shares when there is no room for one of its own. Limits do not mix: a
/// flood on a route with a wide limit does not close the routes with narrow ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Overflow {
    counter: u64,
    limit: RateLimit,
}

impl Overflow {
    fn of(hash: u64, limit: RateLimit) -> Self {
        Self { counter: hash % OVERFLOW_COUNTERS, limit }
    }
}

#[derive(Debug, Default)]
struct Shard {
    logs: HashMap<Box<str>, Log>,
    overflow: HashMap<Overflow, Log>,
    swept: Option<Timestamp>,
}

impl Shard {
    fn hit(&mut self, key: &str, overflow: Overflow, capacity: usize, now: Timestamp) -> Verdict {
        if let Some(log) = self.logs.get_mut(key) {
            return log.hit(overflow.limit, now);
        }
        self.sweep(now);
        if self.logs.len() >= capacity {
            return self.overflow.entry(overflow).or_default().hit(overflow.limit, now);
        }
        // what the key may have used up while there was no room for it stays used up
        let mut log = self.overflow.get(&overflow).cloned().unwrap_or_default();
        let verdict = log.hit(overflow.limit, now);
        self.logs.insert(key.into(), log);
        verdict
    }

    fn forgive(&mut self, key: &str, overflow: Overflow) {
        let log = self.logs.get_mut(key).or_else(|| self.overflow.get_mut(&overflow));
        if let Some(log) = log {
            log.forgive();
        }
    }

    /// Forgets keys without a request in their window.
    fn sweep(&mut self, now: Timestamp) {
        let due = |swept: Timestamp| now < swept || now.since(swept) >= SWEEP_INTERVAL;
        if !self.swept.is_none_or(due) {
            return;
        }
        self.swept = Some(now);
        self.logs.retain(|_, log| log.is_live(now));
        self.overflow.retain(|_, log| log.is_live(now));
    }
}

#[cfg(test)]
mod tests;
