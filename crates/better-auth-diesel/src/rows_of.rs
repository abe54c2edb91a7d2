use better_auth_core::UserId;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::Text;
use diesel::{QueryResult, RunQueryDsl};

/// Deletes what a user has in a table of a plugin: one that is known by name only.
#[derive(Debug)]
pub(crate) struct RowsOf<'a> {
    pub(crate) table: &'static str,
    pub(crate) user: &'a UserId,
}

impl<DB: Backend> QueryFragment<DB> for RowsOf<'_>
where
    str: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("DELETE FROM ");
        out.push_identifier(self.table)?;
        out.push_sql(" WHERE user_id = ");
        out.push_bind_param::<Text, str>(self.user.as_str())
    }
}

impl QueryId for RowsOf<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Conn> RunQueryDsl<Conn> for RowsOf<'_> {}
