//! Which users: search and filter. Macros, because a boxed query has another type on each database.

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

/// Adds a comparison of a text to a boxed query: the whole by one expression, its parts by another
/// that has no capitals.
macro_rules! matching {
    ($query:ident, $whole:expr, $parts:expr, $text:expr) => {
        match $text {
            TextMatch::In(texts) => $query.filter($whole.eq_any(texts.clone())),
            TextMatch::NotIn(texts) => $query.filter($whole.ne_all(texts.clone())),
            TextMatch::Contains(part) => {
                $query.filter($parts.like(format!("%{}%", literal(part))).escape('!'))
            }
            TextMatch::StartsWith(part) => {
                $query.filter($parts.like(format!("{}%", literal(part))).escape('!'))
            }
            TextMatch::EndsWith(part) => {
                $query.filter($parts.like(format!("%{}", literal(part))).escape('!'))
            }
            TextMatch::Is(compare, text) => compared!($query, $whole, compare, text.clone()),
        }
    };
}

/// Adds to a boxed query how a text begins, as a range: right where texts stand in the order of
/// their bytes, and then found in an index.
macro_rules! beginning {
    ($query:ident, $text:expr, $start:expr) => {{
        let end = format!("{}{}", $start, char::MAX);
        $query.filter($text.ge($start.clone())).filter($text.lt(end))
    }};
}

/// A comparison of the address, which has no capitals and stands in the order of its bytes.
macro_rules! matching_email {
    ($query:ident, $text:expr) => {
        match $text {
            TextMatch::StartsWith(start) => beginning!($query, users::email, start),
            text => matching!($query, users::email, users::email, text),
        }
    };
}

/// A comparison of the name. Names stand in the order of their bytes on SQLite only; PostgreSQL has
/// an index for `LIKE`, MySQL none.
macro_rules! matching_name {
    ($query:ident, $backend:expr, $whole:expr, $text:expr) => {
        match $text {
            TextMatch::StartsWith(start) if $backend == Backend::Sqlite => {
                beginning!($query, lower(users::name), start)
            }
            text => matching!($query, $whole, lower(users::name), text),
        }
    };
}

/// Adds the search and the filter of a page to a boxed query.
///
/// The literal keeps the statement out of the cache of prepared ones, so that PostgreSQL plans it for
/// the values at hand. A plan for any value would read the whole table where few users have it.
macro_rules! narrowed {
    ($query:ident, $backend:expr, $wanted:expr, $roles:expr) => {{
        let query = $query.filter(sql::<Bool>("TRUE"));
        let query = match &$wanted.search {
            None => query,
            Some(UserSearch { field: SearchField::Email, text }) => matching_email!(query, text),
            Some(UserSearch { field: SearchField::Name, text }) => {
                matching_name!(query, $backend, lower(users::name), text)
            }
        };
        match &$wanted.filter {
            None => query,
            Some(UserFilter::Text(TextField::Id, text)) => {
                matching!(query, users::id, lower(users::id), text)
            }
            Some(UserFilter::Text(TextField::Name, text)) => {
                matching_name!(query, $backend, users::name, text)
            }
            Some(UserFilter::Text(TextField::Email, text)) => matching_email!(query, text),
            Some(UserFilter::Text(TextField::Role, text)) => match $roles {
                // Of one role the index has the order of sign-up as well.
                Some([role]) => query.filter(users::role.eq(role.clone())),
                Some(roles) => query.filter(users::role.eq_any(roles.to_vec())),
                None => matching!(query, users::role, lower(users::role), text),
            },
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

::diesel::define_sql_function! {
    /// The text without capitals.
    fn lower(text: ::diesel::sql_types::Text) -> ::diesel::sql_types::Text;
}

/// A text that `LIKE` takes as it is.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '!' | '%' | '_') {
            literal.push('!');
        }
        literal.push(c);
    }
    literal
}
