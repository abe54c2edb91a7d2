//! PostgreSQL as a source.

use better_auth_core::store::StoreResult;
use better_auth_diesel::{DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

use super::catalog::Select;
use crate::value::{Statement, ThreeTexts};

/// Reads in a transaction that can not write.
pub(super) async fn load(adapter: &DieselAdapter, select: &Select) -> StoreResult<Vec<ThreeTexts>> {
    with_conn!(adapter, transaction, |conn| {
        Statement::new("SET TRANSACTION READ ONLY").execute(conn).await?;
        Ok(select.statement().load(conn).await?)
    })
}
