use std::fmt;

use async_trait::async_trait;

use super::StoreResult;
use crate::clock::Timestamp;
use crate::consequences::Consequences;
use crate::entity::{Proof, Purpose, Verification};
use crate::token::TokenHash;

/// Single-use tokens. They are made as [`Consequences`].
#[async_trait]
pub trait VerificationStore: fmt::Debug + Send + Sync {
    /// Reads the row of a token; used and expired ones as well, until they are swept.
    async fn find_verification(
        &self,
        purpose: Purpose,
        token: &TokenHash,
    ) -> StoreResult<Option<Verification>>;

    /// Uses a token up if it is live at `now`. Of any number of callers at once, one gets it.
    async fn consume_verification(
        &self,
        proof: Proof<'_>,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<Verification>>;

    /// Deletes rows that expired before `now`, at most [`SWEEP_BATCH`](super::SWEEP_BATCH). Says
    /// how many.
    async fn sweep_verifications(&self, now: Timestamp) -> StoreResult<u64>;
}
