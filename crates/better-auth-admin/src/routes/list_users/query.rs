//! The question: every parameter is one of a fixed set, and anything else is a 400.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::{ApiError, Timestamp, User, UserId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::store::{
    After, Compare, FlagField, MAX_PAGE, MomentField, SearchField, SortValue, TextField, TextMatch,
    UserFilter, UserQuery, UserSearch, UserSort,
};

/// How many users are shown unless the question says otherwise.
const DEFAULT_LIMIT: u32 = 100;

/// Longest text to compare with, in bytes.
const MAX_VALUE: usize = 1000;

/// Which users.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct ListUsersQuery {
    /// Whose address or name has this, in any case.
    search_value: Option<String>,
    /// `email` (default) or `name`.
    search_field: Option<String>,
    /// `contains` (default), `starts_with` or `ends_with`.
    search_operator: Option<String>,
    /// How many. Default 100, at most 500.
    pub(super) limit: Option<u32>,
    /// How many come before; slow where it is large.
    pub(super) offset: Option<u32>,
    /// The `nextCursor` of the page before, with the same order.
    cursor: Option<String>,
    /// `createdAt` (default), `updatedAt`, `name`, `email`, `role` or `id`.
    sort_by: Option<String>,
    /// `asc` (default) or `desc`.
    sort_direction: Option<String>,
    /// `id`, `name`, `email`, `role`, `emailVerified`, `banned`, `createdAt` or `updatedAt`.
    filter_field: Option<String>,
    /// What it is compared with; several for `in` and `not_in`, with commas between them.
    filter_value: Option<String>,
    /// `eq` (default), `ne`, `lt`, `lte`, `gt`, `gte`; for texts also `in`, `not_in`, `contains`,
    /// `starts_with`, `ends_with`, which are for `name`, `email` and `role` and take any case.
    filter_operator: Option<String>,
}

/// Where the next page begins: behind this user.
pub(super) fn cursor(sort: UserSort, user: &User) -> String {
    let value = match sort.value(user) {
        SortValue::Moment(at) => at.as_millis().to_string(),
        SortValue::Text(text) => text,
        SortValue::TextSince(text, at) => format!("{} {text}", at.as_millis()),
    };
    URL_SAFE_NO_PAD.encode(format!("{} {value}", user.id))
}

impl ListUsersQuery {
    pub(super) fn check(&self) -> Result<UserQuery, ApiError> {
        let sort = self.sort()?;
        Ok(UserQuery {
            limit: self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_PAGE),
            offset: self.offset.unwrap_or(0),
            after: self.cursor.as_deref().map(|cursor| after(cursor, sort)).transpose()?,
            sort,
            descending: self.descending()?,
            search: self.search()?,
            filter: self.filter()?,
        })
    }

    fn sort(&self) -> Result<UserSort, ApiError> {
        match self.sort_by.as_deref() {
            None | Some("createdAt") => Ok(UserSort::CreatedAt),
            Some("updatedAt") => Ok(UserSort::UpdatedAt),
            Some("name") => Ok(UserSort::Name),
            Some("email") => Ok(UserSort::Email),
            Some("role") => Ok(UserSort::Role),
            Some("id") => Ok(UserSort::Id),
            Some(_) => {
                Err(invalid("sortBy", "expected createdAt, updatedAt, name, email, role or id"))
            }
        }
    }

    fn descending(&self) -> Result<bool, ApiError> {
        match self.sort_direction.as_deref() {
            None | Some("asc") => Ok(false),
            Some("desc") => Ok(true),
            Some(_) => Err(invalid("sortDirection", "expected asc or desc")),
        }
    }

    fn search(&self) -> Result<Option<UserSearch>, ApiError> {
        let field = match self.search_field.as_deref() {
            None | Some("email") => SearchField::Email,
            Some("name") => SearchField::Name,
            Some(_) => return Err(invalid("searchField", "expected email or name")),
        };
        let operator: fn(String) -> TextMatch = match self.search_operator.as_deref() {
            None | Some("contains") => TextMatch::Contains,
            Some("starts_with") => TextMatch::StartsWith,
            Some("ends_with") => TextMatch::EndsWith,
            Some(_) => {
                return Err(invalid(
                    "searchOperator",
                    "expected contains, starts_with or ends_with",
                ));
            }
        };
        let Some(value) = self.search_value.as_deref().filter(|value| !value.is_empty()) else {
            return Ok(None);
        };
        check_text("searchValue", value)?;
        Ok(Some(UserSearch { field, text: operator(value.to_lowercase()) }))
    }

    fn filter(&self) -> Result<Option<UserFilter>, ApiError> {
        let Some(field) = self.filter_field.as_deref() else {
            return match self.filter_value {
                None => Ok(None),
                Some(_) => Err(invalid("filterField", "Required")),
            };
        };
        let operator = self.filter_operator.as_deref().unwrap_or("eq");
        let value = self.filter_value.as_deref();
        let value = value.ok_or_else(|| invalid("filterValue", "Required"))?;
        check_text("filterValue", value)?;
        let text = |field| Ok(UserFilter::Text(field, text_match(operator, value)?));
        let filter: Result<UserFilter, ApiError> = match field {
            "id" if matches!(operator, "contains" | "starts_with" | "ends_with") => {
                Err(invalid("filterOperator", "a part of an id says nothing"))
            }
            "id" => text(TextField::Id),
            "name" => text(TextField::Name),
            "email" => {
                let value = value.to_lowercase();
                Ok(UserFilter::Text(TextField::Email, text_match(operator, &value)?))
            }
            "role" => text(TextField::Role),
            "emailVerified" => flag(FlagField::EmailVerified, operator, value),
            "banned" => flag(FlagField::Banned, operator, value),
            "createdAt" => moment(MomentField::CreatedAt, operator, value),
            "updatedAt" => moment(MomentField::UpdatedAt, operator, value),
            _ => Err(invalid("filterField", "there is no such field to filter by")),
        };
        filter.map(Some)
    }
}

