//! Tokens: what is handed out, and what is stored of it.
//!
//! Protects from: a stolen database being a set of logins, because only [`TokenHash`]es are
//! stored; guesses, because a token holds 256 random bits; a flood of made-up session tokens
//! reaching the database, because a [`SessionToken`] carries a keyed tag that is checked first.
//!
//! Does not protect from: a token read from the browser or the wire. The tag is a filter, not the
//! proof: it is 56 bits, and the row in the database decides.

mod session;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

pub use session::SessionToken;

use crate::random::{Random, RandomError};
use crate::secret::SecretString;

/// SHA-256 of a token, base64url without padding (43 characters): what is stored and looked up.
/// A token has full entropy, so a fast hash without salt is enough.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// Hashes a token's text.
    pub fn of(token: &str) -> Self {
        Self(URL_SAFE_NO_PAD.encode(Sha256::digest(token)))
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a store handed it out.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// A random single-use token (256 bits, base64url, 43 characters) for links in mails.
#[derive(Clone)]
pub struct OneTimeToken(SecretString);

impl OneTimeToken {
    /// Makes a fresh token.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn generate(random: &dyn Random) -> Result<Self, RandomError> {
        let bytes = random.bytes::<32>()?;
        Ok(Self(SecretString::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))))
    }

    /// What is stored of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(self.0.expose())
    }

    /// The text: goes into a mail and nowhere else.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for OneTimeToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandom;

    #[test]
    fn a_hash_is_the_base64url_of_sha_256() {
        let hash = TokenHash::of("abc");
        assert_eq!(hash.as_str(), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
    }

    #[test]
    fn one_time_tokens_have_256_bits_and_differ() {
        let (a, b) = (
            OneTimeToken::generate(&OsRandom).unwrap(),
            OneTimeToken::generate(&OsRandom).unwrap(),
        );
        assert_eq!(a.expose().len(), 43);
        assert_ne!(a.expose(), b.expose());
        assert_eq!(a.hash(), TokenHash::of(a.expose()));
    }

    #[test]
    fn debug_does_not_show_a_token_or_its_hash() {
        let token = OneTimeToken::generate(&OsRandom).unwrap();
        assert_eq!(format!("{token:?} {:?}", token.hash()), "OneTimeToken(…) TokenHash(…)");
    }
}
