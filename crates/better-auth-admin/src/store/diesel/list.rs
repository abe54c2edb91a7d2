//! Users, page by page.

use ::diesel::dsl::sql;
use ::diesel::prelude::*;
use ::diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamp as Moment};
use better_auth_core::User;
use better_auth_core::store::StoreResult;
use better_auth_diesel::{Backend, DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

use super::tables::{UserRow, users};
use crate::store::{
    Compare, FlagField, MAX_PAGE, MomentField, SearchField, SortValue, TextField, TextMatch, Total,
    UserFilter, UserPage, UserQuery, UserSearch, UserSort,
};

/// Up to so many users are counted one by one: a millisecond or two on each database.
const COUNTED: i64 = 10_000;

::diesel::define_sql_function! {
    /// The text without capitals.
    fn lower(text: Text) -> Text;
}

/// Adds a comparison of a value to a boxed query.
macro_rules! compared {
    ($query:ident, $column:expr, $compare:expr, $value:expr) => {
        match $compare {
            Compare::Eq => $query.filter($column.eq($value)),
            Compare::Ne => $query.filter($column.ne($value)),
            Compare::Lt => $query.filter($column.lt($value)),
            Compare::Lte => $query.filter($column.le($value)),
            Compare::Gt => $query.filter($column.gt($value)),
            Compare::Gte => $query.filter($column.ge($value)),
        }
    };
}

/// Adds a comparison of a text to a boxed query.
macro_rules! matching {
    ($query:ident, $column:expr, $text:expr) => {
        match $text {
            TextMatch::In(texts) => $query.filter($column.eq_any(texts.clone())),
            TextMatch::NotIn(texts) => $query.filter($column.ne_all(texts.clone())),
            TextMatch::Contains(text) => {
                $query.filter($column.like(format!("%{}%", literal(text))).escape('!'))
            }
            TextMatch::StartsWith(text) => {
                $query.filter($column.like(format!("{}%", literal(text))).escape('!'))
            }
            TextMatch::EndsWith(text) => {
                $query.filter($column.like(format!("%{}", literal(text))).escape('!'))
            }
            TextMatch::Is(compare, text) => compared!($query, $column, compare, text.clone()),
        }
    };
}

/// Adds the search and the filter of a page to a boxed query.
macro_rules! narrowed {
    ($query:ident, $wanted:expr) => {{
        let query = match &$wanted.search {
            None => $query,
            // A range, which every database finds in the unique index.
            Some(UserSearch { field: SearchField::Email, text: TextMatch::StartsWith(start) }) => {
                let end = format!("{start}{}", char::MAX);
                $query.filter(users::email.ge(start.clone())).filter(users::email.lt(end))
            }
            Some(UserSearch { field: SearchField::Email, text }) => {
                matching!($query, users::email, text)
            }
            Some(UserSearch { field: SearchField::Name, text }) => {
                matching!($query, lower(users::name), text)
            }
        };
        match &$wanted.filter {
            None => query,
            Some(UserFilter::Text(TextField::Id, text)) => matching!(query, users::id, text),
            Some(UserFilter::Text(TextField::Name, text)) => matching!(query, users::name, text),
            Some(UserFilter::Text(TextField::Email, text)) => matching!(query, users::email, text),
            Some(UserFilter::Text(TextField::Role, text)) => matching!(query, users::role, text),
            Some(UserFilter::Flag(FlagField::EmailVerified, is)) => {
                query.filter(users::email_verified.eq(*is))
            }
            Some(UserFilter::Flag(FlagField::Banned, is)) => query.filter(users::banned.eq(*is)),
            Some(UserFilter::Moment(MomentField::CreatedAt, compare, at)) => {
                compared!(query, users::created_at, compare, at.to_naive())
            }
            Some(UserFilter::Moment(MomentField::UpdatedAt, compare, at)) => {
                compared!(query, users::updated_at, compare, at.to_naive())
            }
        }
    }};
}

/// Adds the order of a page by a column to a boxed query, and where the page goes on. The first
/// condition follows from the second; it is what MySQL finds in the index.
macro_rules! ordered {
    ($query:ident, $wanted:expr, $column:expr, $name:literal, $type:ty, $value:expr) => {{
        let query = match ($wanted.after.as_ref().map(|after| (&after.value, &after.id))) {
            None => $query,
            Some((value, id)) => {
                let (value, id) = ($value(value), id.as_str().to_owned());
                let first = value.clone();
                if $wanted.descending {
                    let rest = sql::<Bool>(concat!("(users.", $name, ", users.id) < ("))
                        .bind::<$type, _>(value)
                        .sql(", ")
                        .bind::<Text, _>(id)
                        .sql(")");
                    $query.filter($column.le(first)).filter(rest)
                } else {
                    let rest = sql::<Bool>(concat!("(users.", $name, ", users.id) > ("))
                        .bind::<$type, _>(value)
                        .sql(", ")
                        .bind::<Text, _>(id)
                        .sql(")");
                    $query.filter($column.ge(first)).filter(rest)
                }
            }
        };
        if $wanted.descending {
            query.order(($column.desc(), users::id.desc()))
        } else {
            query.order(($column.asc(), users::id.asc()))
        }
    }};
}

macro_rules! sorted {
    ($query:ident, $wanted:expr) => {
        match $wanted.sort {
            UserSort::CreatedAt => {
                ordered!($query, $wanted, users::created_at, "created_at", Moment, moment)
            }
            UserSort::UpdatedAt => {
                ordered!($query, $wanted, users::updated_at, "updated_at", Moment, moment)
            }
            UserSort::Name => ordered!($query, $wanted, users::name, "name", Text, text),
            UserSort::Email => ordered!($query, $wanted, users::email, "email", Text, text),
            UserSort::Role => ordered!($query, $wanted, users::role, "role", Text, text),
            UserSort::Id => ordered!($query, $wanted, users::id, "id", Text, text),
        }
    };
}

pub(super) async fn list(adapter: &DieselAdapter, wanted: &UserQuery) -> StoreResult<UserPage> {
    let (rows, counted): (Vec<UserRow>, Option<i64>) = with_conn!(adapter, read, |conn| {
        let page = users::table.select(UserRow::as_select()).into_boxed();
        let page = narrowed!(page, wanted);
        let page = sorted!(page, wanted);
        let page = page.limit(wanted.limit.min(MAX_PAGE).into()).offset(wanted.offset.into());
        let rows = page.load(conn).await?;
        let beyond = users::table.select(users::id).into_boxed();
        let beyond = narrowed!(beyond, wanted).offset(COUNTED).limit(1);
        let beyond: Option<String> = beyond.get_result(conn).await.optional()?;
        if beyond.is_some() {
            return Ok((rows, None));
        }
        let all = users::table.count().into_boxed();
        let all = narrowed!(all, wanted);
        let total: i64 = all.get_result(conn).await?;
        Ok((rows, Some(total)))
    })?;
    let total = match counted {
        Some(total) => Total::Exact(total.try_into().unwrap_or_default()),
        None if wanted.search.is_some() || wanted.filter.is_some() => {
            Total::Estimate(COUNTED.unsigned_abs())
        }
        None => Total::Estimate(estimate(adapter).await?.max(COUNTED).unsigned_abs()),
    };
    Ok(UserPage { users: rows.into_iter().map(User::from).collect(), total })
}

#[derive(QueryableByName)]
struct Estimate {
    #[diesel(sql_type = Nullable<BigInt>)]
    users: Option<i64>,
}

/// About how many users there are, without counting them.
async fn estimate(adapter: &DieselAdapter) -> StoreResult<i64> {
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

/// A cursor of another order begins at the very first.
fn moment(value: &SortValue) -> chrono::NaiveDateTime {
    match value {
        SortValue::Moment(at) => at.to_naive(),
        SortValue::Text(_) => better_auth_core::Timestamp::from_millis(0).to_naive(),
    }
}

fn text(value: &SortValue) -> String {
    match value {
        SortValue::Text(text) => text.clone(),
        SortValue::Moment(_) => String::new(),
    }
}

/// A text that `LIKE` takes as it is.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '!' | '%' | '_') {
            literal.push('!');
        }
        literal.push(c);
    }
    literal
}
