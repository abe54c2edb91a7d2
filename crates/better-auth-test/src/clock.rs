use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use better_auth_core::{Clock, Timestamp};

/// A clock that stands still until it is told to move. Clones show the same time.
#[derive(Debug, Clone)]
pub struct FakeClock(Arc<AtomicI64>);

impl Default for FakeClock {
    /// Stands at 2026-03-04T05:06:07.120Z.
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(1_772_600_767_120)))
    }
}

impl FakeClock {
    /// Moves forward.
    pub fn advance(&self, by: Duration) {
        let to = self.now().plus(by);
        self.0.store(to.as_millis(), Ordering::SeqCst);
    }

    /// Moves backwards, as a machine's clock may.
    pub fn rewind(&self, by: Duration) {
        let to = self.now().minus(by);
        self.0.store(to.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
