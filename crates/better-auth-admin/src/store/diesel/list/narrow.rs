//! Which users: search and filter. Macros, because a boxed query has another type on each database.

use crate::store::TextMatch;

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
///
/// Of most of a whole address PostgreSQL looks up what stands before the `@` alone: the domain is
/// that of many users, and reading who they all are costs more than comparing the few that are left,
/// by an expression that no index has.
macro_rules! matching_email {
    ($query:ident, $backend:expr, $text:expr, $in_order:expr) => {
        match $text {
            TextMatch::StartsWith(start) if !($in_order && $backend == Backend::Sqlite) => {
                beginning!($query, users::email, start)
            }
            text => match mailbox(text).filter(|_| $backend == Backend::Postgres) {
                None => matching!($query, users::email, users::email, text),
                Some(mailbox) => {
                    let rare = format!("%{}%", literal(mailbox));
                    let few = $query.filter(users::email.like(rare).escape('!'));
                    matching!(few, users::email, lower(users::email), text)
                }
            },
        }
    };
}

/// A comparison of the name. Names stand in the order of their bytes on SQLite only. PostgreSQL has
/// operators of that order; for `LIKE` it would rather take the trigrams of a beginning that many
/// have, which is slower. MySQL has no index for names in any case.
macro_rules! matching_name {
    ($query:ident, $backend:expr, $whole:expr, $text:expr, $in_order:expr) => {
        match $text {
            TextMatch::StartsWith(start) if !$in_order && $backend == Backend::Sqlite => {
                beginning!($query, lower(users::name), start)
            }
            TextMatch::StartsWith(start) if $backend == Backend::Postgres => {
                let end = format!("{start}{}", char::MAX);
                $query
                    .filter(NotBefore::new(lower(users::name), start.clone().into_sql::<Text>()))
                    .filter(Before::new(lower(users::name), end.into_sql::<Text>()))
            }
            text => matching!($query, $whole, lower(users::name), text),
        }
    };
}

/// Adds the search and the filter of a page to a boxed query.
///
/// The literal keeps the statement out of the cache of prepared ones, so that PostgreSQL plans it for
/// the values at hand. A plan for any value would read the whole table where few users have it.
///
/// In order: many are meant, and the first of them are wanted. SQLite would look up all whose text
/// begins so and sort them; it does not where the condition is none that its index answers.
macro_rules! narrowed {
    ($query:ident, $backend:expr, $wanted:expr, $roles:expr, $in_order:expr) => {{
        let query = $query.filter(sql::<Bool>("TRUE"));
        let query = match &$wanted.search {
            None => query,
            Some(UserSearch { field: SearchField::Email, text }) => {
                matching_email!(query, $backend, text, $in_order)
            }
            Some(UserSearch { field: SearchField::Name, text }) => {
                matching_name!(query, $backend, lower(users::name), text, $in_order)
            }
        };
        match &$wanted.filter {
            None => query,
            Some(UserFilter::Text(TextField::Id, text)) => {
                matching!(query, users::id, lower(users::id), text)
            }
            Some(UserFilter::Text(TextField::Name, text)) => {
                matching_name!(query, $backend, users::name, text, $in_order)
            }
            Some(UserFilter::Text(TextField::Email, text)) => {
                matching_email!(query, $backend, text, $in_order)
            }
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

::diesel::infix_operator!(NotBefore, " ~>=~ ", ::diesel::sql_types::Bool);
::diesel::infix_operator!(Before, " ~<~ ", ::diesel::sql_types::Bool);

/// So many bytes before the `@` have two trigrams at least.
const ENOUGH: usize = 4;

/// So many bytes of a last word before the `@` are in few addresses by themselves.
const PLENTY: usize = 8;

/// What a part of an address has before its domain, with the `@`, if that is enough to find few: of
/// `ada.lovelace@` the family name.
pub(super) fn mailbox(text: &TextMatch) -> Option<&str> {
    let TextMatch::Contains(part) = text else { return None };
    let at = part.rfind('@').filter(|at| *at >= ENOUGH)?;
    let mailbox = part.get(..=at)?;
    let word = part.get(..at)?.rsplit(|c: char| !c.is_alphanumeric()).next();
    let last = word.map_or(0, str::len);
    if last >= PLENTY { mailbox.get(at - last..) } else { Some(mailbox) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_looked_up_by_the_last_word_before_its_at_or_by_all_that_is_before_it() {
        for (part, expected) in [
            ("ada.lovelace@example.com", Some("lovelace@")),
            ("ada.love@example.com", Some("ada.love@")),
            ("lovelace+news@example", Some("lovelace+news@")),
            ("łukaszewicz@example.com", Some("łukaszewicz@")),
            ("é.łukaszewicz@@x", Some("é.łukaszewicz@@")),
            ("ada@example.com", None),
            ("@example.com", None),
            ("lovelace", None),
        ] {
            assert_eq!(mailbox(&TextMatch::Contains(part.to_owned())), expected, "{part}");
        }
        assert_eq!(mailbox(&TextMatch::EndsWith("lovelace@example.com".to_owned())), None);
    }
}
