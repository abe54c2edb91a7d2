//! A sign-in that waits for a second factor.
//!
//! It is a row that a cookie names, and no session: nothing but the proof of a second factor looks
//! at it. It lasts [`PENDING_LIFE`], is used up by the first proof, and is void as soon as the
//! user's credentials change. The cookie is the binding to the browser: it holds 256 random bits
//! of which only the hash is stored, and a keyed tag, so that a made-up one does not reach the
//! database.

use std::time::Duration;

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};

use super::SignIn;
use crate::assurance::{Amr, Assurance};
use crate::auth::Auth;
use crate::clock::Timestamp;
use crate::entity::{Proof, Purpose, User, Verification};
use crate::error::ApiError;
use crate::event::kinds;
use crate::extract::RequestFacts;
use crate::id::VerificationId;
use crate::secret::{KeyPurpose, Keyring};
use crate::store::StoreResult;
use crate::token::{OneTimeToken, TokenHash};

/// How long a sign-in waits for its second factor: 10 minutes.
pub const PENDING_LIFE: Duration = Duration::from_secs(600);

/// What the rows of pending sign-ins are for.
pub const PENDING: Purpose = Purpose::new("pending-sign-in");

const COOKIE: &str = "two_factor";
const TAG: KeyPurpose = KeyPurpose::new("pending-sign-in");

/// What the row remembers.
#[derive(Serialize, Deserialize)]
struct Value {
    method: String,
    remember: bool,
    amr: String,
    authenticated_at: i64,
    credential_version: i64,
}

/// A sign-in whose first factor was right, and which waits for a second one.
#[derive(Debug)]
pub struct PendingSignIn {
    /// Names the row.
    pub id: VerificationId,
    /// Who wants to sign in.
    pub user: User,
    /// What has been proven so far.
    pub assurance: Assurance,
    /// Whether the session is to outlive the browser.
    pub remember: bool,
    /// How it began: the [name](super::SignInMethod::name) of the method.
    pub method: String,
    token: TokenHash,
}

impl PendingSignIn {
    /// Uses it up, in the transaction that opens the session.
    pub fn proof(&self) -> Proof<'_> {
        Proof { purpose: PENDING, token: &self.token, user: Some(&self.user.id) }
    }

    fn read(row: Verification, user: User, token: TokenHash, now: Timestamp) -> Option<Self> {
        if row.consumed_at.is_some() || row.expires_at <= now {
            return None;
        }
        let value: Value = serde_json::from_str(&row.value).ok()?;
        if value.credential_version != user.credential_version {
            return None;
        }
        let assurance = Assurance {
            methods: Amr::list(&value.amr),
            authenticated_at: Timestamp::from_millis(value.authenticated_at),
            second_factor_at: None,
        };
        let Value { method, remember, .. } = value;
        Some(Self { id: row.id, user, assurance, remember, method, token })
    }
}

impl Auth {
    /// The pending sign-in that the cookie of a request names. `None` if there is none, or none
    /// any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn pending_sign_in(
        &self,
        request: &RequestFacts,
    ) -> StoreResult<Option<PendingSignIn>> {
        let cookie = self.cookies().get(request.cookies(), COOKIE);
        let Some(token) = cookie.and_then(|value| read_cookie(self.keyring(), value)) else {
            return Ok(None);
        };
        let Some(row) = self.verifications().find_verification(PENDING, &token).await? else {
            return Ok(None);
        };
        let Some(id) = &row.user_id else { return Ok(None) };
        let Some(user) = self.users().find_user(id).await? else { return Ok(None) };
        Ok(PendingSignIn::read(row, user, token, self.now()))
    }

    /// `Set-Cookie` that makes the browser forget its pending sign-in, if it has one.
    pub fn forget_pending_sign_in(&self, request: &RequestFacts) -> Option<HeaderValue> {
        let cookie = self.cookies().get(request.cookies(), COOKIE);
        cookie.map(|_| self.cookies().clear(COOKIE))
    }

    /// Puts a sign-in off until a second factor is proven. The answer is the plugin's, and gets
    /// the cookie that names the row.
    pub(super) async fn suspend(
        &self,
        sign_in: &SignIn<'_>,
        mut answer: Box<Response>,
    ) -> Result<Box<Response>, ApiError> {
        let user = sign_in.user;
        let value = Value {
            method: sign_in.method.name().to_owned(),
            remember: sign_in.remember,
            amr: Amr::text(&sign_in.assurance.methods),
            authenticated_at: sign_in.assurance.authenticated_at.as_millis(),
            credential_version: user.credential_version,
        };
        let value = serde_json::to_string(&value).map_err(ApiError::internal)?;
        let (token, row) = self.make_token(PENDING, Some(&user.id), value, PENDING_LIFE)?;
        let event = self.event(kinds::SIGN_IN_CHALLENGED, sign_in.request).actor(&user.id);
        let mut consequences = self.consequences([event.detail(sign_in.method.name())]);
        consequences.token(row);
        self.record(consequences).await?;
        let value = write_cookie(self.keyring(), &token);
        let cookie = self.cookies().set(COOKIE, &value, Some(PENDING_LIFE));
        answer.headers_mut().append(header::SET_COOKIE, cookie);
        Ok(answer)
    }
}

fn write_cookie(keys: &Keyring, token: &OneTimeToken) -> String {
    let tag = keys.mac(TAG, &[token.expose().as_bytes()]);
    format!("{}.{}", token.expose(), URL_SAFE_NO_PAD.encode(tag))
}

fn read_cookie(keys: &Keyring, value: &str) -> Option<TokenHash> {
    let (token, tag) = value.split_once('.')?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok().filter(|tag| tag.len() == 32)?;
    keys.verify_mac(TAG, &[token.as_bytes()], &tag).then(|| TokenHash::of(token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandom;
    use crate::secret::SecretString;

    #[test]
    fn only_the_cookie_that_was_written_is_read() {
        let keys = Keyring::new(&[SecretString::new("one")]);
        let token = OneTimeToken::generate(&OsRandom).unwrap();
        let cookie = write_cookie(&keys, &token);
        assert_eq!(read_cookie(&keys, &cookie), Some(token.hash()));
        let other = Keyring::new(&[SecretString::new("two")]);
        assert_eq!(read_cookie(&other, &cookie), None);
        let last = cookie.len() - 2;
        for forged in ["", ".", token.expose(), &cookie[..last], &cookie[1..], "undefined"] {
            assert_eq!(read_cookie(&keys, forged), None, "{forged}");
        }
    }
}
