//! The tables of the original, and what becomes of each.

mod accounts;
mod api_keys;
mod organizations;
mod passkeys;
mod sessions;
mod two_factors;
mod users;

use better_auth_core::fields::{AdditionalChanges, FieldSet};
use better_auth_core::{Auth, Timestamp, id};
use serde_json::Value as Json;

use crate::report::{Left, Reason, Remark};
use crate::secrets::SourceSecrets;
use crate::source::{Catalog, SourceRow, Table};
use crate::target::{Row, Skip, Stop, Target};

/// What becomes of one table.
pub(crate) struct Plan {
    /// Its name in the original.
    pub(crate) source: &'static str,
    /// Columns without which it is no such table.
    pub(crate) needs: &'static [&'static str],
    /// The other columns that are taken.
    pub(crate) takes: &'static [&'static str],
    pub(crate) target: Target,
    pub(crate) convert: fn(&Context<'_>, &SourceRow) -> Result<Row, Stop>,
    /// SQL of one more column, which is called `extra`.
    pub(crate) extra: Option<fn(&Catalog, &Table) -> Option<String>>,
    /// The fields that the application declared for it.
    pub(crate) fields: fn(&Auth) -> Option<&FieldSet>,
}

/// What a conversion may ask for.
pub(crate) struct Context<'a> {
    pub(crate) auth: &'a Auth,
    pub(crate) secrets: &'a SourceSecrets,
    pub(crate) now: Timestamp,
}

/// In an order in which what refers to something comes after it.
pub(crate) const PLANS: [&Plan; 12] = [
    &users::PLAN,
    &accounts::PLAN,
    &sessions::PLAN,
    &two_factors::PLAN,
    &passkeys::PLAN,
    &organizations::ORGANIZATIONS,
    &organizations::ROLES,
    &organizations::TEAMS,
    &organizations::MEMBERS,
    &organizations::TEAM_MEMBERS,
    &organizations::INVITATIONS,
    &api_keys::PLAN,
];

/// Tables of the original that are left, and why.
pub(crate) const LEFT: [(&str, Left); 2] =
    [("verification", Left::ShortLived), ("rateLimit", Left::ShortLived)];

pub(crate) const fn no_fields(_: &Auth) -> Option<&FieldSet> {
    None
}

/// The id of a row, if it can be one here.
fn checked_id(row: &SourceRow) -> Result<String, Stop> {
    let id = row.id();
    id::check(&id).map_err(|_| Reason::BadId)?;
    Ok(id)
}

/// A text that has to be there.
fn required(row: &SourceRow, column: &'static str) -> Result<String, Stop> {
    Ok(row.filled(column).ok_or_else(|| Skip::by(Reason::Missing, column))?)
}

/// A moment that has to be there.
fn required_time(row: &SourceRow, column: &'static str) -> Result<Timestamp, Stop> {
    Ok(row.time(column)?.ok_or_else(|| Skip::by(Reason::Missing, column))?)
}

/// The moment since when there is something; 1970 if nobody knows.
fn created(row: &SourceRow) -> Result<Timestamp, Stop> {
    Ok(row.time("createdAt")?.unwrap_or(Timestamp::from_millis(0)))
}

/// The declared fields of a row, in the form in which they are stored.
fn additional(fields: &FieldSet, row: &SourceRow) -> (Option<String>, Option<Remark>) {
    let (mut values, mut remark) = (fields.defaults(), None);
    for field in fields.fields() {
        let Some(value) = row.get(field.name()) else { continue };
        let set = |value: Json| AdditionalChanges::new().set(field.name(), value);
        let fitting = spellings(value).find_map(|value| fields.checked(set(value)).ok());
        match fitting {
            Some(changes) => changes.apply(&mut values),
            None => remark = Some(Remark::FieldDoesNotFit),
        }
    }
    (values.to_store(), remark)
}

/// What a value may stand for: SQLite has no truth values, and what the original could not put into
/// a column is there as JSON text.
fn spellings(value: &Json) -> impl Iterator<Item = Json> {
    let truth =
        value.as_i64().filter(|number| matches!(number, 0 | 1)).map(|it| Json::Bool(it == 1));
    let parsed = value.as_str().and_then(|text| serde_json::from_str(text).ok());
    std::iter::once(value.clone()).chain(truth).chain(parsed)
}
