//! Members, page by page.

use ::diesel::prelude::*;
use better_auth_core::store::StoreResult;
use better_auth_diesel::{DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

use super::tables::{MemberRow, PersonRow, members, users, with_person};
use crate::store::{MAX_PAGE, MemberFilter, MemberPage, MemberQuery, MemberSort, TextMatch};

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
        }
    };
}

/// Adds the filter of a page to a boxed query.
macro_rules! filtered {
    ($query:ident, $filter:expr) => {
        match $filter {
            None => $query,
            Some(MemberFilter::Role(text)) => matching!($query, members::role, text),
            Some(MemberFilter::UserId(text)) => matching!($query, members::user_id, text),
            Some(MemberFilter::Id(text)) => matching!($query, members::id, text),
            Some(MemberFilter::Since(at)) => $query.filter(members::created_at.ge(at.to_naive())),
            Some(MemberFilter::Before(at)) => $query.filter(members::created_at.lt(at.to_naive())),
        }
    };
}

/// Adds the order of a page to a boxed query.
macro_rules! sorted {
    ($query:ident, $sort:expr, $descending:expr) => {
        match ($sort, $descending) {
            (MemberSort::CreatedAt, false) => {
                $query.order((members::created_at.asc(), members::id.asc()))
            }
            (MemberSort::CreatedAt, true) => {
                $query.order((members::created_at.desc(), members::id.desc()))
            }
            (MemberSort::Role, false) => $query.order((members::role.asc(), members::id.asc())),
            (MemberSort::Role, true) => $query.order((members::role.desc(), members::id.desc())),
            (MemberSort::UserId, false) => $query.order(members::user_id.asc()),
            (MemberSort::UserId, true) => $query.order(members::user_id.desc()),
            (MemberSort::Id, false) => $query.order(members::id.asc()),
            (MemberSort::Id, true) => $query.order(members::id.desc()),
        }
    };
}

/// Adds where a page goes on to a boxed query. The first condition follows from the second; it is
/// what an index can begin with.
macro_rules! going_on {
    ($query:ident, $after:expr, $descending:expr) => {
        match $after {
            None => $query,
            Some(last) => {
                let (at, id) = (last.created_at.to_naive(), last.id.as_str().to_owned());
                if $descending {
                    let same = members::created_at.eq(at).and(members::id.lt(id));
                    let rest = members::created_at.lt(at).or(same);
                    $query.filter(members::created_at.le(at)).filter(rest)
                } else {
                    let same = members::created_at.eq(at).and(members::id.gt(id));
                    let rest = members::created_at.gt(at).or(same);
                    $query.filter(members::created_at.ge(at)).filter(rest)
                }
            }
        }
    };
}

pub(super) async fn list(
    adapter: &DieselAdapter,
    query: MemberQuery<'_>,
) -> StoreResult<MemberPage> {
    let organization = query.organization.as_str();
    with_conn!(adapter, read, |conn| {
        let page = members::table
            .inner_join(users::table)
            .filter(members::organization_id.eq(organization))
            .select((MemberRow::as_select(), PersonRow::as_select()))
            .into_boxed();
        let page = filtered!(page, &query.filter);
        let page = going_on!(page, &query.after, query.descending);
        let page = sorted!(page, query.sort, query.descending);
        let page = page.limit(query.limit.min(MAX_PAGE).into()).offset(query.offset.into());
        let rows: Vec<(MemberRow, PersonRow)> = page.load(conn).await?;
        let all =
            members::table.filter(members::organization_id.eq(organization)).count().into_boxed();
        let all = filtered!(all, &query.filter);
        let total: i64 = all.get_result(conn).await?;
        let members = rows.into_iter().map(with_person).collect();
        Ok(MemberPage { members, total: u64::try_from(total).unwrap_or_default() })
    })
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
    fn what_somebody_looks_for_is_no_pattern() {
        assert_eq!(literal("50%_a!"), "50!%!_a!!");
    }
}
