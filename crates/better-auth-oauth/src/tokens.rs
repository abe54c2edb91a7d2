//! The tokens of an account, as they are kept: in one envelope that opens for its row only.

use std::fmt;

use better_auth_core::random::RandomError;
use better_auth_core::secret::KeyPurpose;
use better_auth_core::{AccountId, Auth, SecretString, Timestamp};
use serde::{Deserialize, Serialize};

const SEALED: KeyPurpose = KeyPurpose::new("oauth-tokens");

/// What a provider handed out for one account.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Tokens {
    /// Opens the provider's interface.
    pub access_token: Option<SecretString>,
    /// From then on the access token is void; `None` if the provider does not say.
    pub access_token_expires_at: Option<Timestamp>,
    /// Fetches new tokens.
    pub refresh_token: Option<SecretString>,
    /// From then on the refresh token is void; `None` if the provider does not say.
    pub refresh_token_expires_at: Option<Timestamp>,
    /// What the provider said about the user, signed.
    pub id_token: Option<SecretString>,
}

/// The envelope as it is stored. Two of the same tokens differ, so it also serves as the version
/// of the row.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedTokens(String);

impl SealedTokens {
    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a store handed it out.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SealedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedTokens(…)")
    }
}

/// The content of the envelope. Only this module has it.
#[derive(Default, Serialize, Deserialize)]
struct Content {
    access_token: Option<String>,
    access_token_expires_at: Option<i64>,
    refresh_token: Option<String>,
    refresh_token_expires_at: Option<i64>,
    id_token: Option<String>,
}

impl Tokens {
    /// Fills what these lack with what was there before: a provider gives a refresh token at the
    /// first consent only, or keeps the old one going.
    #[must_use]
    pub(crate) fn or(self, old: Self) -> Self {
        let (refresh_token, refresh_token_expires_at) = match self.refresh_token {
            Some(token) => (Some(token), self.refresh_token_expires_at),
            None => (old.refresh_token, old.refresh_token_expires_at),
        };
        let (access_token, access_token_expires_at) = match self.access_token {
            Some(token) => (Some(token), self.access_token_expires_at),
            None => (old.access_token, old.access_token_expires_at),
        };
        Self {
            access_token,
            access_token_expires_at,
            refresh_token,
            refresh_token_expires_at,
            id_token: self.id_token.or(old.id_token),
        }
    }

    /// Encrypts the tokens for one row.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn seal(&self, auth: &Auth, row: &AccountId) -> Result<SealedTokens, RandomError> {
        let text = |token: &Option<SecretString>| token.as_ref().map(|it| it.expose().to_owned());
        let content = Content {
            access_token: text(&self.access_token),
            access_token_expires_at: self.access_token_expires_at.map(Timestamp::as_millis),
            refresh_token: text(&self.refresh_token),
            refresh_token_expires_at: self.refresh_token_expires_at.map(Timestamp::as_millis),
            id_token: text(&self.id_token),
        };
        let json = zeroize::Zeroizing::new(serde_json::to_vec(&content).unwrap_or_default());
        let sealed = auth.keyring().seal(SEALED, &context(row), &json, auth.random())?;
        Ok(SealedTokens(sealed))
    }

    /// Decrypts the tokens of a row, and says whether they were encrypted under an older secret.
    /// What does not open, because its secret is gone, is as if there were none.
    pub(crate) fn open(auth: &Auth, row: &AccountId, sealed: &SealedTokens) -> (Self, bool) {
        let Ok(opened) = auth.keyring().open(SEALED, &context(row), &sealed.0) else {
            tracing::warn!(account = row.as_str(), "the tokens of an account do not open");
            return (Self::default(), false);
        };
        let content: Content = serde_json::from_slice(&opened.plaintext).unwrap_or_default();
        let tokens = Self {
            access_token: content.access_token.map(SecretString::new),
            access_token_expires_at: content.access_token_expires_at.map(Timestamp::from_millis),
            refresh_token: content.refresh_token.map(SecretString::new),
            refresh_token_expires_at: content.refresh_token_expires_at.map(Timestamp::from_millis),
            id_token: content.id_token.map(SecretString::new),
        };
        (tokens, opened.stale)
    }
}

fn context(row: &AccountId) -> String {
    format!("accounts:{row}")
}
