//! In which order, and where a page goes on. Macros, because a boxed query has another type on each
//! database.

use better_auth_core::Timestamp;
use chrono::NaiveDateTime;

use crate::store::SortValue;

/// Adds an order by columns of which the last is the id, and behind which values the page goes on.
///
/// PostgreSQL and SQLite find a row of values in an index of these columns. MySQL does not, but
/// finds the same said by `OR`, which would be slow on the others.
macro_rules! ordered {
    ($query:ident, $backend:expr, $wanted:expr, $row:literal,
        $first:expr => $value:expr, $type:ty $(; $next:expr => $also:expr, $also_type:ty)?) => {{
        let query = match $wanted.after.as_ref() {
            None => $query,
            Some(after) => {
                let (value, id) = ($value(&after.value), after.id.as_str().to_owned());
                match ($backend == Backend::Mysql, $wanted.descending) {
                    (true, false) => {
                        let behind = users::id.gt(id);
                        $(let behind = behind!($next, gt, $also(&after.value), behind);)?
                        $query.filter(behind!($first, gt, value, behind))
                    }
                    (true, true) => {
                        let behind = users::id.lt(id);
                        $(let behind = behind!($next, lt, $also(&after.value), behind);)?
                        $query.filter(behind!($first, lt, value, behind))
                    }
                    (false, descending) => {
                        let row = sql::<Bool>(concat!("(", $row, ")"))
                            .sql(if descending { " < (" } else { " > (" })
                            .bind::<$type, _>(value)
                            $(.sql(", ").bind::<$also_type, _>($also(&after.value)))?
                            .sql(", ")
                            .bind::<Text, _>(id)
                            .sql(")");
                        $query.filter(row)
                    }
                }
            }
        };
        if $wanted.descending {
            query.order(($first.desc(), $($next.desc(),)? users::id.desc()))
        } else {
            query.order(($first.asc(), $($next.asc(),)? users::id.asc()))
        }
    }};
}

/// A value beyond, or the same and the rest beyond.
macro_rules! behind {
    ($column:expr, $beyond:ident, $value:expr, $rest:expr) => {{
        let value = $value;
        $column.$beyond(value.clone()).or($column.eq(value).and($rest))
    }};
}

/// The same by one column of which no two are equal.
macro_rules! ordered_by_one {
    ($query:ident, $wanted:expr, $column:expr) => {{
        let query = match ($wanted.after.as_ref(), $wanted.descending) {
            (None, _) => $query,
            (Some(after), false) => $query.filter($column.gt(text(&after.value))),
            (Some(after), true) => $query.filter($column.lt(text(&after.value))),
        };
        if $wanted.descending { query.order($column.desc()) } else { query.order($column.asc()) }
    }};
}

macro_rules! sorted {
    ($query:ident, $backend:expr, $wanted:expr) => {
        match $wanted.sort {
            UserSort::CreatedAt => ordered!(
                $query, $backend, $wanted, "users.created_at, users.id",
                users::created_at => moment, Moment
            ),
            UserSort::UpdatedAt => ordered!(
                $query, $backend, $wanted, "users.updated_at, users.id",
                users::updated_at => moment, Moment
            ),
            UserSort::Name => ordered!(
                $query, $backend, $wanted, "users.name, users.id", users::name => text, Text
            ),
            UserSort::Role => ordered!(
                $query, $backend, $wanted, "users.role, users.created_at, users.id",
                users::role => text, Text; users::created_at => moment, Moment
            ),
            UserSort::Email => ordered_by_one!($query, $wanted, users::email),
            UserSort::Id => ordered_by_one!($query, $wanted, users::id),
        }
    };
}

/// A cursor of another order begins at the very first.
pub(super) fn moment(value: &SortValue) -> NaiveDateTime {
    match value {
        SortValue::Moment(at) | SortValue::TextSince(_, at) => at.to_naive(),
        SortValue::Text(_) => Timestamp::from_millis(0).to_naive(),
    }
}

pub(super) fn text(value: &SortValue) -> String {
    match value {
        SortValue::Text(text) | SortValue::TextSince(text, _) => text.clone(),
        SortValue::Moment(_) => String::new(),
    }
}
