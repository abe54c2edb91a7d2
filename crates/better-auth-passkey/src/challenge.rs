//! Challenges: rows that one browser can use once, within five minutes, for one ceremony.
//!
//! The row is found by the hash of a random token, and the token is in a cookie of the browser
//! that asked. A challenge that was shown to one browser is worth nothing in another.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use better_auth_core::entity::{Proof, Purpose};
use better_auth_core::secret::KeyPurpose;
use better_auth_core::token::TokenHash;
use better_auth_core::{ApiError, Auth};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::CHALLENGE_NOT_FOUND;

/// Name of the cookie, behind the prefix of the application's cookies.
const COOKIE: &str = "better-auth-passkey";

/// How long a ceremony may take.
const LIFE: Duration = Duration::from_secs(300);

const SIGNATURE: KeyPurpose = KeyPurpose::new("passkey-challenge");

/// What a challenge is for. One of another kind is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ceremony {
    Registration,
    SignIn,
}

impl Ceremony {
    fn purpose(self) -> Purpose {
        match self {
            Self::Registration => Purpose::new("passkey-registration"),
            Self::SignIn => Purpose::new("passkey-sign-in"),
        }
    }
}

/// Keeps the state of a ceremony, and gives the cookie that leads back to it.
pub(crate) async fn issue(
    auth: &Auth,
    ceremony: Ceremony,
    state: &impl Serialize,
) -> Result<HeaderValue, ApiError> {
    let value = serde_json::to_string(state).map_err(ApiError::internal)?;
    let (token, new) = auth.make_token(ceremony.purpose(), None, value, LIFE)?;
    let mut consequences = auth.consequences([]);
    consequences.token(new);
    auth.record(consequences).await?;
    let signature = STANDARD.encode(auth.keyring().mac(SIGNATURE, &[token.expose().as_bytes()]));
    let value = format!("{}.{signature}", token.expose());
    Ok(auth.cookies().set(COOKIE, &value, Some(LIFE)))
}

/// Uses up the challenge of this browser.
///
/// # Errors
/// [`CHALLENGE_NOT_FOUND`] if there is none, it expired, was used, or is of another ceremony.
pub(crate) async fn consume<T: DeserializeOwned>(
    auth: &Auth,
    ceremony: Ceremony,
    headers: &HeaderMap,
) -> Result<T, ApiError> {
    let token = presented(auth, headers).ok_or(CHALLENGE_NOT_FOUND)?;
    let proof = Proof { purpose: ceremony.purpose(), token: &token, user: None };
    let nothing = auth.consequences([]);
    let row = auth.verifications().consume_verification(proof, auth.now(), &nothing).await?;
    let row = row.ok_or(CHALLENGE_NOT_FOUND)?;
    // A row of another release may not fit any more: the ceremony starts again.
    serde_json::from_str(&row.value)
        .map_err(|error| ApiError::from(CHALLENGE_NOT_FOUND).with_source(error))
}

/// The cookie, removed.
pub(crate) fn clear(auth: &Auth) -> HeaderValue {
    auth.cookies().clear(COOKIE)
}

fn presented(auth: &Auth, headers: &HeaderMap) -> Option<TokenHash> {
    let (token, signature) = auth.cookies().get(headers, COOKIE)?.rsplit_once('.')?;
    let signature = STANDARD.decode(signature).ok()?;
    let genuine = signature.len() == 32
        && auth.keyring().verify_mac(SIGNATURE, &[token.as_bytes()], &signature);
    genuine.then(|| TokenHash::of(token))
}
