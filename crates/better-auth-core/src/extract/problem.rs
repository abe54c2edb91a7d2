//! From a parser's complaint to `[body.field] reason`, without the client's value.

use std::borrow::Cow;
use std::fmt::Display;

use serde_path_to_error::{Path, Segment};

use crate::error::ApiError;

/// Longest name of a field in a message, in characters: keys of a map are the client's.
const MAX_NAME: usize = 64;

/// `VALIDATION_ERROR` for a text that did not become the wanted type. `place` is `body` or `query`.
pub(super) fn refusal<E: Display>(place: &str, error: serde_path_to_error::Error<E>) -> ApiError {
    let text = error.inner().to_string();
    let mut field = String::from(place);
    push_path(&mut field, error.path());
    if let Some(missing) = missing_field(&text) {
        push_name(&mut field, missing);
    }
    ApiError::validation(format!("[{field}] {}", reason(&text)))
}

/// The same for a field that is known by its name.
pub(super) fn field_refusal(place: &str, name: &str, reason: &str) -> ApiError {
    let mut field = String::from(place);
    push_name(&mut field, name);
    ApiError::validation(format!("[{field}] {reason}"))
}

fn push_path(field: &mut String, path: &Path) {
    for segment in path {
        match segment {
            Segment::Map { key } => push_name(field, key),
            Segment::Seq { index } => push_name(field, &index.to_string()),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
}

fn push_name(field: &mut String, name: &str) {
    field.push('.');
    field.extend(name.chars().filter(|character| !character.is_control()).take(MAX_NAME));
}

fn missing_field(text: &str) -> Option<&str> {
    text.strip_prefix("missing field `")?.split('`').next()
}

/// What was expected. The parser's own text quotes the client's value, which may be a secret; the
/// part after the last `, expected ` is ours.
fn reason(text: &str) -> Cow<'static, str> {
    const QUOTING: [&str; 4] =
        ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];
    if missing_field(text).is_some() {
        return Cow::Borrowed("Required");
    }
    if let Some(expected) = form_value(text) {
        return Cow::Owned(format!("Invalid input: expected {expected}"));
    }
    let quoting = QUOTING.iter().any(|prefix| text.starts_with(prefix));
    match text.rsplit_once(", expected ") {
        Some((_, expected)) if quoting => {
            let expected = expected.rsplit_once(" at line ").map_or(expected, |(text, _)| text);
            Cow::Owned(format!("Invalid input: expected {}", plain(expected)))
        }
        _ => Cow::Borrowed("Invalid input"),
    }
}

/// Values of forms and query strings are text; these are the complaints of `FromStr`.
fn form_value(text: &str) -> Option<&'static str> {
    match text {
        "provided string was not `true` or `false`" => Some("boolean"),
        "invalid float literal" | "cannot parse float from empty string" => Some("number"),
        text if text.contains("digit found in string")
            || text.contains("number too ")
            || text.starts_with("cannot parse integer") =>
        {
            Some("integer")
        }
        _ => None,
    }
}

/// The names that clients know, for those of Rust.
fn plain(expected: &str) -> &str {
    match expected {
        "a string" => "string",
        "a boolean" => "boolean",
        "a sequence" => "array",
        "a map" => "object",
        "f32" | "f64" => "number",
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => "integer",
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => "non-negative integer",
        other if other.starts_with("struct ") => "object",
        other => other,
    }
}
