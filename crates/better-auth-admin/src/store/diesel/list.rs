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
use self::narrow::{Before, NotBefore, literal, lower, mailbox};
use self::order::{moment, text};
use crate::store::{
    Compare, FlagField, MAX_PAGE, MomentField, SearchField, TextField, TextMatch, Total,
    UserFilter, UserPage, UserQuery, UserSearch, UserSort,
};

/// Up to so many users are counted one by one where everybody is listed: by an index alone.
const COUNTED: i64 = 10_000;

/// Up to so many where only some are listed, each of whom has to be looked at.
const FOUND: i64 = 500;

/// Up to so many who have a part of a text are looked up one by one. It takes as long to follow the
/// order until enough of twice as many are met as it takes to read the index of the texts.
const LOOKED_UP: i64 = 2_000;

/// From here on those before a page are passed without a look at them.
const DEEP: u32 = 1_000;

pub(super) async fn list(adapter: &DieselAdapter, wanted: &UserQuery) -> StoreResult<UserPage> {
    let roles = roles::meant(adapter, wanted.filter.as_ref()).await?;
    let roles = roles.as_deref();
    // PostgreSQL sees from its statistics whether few or many are meant.
    let found = match wanted.is_by_part() && adapter.backend() != Backend::Postgres {
        true => Some(find(adapter, wanted, roles).await?),
        false => None,
    };
    let limit = wanted.limit.min(MAX_PAGE);
    let rows = page(adapter, wanted, roles, found.as_ref()).await?;
    let total = match (found, all_seen(wanted, limit, rows.len())) {
        (_, Some(total)) => Total::Exact(total),
        (Some(found), None) => found.total(),
        (None, None) => total(adapter, wanted, roles).await?,
    };
    Ok(UserPage { users: rows.into_iter().map(User::from).collect(), total })
}

/// The users of a page.
async fn page(
    adapter: &DieselAdapter,
    wanted: &UserQuery,
    roles: Option<&[String]>,
    found: Option<&Found>,
) -> StoreResult<Vec<UserRow>> {
    let many = matches!(found, Some(Found::Many));
    if let Some(Found::Few(ids)) = found {
        return among(adapter, wanted, ids, wanted.offset).await;
    }
    if wanted.offset >= DEEP {
        let ids = pass(adapter, wanted, roles, many).await?;
        let rows = among(adapter, wanted, &ids, 0).await?;
        // Unless somebody was deleted in between.
        if rows.len() == ids.len() {
            return Ok(rows);
        }
    }
    with_conn!(adapter, read, |conn| {
        let page = users::table.select(UserRow::as_select()).into_boxed();
        let page = narrowed!(page, adapter.backend(), wanted, roles, many);
        let page = sorted!(page, adapter.backend(), wanted);
        let limit = wanted.limit.min(MAX_PAGE);
        Ok(page.limit(limit.into()).offset(wanted.offset.into()).load(conn).await?)
    })
}

/// The users of a page, of those who are named.
async fn among(
    adapter: &DieselAdapter,
    wanted: &UserQuery,
    ids: &[String],
    offset: u32,
) -> StoreResult<Vec<UserRow>> {
    with_conn!(adapter, read, |conn| {
        let page = users::table.select(UserRow::as_select()).into_boxed();
        let page = page.filter(users::id.eq_any(ids.to_vec()));
        let page = sorted!(page, adapter.backend(), wanted);
        let limit = wanted.limit.min(MAX_PAGE);
        Ok(page.limit(limit.into()).offset(offset.into()).load(conn).await?)
    })
}

/// Passes those who come before a page by the index alone: to look each of them up took MySQL ten
/// times as long.
async fn pass(
    adapter: &DieselAdapter,
    wanted: &UserQuery,
    roles: Option<&[String]>,
    many: bool,
) -> StoreResult<Vec<String>> {
    with_conn!(adapter, read, |conn| {
        let ids = users::table.select(users::id).into_boxed();
        let ids = narrowed!(ids, adapter.backend(), wanted, roles, many);
        let ids = sorted!(ids, adapter.backend(), wanted);
        let limit = wanted.limit.min(MAX_PAGE);
        Ok(ids.limit(limit.into()).offset(wanted.offset.into()).load(conn).await?)
    })
}

/// Who has a part of a text.
enum Found {
    /// All of them.
    Few(Vec<String>),
    /// So many, who are looked up and sorted by the database.
    Some(u64),
    /// More. Whoever follows the order meets enough of them soon.
    Many,
}

impl Found {
    fn total(&self) -> Total {
        match self {
            Self::Few(ids) => Total::Exact(u64::try_from(ids.len()).unwrap_or(u64::MAX)),
            Self::Some(found) => Total::Exact(*found),
            Self::Many => Total::Estimate(LOOKED_UP.unsigned_abs()),
        }
    }
}

/// Finds those who have a part of a text, in no order: by the index that has the text and the id, a
/// tenth of the table. To follow the order instead, and look up everybody on the way, took ten times
/// as long where few were found.
async fn find(
    adapter: &DieselAdapter,
    wanted: &UserQuery,
    roles: Option<&[String]>,
) -> StoreResult<Found> {
    // SQLite has how texts begin in order, and sorts faster than it looks everybody up.
    let begins = wanted.begins_with().is_some() && adapter.backend() == Backend::Sqlite;
    let most = if begins { COUNTED } else { LOOKED_UP };
    let ids: Vec<String> = with_conn!(adapter, read, |conn| {
        let ids = users::table.select(users::id).into_boxed();
        let ids = narrowed!(ids, adapter.backend(), wanted, roles, false);
        Ok(ids.limit(most + 1).load(conn).await?)
    })?;
    let found = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    Ok(match found {
        0..=LOOKED_UP => Found::Few(ids),
        found if found <= most => Found::Some(found.unsigned_abs()),
        _ => Found::Many,
    })
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
        let all = narrowed!(all, adapter.backend(), wanted, roles, false);
        // Otherwise PostgreSQL would rather read the table until there are enough.
        let all = match wanted.begins_with() == Some(SearchField::Name)
            && adapter.backend() == Backend::Postgres
        {
            true => all.order(sql::<Text>("lower(name) USING ~<~")),
            false => all,
        };
        Ok(Counted(all.limit(bound + 1)).get_result(conn).await?)
    })?;
    Ok(if counted <= bound {
        Total::Exact(counted.unsigned_abs())
    } else {
        Total::Estimate(estimate.max(bound).unsigned_abs())
    })
}
