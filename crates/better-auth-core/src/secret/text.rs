//! Text that must not be shown.

use std::fmt;

use serde::{Deserialize, Deserializer};
use subtle::ConstantTimeEq;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use zeroize::Zeroizing;

/// Text that must not be shown: a password, a token, the server secret.
///
/// `Debug` is redacted; there is no `Display`, no `Serialize` and no `==`. The memory is wiped on
/// drop.
///
/// ```
/// use better_auth_core::SecretString;
/// let secret = SecretString::new("hunter2");
/// assert_eq!(format!("{secret:?}"), "SecretString(…)");
/// assert!(secret.ct_eq("hunter2"));
/// ```
///
/// ```compile_fail,E0277
/// # use better_auth_core::SecretString;
/// serde_json::to_string(&SecretString::new("hunter2"));
/// ```
#[derive(Clone)]
pub struct SecretString(Zeroizing<String>);

impl SecretString {
    /// Wraps a text. A `String` is moved, not copied.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text; the one explicit way to it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether this is the same text. The time depends on the lengths only.
    pub fn ct_eq(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretString(…)")
    }
}

impl From<String> for SecretString {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for SecretString {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl<'de> Deserialize<'de> for SecretString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl utoipa::PartialSchema for SecretString {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .into()
    }
}

impl utoipa::ToSchema for SecretString {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_show_the_text() {
        let shown =
            format!("{:?} {:#?}", SecretString::new("hunter2"), Some(SecretString::new("hunter2")));
        assert!(!shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn only_a_json_string_is_read() {
        let read = |json| serde_json::from_str::<SecretString>(json);
        assert_eq!(read(r#""a\u0000b ""#).unwrap().expose(), "a\0b ");
        for json in ["null", "1", "true", "[]", "{}", r#"["a"]"#] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn equality_is_of_the_whole_text() {
        let secret = SecretString::new("hunter2");
        assert!(secret.ct_eq("hunter2"));
        for other in ["", "hunter", "hunter22", "Hunter2"] {
            assert!(!secret.ct_eq(other), "{other}");
        }
    }

    #[test]
    fn the_schema_is_a_string_of_format_password() {
        let schema =
            serde_json::to_value(<SecretString as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema, serde_json::json!({"type": "string", "format": "password"}));
    }
}