fn after(cursor: &str, sort: UserSort) -> Result<After, ApiError> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
        let (id, value) = text.split_once(' ')?;
        let id: UserId = id.parse().ok()?;
        let value = match sort {
            UserSort::CreatedAt | UserSort::UpdatedAt => SortValue::Moment(sane_moment(value)?),
            UserSort::Name | UserSort::Email | UserSort::Id => SortValue::Text(value.to_owned()),
            UserSort::Role => {
                let (at, role) = value.split_once(' ')?;
                SortValue::TextSince(role.to_owned(), sane_moment(at)?)
            }
        };
        Some(After { value, id })
    };
    read().ok_or_else(|| invalid("cursor", "Invalid input"))
}

/// Milliseconds since 1970, in the years that every database has.
fn sane_moment(text: &str) -> Option<Timestamp> {
    let millis: i64 = text.parse().ok()?;
    (0..=253_402_300_799_999).contains(&millis).then(|| Timestamp::from_millis(millis))
}

fn text_match(operator: &str, value: &str) -> Result<TextMatch, ApiError> {
    let several = || value.split(',').map(|it| it.trim().to_owned()).take(100).collect();
    match operator {
        "in" => Ok(TextMatch::In(several())),
        "not_in" => Ok(TextMatch::NotIn(several())),
        "contains" => Ok(TextMatch::Contains(value.to_lowercase())),
        "starts_with" => Ok(TextMatch::StartsWith(value.to_lowercase())),
        "ends_with" => Ok(TextMatch::EndsWith(value.to_lowercase())),
        _ => Ok(TextMatch::Is(compare(operator)?, value.to_owned())),
    }
}

fn compare(operator: &str) -> Result<Compare, ApiError> {
    match operator {
        "eq" => Ok(Compare::Eq),
        "ne" => Ok(Compare::Ne),
        "lt" => Ok(Compare::Lt),
        "lte" => Ok(Compare::Lte),
        "gt" => Ok(Compare::Gt),
        "gte" => Ok(Compare::Gte),
        _ => Err(invalid("filterOperator", "it does not go with the field")),
    }
}

fn flag(field: FlagField, operator: &str, value: &str) -> Result<UserFilter, ApiError> {
    let value = value.parse::<bool>();
    let value = value.map_err(|_| invalid("filterValue", "expected true or false"))?;
    match operator {
        "eq" => Ok(UserFilter::Flag(field, value)),
        "ne" => Ok(UserFilter::Flag(field, !value)),
        _ => Err(invalid("filterOperator", "it does not go with the field")),
    }
}

fn moment(field: MomentField, operator: &str, value: &str) -> Result<UserFilter, ApiError> {
    let at: Result<Timestamp, _> = serde_json::from_value(value.into());
    let at = at.map_err(|_| invalid("filterValue", "expected a moment"))?;
    Ok(UserFilter::Moment(field, compare(operator)?, at))
}

/// NUL is no part of a text in every database.
fn check_text(name: &str, value: &str) -> Result<(), ApiError> {
    if value.len() > MAX_VALUE || value.contains('\0') {
        return Err(invalid(name, "must have at most 1000 bytes"));
    }
    Ok(())
}

fn invalid(name: &str, reason: &str) -> ApiError {
    ApiError::validation(format!("[query.{name}] {reason}"))
}
