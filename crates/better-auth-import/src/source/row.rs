//! A row of the source: columns may be missing, and each database writes values its own way.

use std::collections::HashMap;

use better_auth_core::Timestamp;
use chrono::{DateTime, NaiveDateTime};
use serde_json::Value as Json;

use super::catalog::plain;

/// Numbers from here on are milliseconds since 1970; below, seconds (until the year 5138).
const MILLIS: f64 = 1e11;

/// A value of a column that can not be read as what the column should hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BadValue(pub(crate) &'static str);

/// One row.
pub(crate) struct SourceRow(HashMap<String, Json>);

impl SourceRow {
    pub(super) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        let cells: HashMap<String, Json> = serde_json::from_str(text)?;
        Ok(Self(cells.into_iter().map(|(name, value)| (plain(&name), value)).collect()))
    }

    /// The value of a column, if it has one.
    pub(crate) fn get(&self, column: &str) -> Option<&Json> {
        self.0.get(&plain(column)).filter(|value| !value.is_null())
    }

    /// The id, as text; the original also has numbers.
    pub(crate) fn id(&self) -> String {
        self.text("id").unwrap_or_default()
    }

    /// A text; a number as it is written.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        match self.get(column)? {
            Json::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// A text that is not empty.
    pub(crate) fn filled(&self, column: &str) -> Option<String> {
        self.text(column).filter(|text| !text.is_empty())
    }

    /// Whether it is true. SQLite has numbers instead of truth values.
    pub(crate) fn flag(&self, column: &str) -> Option<bool> {
        match self.get(column)? {
            Json::Bool(truth) => Some(*truth),
            Json::Number(number) => Some(number.as_f64() != Some(0.0)),
            Json::String(text) => Some(matches!(text.as_str(), "true" | "t" | "1")),
            _ => None,
        }
    }

    /// A whole number.
    pub(crate) fn int(&self, column: &'static str) -> Result<Option<i64>, BadValue> {
        let Some(value) = self.get(column) else { return Ok(None) };
        #[expect(clippy::cast_possible_truncation, reason = "a count; what is too large saturates")]
        let whole = number(value).map(|number| number as i64);
        whole.map(Some).ok_or(BadValue(column))
    }

    /// A moment: a text in one of the forms of ISO 8601, UTC unless it says so; or a number of
    /// seconds or milliseconds.
    pub(crate) fn time(&self, column: &'static str) -> Result<Option<Timestamp>, BadValue> {
        let Some(value) = self.get(column) else { return Ok(None) };
        let text = value.as_str().and_then(moment);
        let moment = text.or_else(|| number(value).map(from_number));
        moment.map(Some).ok_or(BadValue(column))
    }
}

fn number(value: &Json) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).filter(|number| number.is_finite())
}

#[expect(clippy::cast_possible_truncation, reason = "what is too large is cut to the year 9999")]
fn from_number(number: f64) -> Timestamp {
    let millis = if number.abs() < MILLIS { number * 1000.0 } else { number };
    Timestamp::from_millis(millis as i64)
}

fn moment(text: &str) -> Option<Timestamp> {
    let zoned = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z"));
    if let Ok(moment) = zoned {
        return Some(Timestamp::from_millis(moment.timestamp_millis()));
    }
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let naive = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    naive.map(Timestamp::from_naive)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(json: Json) -> SourceRow {
        SourceRow::parse(&json.to_string()).unwrap()
    }

    #[test]
    fn moments_are_read_in_every_form_that_databases_write() {
        let forms = [
            serde_json::json!("2026-03-04T05:06:07.120Z"),
            serde_json::json!("2026-03-04T06:06:07.12+01:00"),
            serde_json::json!("2026-03-04T05:06:07.12"),
            serde_json::json!("2026-03-04 05:06:07.120"),
            serde_json::json!("2026-03-04 05:06:07.12+00"),
            serde_json::json!(1_772_600_767_120_i64),
            serde_json::json!("1772600767120"),
            serde_json::json!("1772600767120.0"),
        ];
        for form in forms {
            let time = row(serde_json::json!({ "createdAt": form })).time("createdAt").unwrap();
            assert_eq!(time.unwrap().to_string(), "2026-03-04T05:06:07.120Z", "{form}");
        }
        let seconds = row(serde_json::json!({ "created_at": 1_772_600_767 }));
        let time = seconds.time("createdAt").unwrap().unwrap();
        assert_eq!(time.to_string(), "2026-03-04T05:06:07.000Z");
        assert!(row(serde_json::json!({ "createdAt": "soon" })).time("createdAt").is_err());
        assert!(row(serde_json::json!({ "createdAt": null })).time("createdAt").unwrap().is_none());
    }

    #[test]
    fn truth_is_a_number_in_sqlite() {
        let row = row(serde_json::json!({ "a": 1, "b": 0, "c": true, "d": null, "e": "t" }));
        let flags = ["a", "b", "c", "d", "e"].map(|column| row.flag(column));
        assert_eq!(flags, [Some(true), Some(false), Some(true), None, Some(true)]);
    }
}
