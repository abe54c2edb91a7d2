//! What the browser says about a ceremony (WebAuthn Level 3, section 5.8.1).
//!
//! The library checks challenge, type and, as a URL, the origin. Here the origin is compared as
//! text, and a ceremony inside a frame of another site is refused: the library does not look at
//! that when somebody signs in.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Which of the two ceremonies it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CeremonyType {
    Create,
    Get,
}

impl CeremonyType {
    fn as_str(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    origin: String,
    #[serde(default)]
    cross_origin: Option<bool>,
    #[serde(default)]
    top_origin: Option<IgnoredAny>,
}

/// Why client data are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadClientData {
    #[error("the client data are no JSON of the known form")]
    Unreadable,
    #[error("the client data are of another ceremony")]
    Type,
    #[error("the client data are of another origin")]
    Origin,
    #[error("the ceremony ran in a frame of another site")]
    CrossOrigin,
}

/// Checks what needs no challenge, so that a bad answer does not use one up.
pub(crate) fn check(
    json: &[u8],
    kind: CeremonyType,
    origins: &[String],
) -> Result<(), BadClientData> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| BadClientData::Unreadable)?;
    if data.kind != kind.as_str() {
        return Err(BadClientData::Type);
    }
    if !origins.contains(&data.origin) {
        return Err(BadClientData::Origin);
    }
    if data.cross_origin == Some(true) || data.top_origin.is_some() {
        return Err(BadClientData::CrossOrigin);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(json: &str) -> Result<(), BadClientData> {
        check(json.as_bytes(), CeremonyType::Get, &["https://a.example".to_owned()])
    }

    #[test]
    fn the_origin_is_compared_as_text() {
        let with =
            |origin: &str| checked(&format!(r#"{{"type":"webauthn.get","origin":"{origin}"}}"#));
        assert_eq!(with("https://a.example"), Ok(()));
        for origin in [
            "https://a.example/",
            "https://a.example:443",
            "https://A.example",
            "https://a.example/path",
            "https://user@a.example",
            "https://sub.a.example",
            "http://a.example",
            "null",
            "",
        ] {
            assert_eq!(with(origin), Err(BadClientData::Origin), "{origin}");
        }
    }

    #[test]
    fn a_field_that_is_there_twice_is_refused() {
        let twice = r#"{"type":"webauthn.get","origin":"https://evil.example","origin":"https://a.example"}"#;
        assert_eq!(checked(twice), Err(BadClientData::Unreadable));
    }
}
