use better_auth_core::store::StoreError;

use super::TooSlow;

/// How often an operation may run again.
#[derive(Debug)]
pub struct Operation {
    left: u8,
    when: fn(&StoreError) -> bool,
}

impl Operation {
    /// A read runs again once when its connection turned out to be dead, as happens after a
    /// restart of the server.
    pub fn read() -> Self {
        Self { left: 1, when: is_dead }
    }

    /// A transaction that the database chose as the victim of a deadlock left no trace and runs
    /// again twice.
    pub fn transaction() -> Self {
        Self { left: 2, when: is_victim }
    }

    /// Whether to run again after that error.
    pub fn again(&mut self, error: &StoreError) -> bool {
        let again = self.left > 0 && (self.when)(error);
        self.left = self.left.saturating_sub(1);
        again
    }
}

fn is_dead(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(source) if !source.is::<TooSlow>())
}

fn is_victim(error: &StoreError) -> bool {
    let StoreError::Busy(source) = error else {
        return false;
    };
    let message = source.to_string();
    ["deadlock", "Deadlock", "serialize access"].iter().any(|part| message.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_victim_of_a_deadlock_runs_again_twice() {
        let victim = StoreError::Busy("deadlock detected".into());
        let mut operation = Operation::transaction();
        let again: Vec<_> = (0..4).map(|_| operation.again(&victim)).collect();
        assert_eq!(again, [true, true, false, false]);
    }

    #[test]
    fn a_read_that_was_too_slow_does_not_run_again() {
        let slow = StoreError::Unavailable(TooSlow(std::time::Duration::ZERO).into());
        assert!(!Operation::read().again(&slow));
        assert!(Operation::read().again(&StoreError::Unavailable("connection closed".into())));
    }
}
