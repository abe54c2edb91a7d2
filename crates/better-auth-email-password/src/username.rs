use std::fmt;

use better_auth_core::ErrorCode;

use crate::error::{INVALID_USERNAME, USERNAME_TOO_LONG, USERNAME_TOO_SHORT};
use crate::options::UsernameOptions;

/// A user name: letters and digits of ASCII, `_` and `.`. Two spellings that differ in case are
/// one name; the folded form is what is stored, compared and unique.
///
/// Everything outside ASCII is refused: look-alike letters, invisible characters and full-width
/// forms are ways to pass for somebody else (UTS #39).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username {
    folded: String,
    typed: String,
}

impl Username {
    /// Reads a user name as it was typed.
    ///
    /// # Errors
    /// [`USERNAME_TOO_SHORT`], [`USERNAME_TOO_LONG`] or [`INVALID_USERNAME`].
    pub fn parse(typed: &str, options: &UsernameOptions) -> Result<Self, ErrorCode> {
        if typed.len() < *options.length.start() {
            return Err(USERNAME_TOO_SHORT);
        }
        if typed.chars().count() > *options.length.end() {
            return Err(USERNAME_TOO_LONG);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
        if !typed.bytes().all(allowed) {
            return Err(INVALID_USERNAME);
        }
        Ok(Self { folded: typed.to_ascii_lowercase(), typed: typed.to_owned() })
    }

    /// The form that is stored and compared.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The form that was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_is_folded_and_its_spelling_kept() {
        let name = Username::parse("Ada.L_1", &UsernameOptions::default()).unwrap();
        assert_eq!((name.folded(), name.typed()), ("ada.l_1", "Ada.L_1"));
    }

    #[test]
    fn pwd_16_names_that_could_pass_for_others_are_refused() {
        let long = "a".repeat(1000);
        let refused = [
            "ab",
            "ada\u{200b}x",
            "аdmin",
            "ada lovelace",
            "ada@x",
            "ada\nx",
            "ａdmin",
            "\u{202e}admin",
            "",
            &long,
        ];
        for name in refused {
            assert!(Username::parse(name, &UsernameOptions::default()).is_err(), "{name:?}");
        }
    }
}
