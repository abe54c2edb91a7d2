use std::fmt;
use std::sync::Arc;

use better_auth_core::Auth;
use better_auth_core::audit::{AuditFlaw, AuditHead, AuditRow, AuditSeal};
use better_auth_core::store::{AuditQuery, AuditStore, StoreResult};

use crate::error::AuditError;
use crate::report::AuditProblem;

/// Reads, verifies and prunes the audit log. Cheap to clone. Whoever may call it is for the
/// application to decide: it shows who did what.
#[derive(Clone)]
pub struct AuditLog {
    pub(crate) auth: Auth,
    pub(crate) seal: AuditSeal,
    pub(crate) store: Arc<dyn AuditStore>,
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditLog").finish_non_exhaustive()
    }
}

impl AuditLog {
    pub(crate) fn new(auth: Auth, seal: AuditSeal, store: Arc<dyn AuditStore>) -> Self {
        Self { auth, seal, store }
    }

    /// Lists rows, as they are stored and without verifying them. For the next page hand the number
    /// of the last row back as [`after_seq`](AuditQuery::after_seq).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn query(&self, query: &AuditQuery) -> StoreResult<Vec<AuditRow>> {
        self.store.list_audit_rows(query).await
    }

    /// The current head: where the log ends. Kept elsewhere, it shows in a later
    /// [`verify`](Self::verify) that the log was put back or rewritten.
    ///
    /// # Errors
    /// [`AuditError::Tampered`] if it is gone or forged; a failure of the store.
    pub async fn head(&self) -> Result<AuditHead, AuditError> {
        self.head_of(self.store.audit_head().await?)
    }

    pub(crate) fn head_of(&self, head: Option<AuditHead>) -> Result<AuditHead, AuditError> {
        let head = head.ok_or(AuditProblem { seq: 0, flaw: AuditFlaw::NoHead })?;
        if !self.seal.is_sound(&head) {
            return Err(AuditProblem { seq: head.seq, flaw: AuditFlaw::Head }.into());
        }
        Ok(head)
    }
}
