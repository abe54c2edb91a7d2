use std::collections::VecDeque;
use std::time::Duration;

use crate::clock::Timestamp;
use crate::layer::rate_limit::{RateLimit, Verdict};

/// The moments of the requests that passed, oldest first: an exact sliding window.
#[derive(Debug, Default, Clone)]
pub(super) struct Log {
    passed: VecDeque<Timestamp>,
    window: Duration,
}

impl Log {
    pub(super) fn hit(&mut self, limit: RateLimit, now: Timestamp) -> Verdict {
        self.window = limit.window;
        self.prune(now);
        let max = usize::try_from(limit.max).unwrap_or(usize::MAX);
        let Some(too_many) = self.passed.len().checked_sub(max) else {
            self.passed.push_back(now);
            return Verdict::Allowed;
        };
        let frees = self.passed.get(too_many).copied().unwrap_or(now).plus(limit.window);
        Verdict::Limited { retry_after: frees.since(now) }
    }

    pub(super) fn forgive(&mut self) {
        self.passed.pop_back();
    }

    pub(super) fn is_live(&mut self, now: Timestamp) -> bool {
        self.prune(now);
        !self.passed.is_empty()
    }

    /// Drops what left the window. The clock may have been set back: what lies in the future
    /// would block until it comes round again, so it counts as of now.
    fn prune(&mut self, now: Timestamp) {
        for moment in self.passed.iter_mut().rev().take_while(|moment| **moment > now) {
            *moment = now;
        }
        let left = |moment: &Timestamp| moment.plus(self.window) <= now;
        let gone = self.passed.iter().take_while(|moment| left(moment)).count();
        self.passed.drain(..gone);
    }
}
