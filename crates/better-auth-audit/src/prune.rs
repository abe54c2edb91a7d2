use better_auth_core::audit::AuditHead;
use better_auth_core::event::EventKind;
use better_auth_core::store::AuditPrune;
use better_auth_core::{Consequences, RequestFacts, Timestamp};

use crate::error::AuditError;
use crate::log::AuditLog;
use crate::walk::Walk;

/// Old rows were removed from the audit log.
pub const AUDIT_PRUNED: EventKind = EventKind::new("audit.pruned");

impl AuditLog {
    /// Removes the rows from before a moment, and says how many. They are verified first, and go in
    /// their order, up to the first one that is not older. The head keeps the chain of the last one,
    /// under its seal, so the rest still verifies. The first removal writes the event
    /// [`AUDIT_PRUNED`].
    ///
    /// It goes by pages, each in a transaction of its own, so others write in between.
    ///
    /// # Errors
    /// [`AuditError::Tampered`] if a row is not as it was written; it and what follows stays. A
    /// failure of the store; what was removed until then stays removed.
    pub async fn prune(&self, before: Timestamp) -> Result<u64, AuditError> {
        let (last, mut removed) = (self.head().await?.seq, 0);
        loop {
            let head = self.head().await?;
            let Some((prune, rows)) = self.oldest(head, before, last).await? else {
                return Ok(removed);
            };
            let consequences = self.pruning(removed == 0);
            // If not: somebody else pruned, or a user was deleted. So once more.
            if self.store.prune_audit_rows(&prune, &consequences).await? {
                removed += rows;
                self.auth.announce(consequences);
            }
        }
    }

    /// The oldest rows that may go, checked.
    async fn oldest(
        &self,
        head: AuditHead,
        before: Timestamp,
        last: i64,
    ) -> Result<Option<(AuditPrune, u64)>, AuditError> {
        let mut walk = Walk::begin(&self.seal, &head);
        let rows = self.page(head.pruned_seq).await?;
        for row in rows.iter().take_while(|row| row.at < before && row.seq <= last) {
            walk.step(row)?;
        }
        let Walk { seq, chain, rows, erased, .. } = walk;
        Ok((rows > 0).then_some((AuditPrune { head, seq, chain, erased }, rows)))
    }

    fn pruning(&self, first: bool) -> Consequences {
        let event = self.auth.event(AUDIT_PRUNED, &RequestFacts::default());
        self.auth.consequences(first.then_some(event))
    }
}
