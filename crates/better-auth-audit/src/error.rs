use better_auth_core::store::StoreError;

use crate::report::AuditProblem;

/// Why the audit log could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The log is not as it was written. What is left of it stays, for whoever looks into it.
    #[error("the audit log was tampered with: {0}")]
    Tampered(AuditProblem),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AuditProblem> for AuditError {
    fn from(problem: AuditProblem) -> Self {
        Self::Tampered(problem)
    }
}
