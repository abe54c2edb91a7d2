//! Filters by role. There are few different roles, so the database is asked first which ones there
//! are, and then for those that are meant, by the index: whatever the comparison is.

use ::diesel::prelude::*;
use ::diesel::sql_types::Text;
use better_auth_core::store::StoreResult;
use better_auth_diesel::{DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

use crate::store::{Compare, TextField, TextMatch, UserFilter};

/// More are not looked at one by one.
const MOST: usize = 1000;

/// Each role once, by jumps in the index from one to the next.
const DIFFERENT: &str = "WITH RECURSIVE different (role) AS (
    SELECT min(role) FROM users
    UNION ALL
    SELECT (SELECT min(users.role) FROM users WHERE users.role > different.role)
    FROM different WHERE different.role IS NOT NULL
) SELECT role FROM different WHERE role IS NOT NULL LIMIT 1001";

#[derive(QueryableByName)]
struct Different {
    #[diesel(sql_type = Text)]
    role: String,
}

/// The roles that a filter means; `None` if it is about something else, or there are too many.
pub(super) async fn meant(
    adapter: &DieselAdapter,
    filter: Option<&UserFilter>,
) -> StoreResult<Option<Vec<String>>> {
    let Some(UserFilter::Text(TextField::Role, text)) = filter else { return Ok(None) };
    if let TextMatch::Is(Compare::Eq, role) = text {
        return Ok(Some(vec![role.clone()]));
    }
    let different: Vec<Different> =
        with_conn!(adapter, read, |conn| { Ok(::diesel::sql_query(DIFFERENT).load(conn).await?) })?;
    if different.len() > MOST {
        return Ok(None);
    }
    let meant = different.into_iter().map(|row| row.role).filter(|role| text.holds(role));
    Ok(Some(meant.collect()))
}
