use async_trait::async_trait;
use better_auth_core::entity::{Proof, Purpose, Verification};
use better_auth_core::store::{SWEEP_BATCH, StoreResult, VerificationStore};
use better_auth_core::token::TokenHash;
use better_auth_core::{Consequences, Timestamp};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::VerificationRow;
use crate::schema::verifications;
use crate::steps::TransactionSteps;
use crate::with_conn;

#[async_trait]
impl VerificationStore for DieselAdapter {
    async fn find_verification(
        &self,
        purpose: Purpose,
        token: &TokenHash,
    ) -> StoreResult<Option<Verification>> {
        with_conn!(self, lookup, |conn| {
            let found = verifications::table
                .filter(verifications::purpose.eq(purpose.as_str()))
                .filter(verifications::token_hash.eq(token.as_str()))
                .select(VerificationRow::as_select())
                .get_result(conn)
                .await
                .optional()?;
            Ok(found.map(Verification::from))
        })
    }

    async fn consume_verification(
        &self,
        proof: Proof<'_>,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<Verification>> {
        with_conn!(self, transaction, |conn| {
            let used = conn.use_proof(proof, now).await?;
            if used.is_some() {
                conn.write_consequences(consequences).await?;
            }
            Ok(used)
        })
    }

    async fn sweep_verifications(&self, now: Timestamp) -> StoreResult<u64> {
        let ids: Vec<String> = with_conn!(self, read, |conn| {
            Ok(verifications::table
                .filter(verifications::expires_at.lt(now.to_naive()))
                .select(verifications::id)
                .limit(SWEEP_BATCH.into())
                .load(conn)
                .await?)
        })?;
        if ids.is_empty() {
            return Ok(0);
        }
        with_conn!(self, write, |conn| {
            let expired = verifications::table
                .filter(verifications::id.eq_any(&ids))
                .filter(verifications::expires_at.lt(now.to_naive()));
            let rows = diesel::delete(expired).execute(conn).await?;
            Ok(u64::try_from(rows).unwrap_or(u64::MAX))
        })
    }
}
