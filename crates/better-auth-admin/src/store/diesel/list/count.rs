//! How many there are, without reading all.

use ::diesel::prelude::*;
use ::diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use ::diesel::sql_types::{BigInt, Nullable};
use better_auth_core::store::StoreResult;
use better_auth_diesel::{Backend, DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

/// `SELECT count(*)` of what another query gives, up to its limit.
#[derive(Debug, Clone, Copy, QueryId)]
pub(super) struct Counted<Q>(pub(super) Q);

impl<Q: Query> Query for Counted<Q> {
    type SqlType = BigInt;
}

impl<Q, DB> QueryFragment<DB> for Counted<Q>
where
    DB: ::diesel::backend::Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}

#[derive(QueryableByName)]
struct Estimate {
    #[diesel(sql_type = Nullable<BigInt>)]
    users: Option<i64>,
}

/// About how many users there are, without counting them.
pub(super) async fn estimate(adapter: &DieselAdapter) -> StoreResult<i64> {
    let question = match adapter.backend() {
        Backend::Sqlite => "SELECT max(rowid) AS users FROM users",
        Backend::Postgres => {
            "SELECT reltuples::bigint AS users FROM pg_class WHERE oid = 'users'::regclass"
        }
        Backend::Mysql => {
            "SELECT CAST(table_rows AS SIGNED) AS users FROM information_schema.tables \
             WHERE table_schema = DATABASE() AND table_name = 'users'"
        }
    };
    with_conn!(adapter, read, |conn| {
        let found: Option<Estimate> =
            ::diesel::sql_query(question).get_result(conn).await.optional()?;
        Ok(found.and_then(|found| found.users).unwrap_or_default())
    })
}
