//! Rate limits: so many requests for each client and route, and so many failed sign-ins for each
//! account.
//!
//! A limit is exact: in *any* window of its length no more than `max` requests pass, also across
//! the edges of minutes. A refused request does not count, so waiting always helps.
//!
//! Requests are counted under `<route>|<client>`. The route is the one that matched, as declared,
//! so that spelling a path otherwise gives no second budget; unknown paths share one budget for
//! each client. A client is an IPv4 address or an IPv6 /64.
//!
//! Protects from: guessing passwords and codes, flooding people with mails, using up the hashing
//! pool. Does not protect from: many clients at once, where only the limit by account
//! ([`Auth::count_failures`](crate::Auth::count_failures)) helps, and floods that fill
//! the line. Deployment: several instances count apart unless they share a
//! [`RateLimitStore`]; when the shared one fails, each counts by itself until it is back.

mod account;
mod limiter;
mod memory;
mod rules;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::store::BoxError;

pub(crate) use limiter::Limiter;
pub use memory::MemoryRateLimits;
pub(crate) use rules::RouteLimits;

/// So many requests in any window of that length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RateLimit {
    /// Requests.
    pub max: u32,
    /// In any window of this length; whole milliseconds.
    pub window: Duration,
}

impl RateLimit {
    /// So many in so long.
    pub const fn new(max: u32, window: Duration) -> Self {
        Self { max, window }
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} requests in {:?}", self.max, self.window)
    }
}

/// A limit for some routes.
#[derive(Debug, Clone)]
pub struct RateRule {
    /// Path relative to the base path as it is declared (`/sign-in/email`,
    /// `/reset-password/{token}`), or with a final `/*` for all below.
    pub path: String,
    /// The limit; `None` switches limiting off for these routes.
    pub limit: Option<RateLimit>,
}

impl RateRule {
    /// A limit.
    pub fn new(path: impl Into<String>, max: u32, window: Duration) -> Self {
        Self { path: path.into(), limit: Some(RateLimit::new(max, window)) }
    }

    /// No limit for these routes.
    pub fn unlimited(path: impl Into<String>) -> Self {
        Self { path: path.into(), limit: None }
    }
}

/// What the store says to one more request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Let it through.
    Allowed,
    /// Refuse it; the next one may pass after that long.
    Limited {
        /// How long to wait.
        retry_after: Duration,
    },
}

/// Counts requests; by default in this process ([`MemoryRateLimits`]). An implementation that
/// several instances share must decide and count in one atomic step.
#[async_trait]
pub trait RateLimitStore: fmt::Debug + Send + Sync {
    /// Counts one request against the key if the limit lets it through.
    ///
    /// # Errors
    /// When the store can not be asked; the caller counts in this process then.
    async fn hit(&self, key: &str, limit: RateLimit, now: Timestamp) -> Result<Verdict, BoxError>;

    /// Takes back the newest request that was counted against the key: it turned out to be a
    /// good one. For limits on failures, which must count before they know.
    ///
    /// # Errors
    /// As for [`hit`](Self::hit).
    async fn forgive(&self, key: &str, limit: RateLimit, now: Timestamp) -> Result<(), BoxError>;
}
