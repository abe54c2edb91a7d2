//! What one use of a key costs, decided on the row as it was read. The store applies it in one
//! statement that only holds while the row still allows it; who loses a race reads again.

use std::time::Duration;

use better_auth_core::{ApiError, Timestamp};

use crate::error::{RATE_LIMITED, USAGE_EXCEEDED};
use crate::record::KeyRecord;

/// How old the last use must be before another one is written that need not be counted.
const TOUCH_AFTER: Duration = Duration::from_secs(60);

/// What is to be written about one use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// What becomes of the remaining uses.
    pub quota: QuotaStep,
    /// What becomes of the count in the span of time.
    pub window: WindowStep,
    /// When.
    pub at: Timestamp,
    /// When the key was last used, as far as is known. A use that need not be counted is written
    /// unless somebody else wrote one since.
    pub seen: Option<Timestamp>,
    /// From where.
    pub ip_address: Option<String>,
}

impl KeyUse {
    /// Whether the use has to be counted: it must not be granted unless it was written.
    pub fn counts(&self) -> bool {
        self.quota != QuotaStep::Unlimited || self.window != WindowStep::Unlimited
    }
}

/// What becomes of the remaining uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaStep {
    /// They are not counted.
    Unlimited,
    /// One less, if there is one.
    Take,
    /// The key is filled up, unless somebody else did it since, and used once.
    Refill {
        /// When it was last filled up, as far as is known.
        seen: Option<Timestamp>,
        /// What remains afterwards.
        left: u32,
    },
}

/// What becomes of the count in the span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowStep {
    /// There is no limit.
    Unlimited,
    /// One more in the span that began then, if there are fewer than `max`.
    Count {
        /// When it began.
        started: Timestamp,
        /// How many there may be.
        max: u32,
    },
    /// A span begins, unless somebody else began one since.
    Begin {
        /// When the last one began.
        seen: Option<Timestamp>,
    },
}

/// Why the key can not be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exhausted {
    /// No uses are left; new ones come after that time, if ever.
    Quota(Option<Duration>),
    /// Too many in the span of time, which ends after that time.
    Window(Duration),
}

impl From<Exhausted> for ApiError {
    fn from(exhausted: Exhausted) -> Self {
        match exhausted {
            Exhausted::Quota(None) => USAGE_EXCEEDED.into(),
            Exhausted::Quota(Some(after)) => Self::from(USAGE_EXCEEDED).with_retry_after(after),
            Exhausted::Window(after) => Self::from(RATE_LIMITED).with_retry_after(after),
        }
    }
}

/// What one use costs; `None` if there is nothing to write.
pub(crate) fn plan(
    key: &KeyRecord,
    now: Timestamp,
    ip_address: Option<String>,
) -> Result<Option<KeyUse>, Exhausted> {
    let (quota, window) = (quota_step(key, now)?, window_step(key, now)?);
    let usage = KeyUse { quota, window, at: now, seen: key.last_used_at, ip_address };
    let stale = key.last_used_at.is_none_or(|last| passed(last, TOUCH_AFTER, now));
    Ok((usage.counts() || stale).then_some(usage))
}

fn quota_step(key: &KeyRecord, now: Timestamp) -> Result<QuotaStep, Exhausted> {
    let Some(remaining) = key.remaining else { return Ok(QuotaStep::Unlimited) };
    let since = key.last_refill_at.unwrap_or(key.created_at);
    if let Some(refill) = key.refill.filter(|refill| passed(since, refill.interval, now)) {
        let left = refill.amount.saturating_sub(1);
        return Ok(QuotaStep::Refill { seen: key.last_refill_at, left });
    }
    if remaining > 0 {
        return Ok(QuotaStep::Take);
    }
    let wait = key.refill.map(|refill| since.plus(refill.interval).since(now));
    Err(Exhausted::Quota(wait))
}

fn window_step(key: &KeyRecord, now: Timestamp) -> Result<WindowStep, Exhausted> {
    let Some(limit) = key.limit else { return Ok(WindowStep::Unlimited) };
    match key.window_started_at {
        Some(started) if !passed(started, limit.window, now) => {
            if key.request_count < limit.max {
                return Ok(WindowStep::Count { started, max: limit.max });
            }
            Err(Exhausted::Window(started.plus(limit.window).since(now)))
        }
        seen => Ok(WindowStep::Begin { seen }),
    }
}

/// By how much the clocks of two instances may differ. A span that one of them began is no new one
/// for the other.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// Whether a span of time is over. One that begins in the future is: the clock was set back, and
/// nobody is to wait until it has caught up.
fn passed(since: Timestamp, span: Duration, now: Timestamp) -> bool {
    since > now.plus(CLOCK_SKEW) || now.since(since) >= span
}
