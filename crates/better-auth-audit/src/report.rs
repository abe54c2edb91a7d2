use std::fmt;

use better_auth_core::audit::{AuditFlaw, AuditHead};

/// What [`AuditLog::verify`](crate::AuditLog::verify) found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// How many rows were checked; up to the problem, if there is one.
    pub rows: u64,
    /// How many of their personal parts (an actor, a subject) are erased.
    pub erased: u64,
    /// The head up to which the log was checked; `None` if there is none. Keep it elsewhere, and hand
    /// it to the next verification.
    pub head: Option<AuditHead>,
    /// The first problem, in the order of the rows.
    pub problem: Option<AuditProblem>,
}

impl AuditReport {
    /// Whether nothing is wrong.
    pub fn is_intact(&self) -> bool {
        self.problem.is_none()
    }
}

/// Something that is wrong with the log, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditProblem {
    /// The number of the row. What concerns no single row has that of the last one.
    pub seq: i64,
    /// What is wrong.
    pub flaw: AuditFlaw,
}

impl fmt::Display for AuditProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}: {}", self.seq, self.flaw)
    }
}
