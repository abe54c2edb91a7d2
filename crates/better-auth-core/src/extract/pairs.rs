//! `application/x-www-form-urlencoded`, in bodies and query strings.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::problem;
use crate::error::ApiError;

/// Parses name and value pairs into a type. `place` is `body` or `query`.
///
/// # Errors
/// `VALIDATION_ERROR`: a name twice (two parsers would choose differently), bytes that are no
/// UTF-8, or a value of another type than the field.
pub(super) fn parse<T: DeserializeOwned>(place: &str, text: &[u8]) -> Result<T, ApiError> {
    let mut seen = BTreeSet::new();
    for (name, value) in form_urlencoded::parse(text) {
        // The decoder writes U+FFFD where bytes are no UTF-8. Two different passwords must not
        // become one text, so it is refused; no honest text has it.
        if name.contains('\u{FFFD}') || value.contains('\u{FFFD}') {
            return Err(problem::field_refusal(place, &name, "Invalid input: expected UTF-8"));
        }
        if seen.contains(&name) {
            return Err(problem::field_refusal(place, &name, "Duplicate parameter"));
        }
        seen.insert(name);
    }
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text));
    serde_path_to_error::deserialize(pairs).map_err(|error| problem::refusal(place, error))
}
