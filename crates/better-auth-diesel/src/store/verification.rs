use async_trait::async_trait;
use better_auth_core::Timestamp;
use better_auth_core::entity::{NewVerification, Verification};
use better_auth_core::store::{SWEEP_BATCH, StoreResult, VerificationStore};
use better_auth_core::token::TokenHash;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::{NewVerificationRow, VerificationRow};
use crate::schema::verifications;
use crate::with_conn;

#[async_trait]
impl VerificationStore for DieselAdapter {
    async fn create_verification(&self, new: NewVerification) -> StoreResult<()> {
        with_conn!(self, write, |conn| {
            diesel::insert_into(verifications::table)
                .values(NewVerificationRow::from(&new))
                .execute(conn)
                .await?;
            Ok(())
        })
    }

    /// The row never changes between insertion and deletion, so it may be read first, without a
    /// lock, and a token that was never handed out writes nothing. The deletion decides: of all
    /// who read the row, one deletes it.
    async fn consume_verification(
        &self,
        purpose: &str,
        token: &TokenHash,
        now: Timestamp,
    ) -> StoreResult<Option<Verification>> {
        let found: Option<VerificationRow> = with_conn!(self, lookup, |conn| {
            Ok(verifications::table
                .filter(verifications::purpose.eq(purpose))
                .filter(verifications::token_hash.eq(token.as_str()))
                .filter(verifications::expires_at.gt(now.to_naive()))
                .select(VerificationRow::as_select())
                .get_result(conn)
                .await
                .optional()?)
        })?;
        let Some(verification) = found.map(Verification::from) else {
            return Ok(None);
        };
        let won = with_conn!(self, write, |conn| {
            let live = verifications::table
                .filter(verifications::id.eq(verification.id.as_str()))
                .filter(verifications::expires_at.gt(now.to_naive()));
            Ok(diesel::delete(live).execute(conn).await? == 1)
        })?;
        Ok(won.then_some(verification))
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
