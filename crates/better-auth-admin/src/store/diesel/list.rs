//! Users, page by page.
//!
//! A page must cost the same at a thousand users and at a million. So it follows an index until it
//! is full, goes on behind a user instead of counting those before, and what is on other pages is
//! counted up to a bound only.

#[macro_use]
mod narrow;
#[macro_use]
mod order;
mod count;
mod roles;

use ::diesel::dsl::sql;
use ::diesel::prelude::*;
use ::diesel::sql_types::{Bool, Text, Timestamp as Moment};
use better_auth_core::User;
use better_auth_core::store::StoreResult;
use better_auth_diesel::{Backend, DieselAdapter, UserRow, users, with_conn};
use diesel_async::RunQueryDsl;

use self::count::Counted;
use self::narrow::{literal, lower};
use self::order::{moment, text};
use crate::store::{
    Compare, FlagField, MAX_PAGE, MomentField, SearchField, TextField, TextMatch, Total,
    UserFilter, UserPage, UserQuery, UserSearch, UserSort,
};

/// Up to so many users are counted one by one where everybody is listed: by an index alone.
const COUNTED: i64 = 10_000;

/// Up to so many where only some are listed, each of whom has to be looked at.
const FOUND: i64 = 1_000;

pub(super) async fn list(adapter: &DieselAdapter, wanted: &UserQuery) -> StoreResult<UserPage> {
    let roles = roles::meant(adapter, wanted.filter.as_ref()).await?;
    let roles = roles.as_deref();
    let limit = wanted.limit.min(MAX_PAGE);
    let rows: Vec<UserRow> = with_conn!(adapter, read, |conn| {
        let page = users::table.select(UserRow::as_select()).into_boxed();
        let page = narrowed!(page, adapter.backend(), wanted, roles);
        let page = sorted!(page, adapter.backend(), wanted);
        Ok(page.limit(limit.into()).offset(wanted.offset.into()).load(conn).await?)
    })?;
    let total = match all_seen(wanted, limit, rows.len()) {
        Some(total) => Total::Exact(total),
        None => total(adapter, wanted, roles).await?,
    };
    Ok(UserPage { users: rows.into_iter().map(User::from).collect(), total })
}

/// How many there are, if the page itself tells: it is the last one, and it is known how many come
/// before.
fn all_seen(wanted: &UserQuery, limit: u32, found: usize) -> Option<u64> {
    let found = u64::try_from(found).ok()?;
    let is_last = found < limit.into() && (found > 0 || wanted.offset == 0);
    (is_last && wanted.after.is_none()).then(|| u64::from(wanted.offset) + found)
}

async fn total(
    adapter: &DieselAdapter,
    wanted: &UserQuery,
    roles: Option<&[String]>,
) -> StoreResult<Total> {
    let everybody = wanted.search.is_none() && wanted.filter.is_none();
    let bound = if everybody { COUNTED } else { FOUND };
    let estimate = if everybody { count::estimate(adapter).await? } else { 0 };
    // Statistics are kept up by the database itself; that of SQLite never gets less.
    if estimate > 2 * COUNTED && adapter.backend() != Backend::Sqlite {
        return Ok(Total::Estimate(estimate.unsigned_abs()));
    }
    let counted: i64 = with_conn!(adapter, read, |conn| {
        let all = users::table.select(users::id).into_boxed();
        let all = narrowed!(all, adapter.backend(), wanted, roles);
        Ok(Counted(all.limit(bound + 1)).get_result(conn).await?)
    })?;
    Ok(if counted <= bound {
        Total::Exact(counted.unsigned_abs())
    } else {
        Total::Estimate(estimate.max(bound).unsigned_abs())
    })
}
