//! What a new password must be like.

use unicode_normalization::UnicodeNormalization as _;

use super::{Password, common};
use crate::error::ApiError;
use crate::secret::SecretString;

/// The codes of passwords that are refused.
pub mod codes {
    crate::error_codes! {
        /// The new password has fewer characters than the policy asks for.
        PASSWORD_TOO_SHORT = BAD_REQUEST, "Password too short";
        /// The password has more characters than the policy lets in.
        PASSWORD_TOO_LONG = BAD_REQUEST, "Password too long";
        /// The new password is one of those that are guessed first.
        PASSWORD_TOO_COMMON = BAD_REQUEST, "Password is too common";
        /// The new password can be guessed with few tries; a check of the application says so.
        PASSWORD_TOO_WEAK = BAD_REQUEST, "Password is too easy to guess. Use a longer one, or several unusual words.";
        /// The new password is in a list of leaked ones; a check of the application says so.
        PASSWORD_COMPROMISED = BAD_REQUEST, "This password has appeared in a data leak. Choose another one, and change it wherever you use it.";
        /// The password is not the user's.
        INVALID_PASSWORD = BAD_REQUEST, "Invalid password";
        /// The user signs in by other means and has no password.
        CREDENTIAL_ACCOUNT_NOT_FOUND = BAD_REQUEST, "Credential account not found";
    }
}

/// Bytes that a character may take before normalisation: a letter with three marks, each of four
/// bytes. Text longer than that for every character is refused without normalising it.
const BYTES_PER_CHARACTER: usize = 16;

/// What a new password must be like. Counted in Unicode code points after NFKC. There are no
/// rules of composition: they make passwords worse (NIST SP 800-63B-4, 3.1.1.2).
#[derive(Debug, Clone)]
pub struct PasswordPolicy {
    /// Default 8, the least that NIST lets pass.
    pub min_length: usize,
    /// Default 128, which holds any pass phrase. At most 4096.
    pub max_length: usize,
    /// Whether to refuse the most common passwords, one character or a few of them repeated, and
    /// runs such as `12345678`. Default true.
    pub refuse_common: bool,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { min_length: 8, max_length: 128, refuse_common: true }
    }
}

impl PasswordPolicy {
    /// Takes a new password. Routes call [`Auth::accept_password`](crate::Auth::accept_password),
    /// which also asks the checks of the application.
    ///
    /// # Errors
    /// `PASSWORD_TOO_LONG`, `PASSWORD_TOO_SHORT` or `PASSWORD_TOO_COMMON` (400).
    pub fn accept(&self, text: &SecretString) -> Result<Password, ApiError> {
        let password = self.candidate(text)?;
        let text = password.0.expose();
        if text.chars().count() < self.min_length {
            return Err(codes::PASSWORD_TOO_SHORT.into());
        }
        if self.refuse_common && common::is_common(text) {
            return Err(codes::PASSWORD_TOO_COMMON.into());
        }
        Ok(password)
    }

    /// Takes a password that is presented for verification. It may be shorter than today's policy
    /// asks for, or common: it was accepted under another one.
    ///
    /// # Errors
    /// `PASSWORD_TOO_LONG` (400).
    pub fn candidate(&self, text: &SecretString) -> Result<Password, ApiError> {
        let text = text.expose();
        if text.len() > self.max_length.saturating_mul(BYTES_PER_CHARACTER) {
            return Err(codes::PASSWORD_TOO_LONG.into());
        }
        let (mut characters, mut bytes) = (0, 0);
        for character in text.nfkc() {
            characters += 1;
            bytes += character.len_utf8();
        }
        if characters > self.max_length {
            return Err(codes::PASSWORD_TOO_LONG.into());
        }
        // The right capacity from the start: growing would leave copies behind.
        let mut normalised = String::with_capacity(bytes);
        normalised.extend(text.nfkc());
        Ok(Password(SecretString::new(normalised)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(policy: &PasswordPolicy, text: &str) -> &'static str {
        policy.accept(&text.into()).err().map_or("", |error| {
            assert_eq!(error.status(), 400);
            error.code()
        })
    }

    #[test]
    fn length_is_counted_in_code_points() {
        let policy = PasswordPolicy::default();
        assert_eq!(refused(&policy, "Zq7?mQx"), "PASSWORD_TOO_SHORT");
        assert_eq!(refused(&policy, "Zq7?mQxw"), "");
        assert_eq!(refused(&policy, "🦀🐢🦊🐙🦉🐝🦄"), "PASSWORD_TOO_SHORT");
        assert_eq!(refused(&policy, "🦀🐢🦊🐙🦉🐝🦄🐌"), "");
        let long: String = ('\u{1F300}'..).step_by(2).take(128).collect();
        assert_eq!(refused(&policy, &long), "");
        assert_eq!(refused(&policy, &format!("{long}x")), "PASSWORD_TOO_LONG");
    }

    #[test]
    fn the_maximum_is_that_after_normalisation() {
        let policy = PasswordPolicy::default();
        let decomposed = "e\u{301}a\u{308}".repeat(64);
        assert!(policy.candidate(&decomposed.as_str().into()).is_ok());
        let expanding = "\u{fdfa}".repeat(8);
        let error = policy.candidate(&expanding.as_str().into()).unwrap_err();
        assert_eq!(error.code(), "PASSWORD_TOO_LONG");
    }

    #[test]
    fn at_sign_in_only_the_maximum_counts() {
        let policy = PasswordPolicy::default();
        for text in ["", "a", "password"] {
            assert!(policy.candidate(&text.into()).is_ok());
        }
        let error = policy.candidate(&"x".repeat(129).into()).unwrap_err();
        assert_eq!(error.code(), "PASSWORD_TOO_LONG");
    }

    #[test]
    fn common_passwords_are_refused_in_any_case_and_width_unless_switched_off() {
        let mut policy = PasswordPolicy::default();
        for text in ["password", "PassWord", "ｐａｓｓｗｏｒｄ", "iloveyou", "12345678"] {
            assert_eq!(refused(&policy, text), "PASSWORD_TOO_COMMON", "{text}");
        }
        policy.refuse_common = false;
        assert_eq!(refused(&policy, "password"), "");
    }

    #[test]
    fn pwd_03_nothing_is_trimmed_or_cut() {
        let policy = PasswordPolicy::default();
        for text in [" Zq7?mQxw ", "Zq7?\0mQxw", "Zq7?mQxw\n"] {
            assert_eq!(policy.accept(&text.into()).unwrap().as_bytes(), text.as_bytes());
        }
    }

    #[test]
    fn pwd_04_composed_and_decomposed_letters_are_one_password() {
        let policy = PasswordPolicy::default();
        let composed = policy.accept(&"p\u{e4}ssw\u{f6}rd-\u{2163}".into()).unwrap();
        let decomposed = policy.candidate(&"pa\u{308}sswo\u{308}rd-IV".into()).unwrap();
        assert_eq!(composed.as_bytes(), decomposed.as_bytes());
    }

    #[test]
    fn dos_01_a_huge_password_is_refused_without_normalising_it() {
        let policy = PasswordPolicy::default();
        let huge = SecretString::new("\u{fdfa}".repeat(300_000));
        let start = std::time::Instant::now();
        for _ in 0..1000 {
            assert!(policy.candidate(&huge).is_err());
        }
        // Normalising it once would take longer than this.
        assert!(start.elapsed().as_millis() < 50, "{:?}", start.elapsed());
    }
}
