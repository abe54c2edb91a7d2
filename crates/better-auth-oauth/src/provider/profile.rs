use std::fmt;

use better_auth_core::Email;
use serde_json::Value;

/// What a provider says of a user, checked and bounded.
#[derive(Clone)]
#[non_exhaustive]
pub struct Profile {
    /// The user's name at the provider, which never changes and is never given to somebody else:
    /// 1 to 255 printable ASCII characters (as `sub` in OpenID Connect Core 1.0 section 2).
    pub id: String,
    /// The address.
    pub email: Result<Email, NoEmail>,
    /// Whether the provider vouches that the address belongs to the user.
    pub email_verified: bool,
    /// The display name: up to 256 characters, none of them a control character.
    pub name: Option<String>,
    /// A picture: an https URL of up to 2048 bytes.
    pub image: Option<String>,
    /// All that the provider said.
    pub raw: Value,
}

/// Why there is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoEmail {
    /// The provider named none: it has none, or the user did not allow it.
    #[error("the provider names no e-mail address")]
    Absent,
    /// What it named is no address that an account can have.
    #[error("what the provider names is no e-mail address")]
    Unusable,
}

/// The provider's answer names no user that could sign in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The answer is no JSON object.
    #[error("the answer is no object")]
    NoObject,
    /// The user-info endpoint speaks of somebody else than the id token.
    #[error("the user-info endpoint speaks of another user than the id token")]
    OtherUser,
    /// There is no id.
    #[error("the answer names no user")]
    NoId,
    /// The id is neither a text of 1 to 255 printable ASCII characters nor a whole number.
    #[error("the answer names the user by something that is no id")]
    BadId,
    /// A condition of the provider does not hold, as that the account is active.
    #[error("the answer does not fulfil the condition on {0}")]
    Refused(String),
}

/// Without what the provider said: it is personal, and can be long.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("id", &self.id)
            .field("email", &self.email)
            .field("email_verified", &self.email_verified)
            .finish_non_exhaustive()
    }
}

/// Longest id, in bytes.
const MAX_ID: usize = 255;

/// Longest name, in characters.
const MAX_NAME: usize = 256;

/// Longest URL of a picture, in bytes.
const MAX_IMAGE: usize = 2048;

/// An id: a text, or a whole number as its digits.
///
/// Spaces at the ends are refused, because a database may take two ids that differ by them for
/// equal.
pub(crate) fn id(value: &Value) -> Result<String, ProfileError> {
    let id = match value {
        Value::Null => return Err(ProfileError::NoId),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_u64() || number.is_i64() => number.to_string(),
        _ => return Err(ProfileError::BadId),
    };
    if id.is_empty() {
        return Err(ProfileError::NoId);
    }
    let printable = id.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if printable && id.len() <= MAX_ID && id.trim() == id {
        Ok(id)
    } else {
        Err(ProfileError::BadId)
    }
}

/// A name without the characters that are not seen: control characters, and those that turn the
/// direction of writing. Longer ones are cut.
pub(crate) fn name(text: &str) -> Option<String> {
    let seen: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let seen: String = seen.chars().filter(|c| !turns_direction(*c)).collect();
    let name: String = seen.trim().chars().take(MAX_NAME).collect();
    let name = name.trim_end();
    (!name.is_empty()).then(|| name.to_owned())
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The URL of a picture. One with http is asked for with https instead.
pub(crate) fn image(text: &str) -> Option<String> {
    let text = match text.strip_prefix("http://") {
        Some(rest) => format!("https://{rest}"),
        None => text.to_owned(),
    };
    if text.len() > MAX_IMAGE || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let url = url::Url::parse(&text).ok()?;
    let plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    let image = String::from(url);
    (plain && image.len() <= MAX_IMAGE).then_some(image)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_is_a_bounded_text_or_a_whole_number() {
        assert_eq!(id(&json!("a|b-1")).unwrap(), "a|b-1");
        assert_eq!(id(&json!(18_446_744_073_709_551_615_u64)).unwrap(), "18446744073709551615");
        assert_eq!(id(&json!(0)).unwrap(), "0");
        assert_eq!(id(&json!("a".repeat(255))).unwrap().len(), 255);
        assert_eq!(id(&json!(null)), Err(ProfileError::NoId));
        assert_eq!(id(&json!("")), Err(ProfileError::NoId));
        let long = "a".repeat(256);
        for bad in [json!(1.5), json!(1e30), json!(true), json!([1]), json!({}), json!(" a")] {
            assert_eq!(id(&bad), Err(ProfileError::BadId), "{bad}");
        }
        for bad in ["a ", "a\n", "a\0", "é", long.as_str()] {
            assert_eq!(id(&json!(bad)), Err(ProfileError::BadId), "{bad}");
        }
    }

    #[test]
    fn oau_24_a_name_is_cut_and_cleaned() {
        assert_eq!(name("Ada\r\nByron").unwrap(), "Ada  Byron");
        assert_eq!(name("\u{202e}nimda").unwrap(), "nimda");
        assert_eq!(name(&"é".repeat(1_000_000)).unwrap().chars().count(), 256);
        for empty in ["", " ", "\n", "\u{202e}", "\0 \0"] {
            assert_eq!(name(empty), None, "{empty:?}");
        }
        better_auth_core::profile::check_name("name", &name(&"a\t".repeat(1000)).unwrap()).unwrap();
    }

    #[test]
    fn oau_24_a_picture_is_an_https_url() {
        assert_eq!(image("https://a.example/p.png?x=1").unwrap(), "https://a.example/p.png?x=1");
        assert_eq!(image("http://a.example/p.png").unwrap(), "https://a.example/p.png");
        let long = format!("https://a.example/{}", "a".repeat(2048));
        let unfolding = format!("https://a.example/{}", "é".repeat(900));
        for bad in [
            "",
            "javascript:alert(1)",
            "data:image/png;base64,AA==",
            "//a.example/p.png",
            "/p.png",
            "https://user@a.example/p.png",
            "https://a.example/p.png\r\nx: y",
            "java\tscript:x",
            long.as_str(),
            unfolding.as_str(),
        ] {
            assert_eq!(image(bad), None, "{bad}");
        }
    }
}
