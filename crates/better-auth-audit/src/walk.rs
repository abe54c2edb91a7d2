use better_auth_core::audit::{AuditFlaw, AuditHead, AuditRow, AuditSeal};

use crate::report::AuditProblem;

/// A walk along the chain, from the beginning of the log.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    seal: &'a AuditSeal,
    /// The number of the row where it stands.
    pub(crate) seq: i64,
    /// The chain of that row.
    pub(crate) chain: String,
    /// How many rows it came by.
    pub(crate) rows: u64,
    /// How many of their personal parts are erased.
    pub(crate) erased: i64,
}

impl<'a> Walk<'a> {
    /// Begins before the first row that was not pruned. The head must be sound.
    pub(crate) fn begin(seal: &'a AuditSeal, head: &AuditHead) -> Self {
        let (seq, chain) = (head.pruned_seq, head.pruned_chain.clone());
        Self { seal, seq, chain, rows: 0, erased: 0 }
    }

    /// Goes on to the next row that there is.
    pub(crate) fn step(&mut self, row: &AuditRow) -> Result<(), AuditProblem> {
        let next = self.seq.saturating_add(1);
        if row.seq != next {
            return Err(AuditProblem { seq: next, flaw: AuditFlaw::Missing });
        }
        let erased = self.seal.check(&self.chain, row);
        self.erased += erased.map_err(|flaw| AuditProblem { seq: next, flaw })?;
        (self.seq, self.chain) = (next, row.chain.clone());
        self.rows += 1;
        Ok(())
    }
}
