use async_trait::async_trait;
use better_auth_core::Consequences;
use better_auth_core::store::{ConsequenceStore, StoreResult};

use crate::adapter::DieselAdapter;
use crate::steps::TransactionSteps;
use crate::with_conn;

#[async_trait]
impl ConsequenceStore for DieselAdapter {
    async fn record(&self, consequences: &Consequences) -> StoreResult<()> {
        with_conn!(self, transaction, |conn| {
            conn.write_consequences(consequences).await?;
            Ok(())
        })
    }
}
