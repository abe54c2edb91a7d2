//! A visit to a provider, from the click to the callback: the `state` of RFC 6749.
//!
//! The state is a random token; the database has its hash, and under it, encrypted, what has to be
//! remembered. A cookie with a random value of its own binds it to the browser that clicked: the
//! row has the hash of that value. So a state that leaks from a log or a `Referer` is worth nothing
//! in another browser, and a stolen database has neither the state nor the code verifier.
//!
//! One state is used up by one callback. The binding is per browser, not per visit, so that two
//! tabs can be on their way at once.

use std::time::Duration;

use better_auth_core::entity::{Proof, Purpose};
use better_auth_core::secret::KeyPurpose;
use better_auth_core::token::{OneTimeToken, TokenHash};
use better_auth_core::{ApiError, Auth, SessionId, UserId};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::callback_error::{CallbackError, Failure};

/// How long somebody may take at the provider: 10 minutes.
pub(crate) const LIFE: Duration = Duration::from_secs(600);

const PURPOSE: Purpose = Purpose::new("oauth-state");
const SEALED: KeyPurpose = KeyPurpose::new("oauth-state");

/// Name of the cookie, behind the prefix of the application's cookies.
const COOKIE: &str = "oauth_state";

/// What is remembered of a visit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Flow {
    /// Where the browser was sent.
    pub(crate) provider: String,
    /// What for.
    pub(crate) intent: Intent,
    /// The code verifier of PKCE.
    pub(crate) verifier: String,
    /// What the ID token must repeat.
    pub(crate) nonce: String,
    /// What was asked for.
    pub(crate) scopes: Vec<String>,
    /// Where the browser goes in the end; checked when it came in, and again before it goes out.
    pub(crate) callback: String,
    /// Where it goes when the account is new.
    pub(crate) new_user_callback: Option<String>,
    /// Where it goes when something failed.
    pub(crate) error_callback: Option<String>,
    /// Whether a new account was asked for in so many words.
    pub(crate) request_sign_up: bool,
    /// The hash of the browser's cookie.
    browser: String,
}

/// What a visit is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Intent {
    /// To sign in, or up.
    SignIn,
    /// To link the account there to one here.
    Link {
        /// Whose.
        user: UserId,
        /// The session that asked.
        session: SessionId,
    },
}

impl Flow {
    /// A visit that is not bound to a browser yet.
    pub(crate) fn new(
        auth: &Auth,
        provider: &str,
        intent: Intent,
        callback: String,
    ) -> Result<Self, ApiError> {
        let random = || OneTimeToken::generate(auth.random()).map(|it| it.expose().to_owned());
        Ok(Self {
            provider: provider.to_owned(),
            intent,
            verifier: random()?,
            nonce: random()?,
            scopes: Vec::new(),
            callback,
            new_user_callback: None,
            error_callback: None,
            request_sign_up: false,
            browser: String::new(),
        })
    }

    /// Keeps the visit for [`LIFE`]. Gives the state, and the cookie that binds it to the browser
    /// whose cookies these are.
    pub(crate) async fn begin(
        &self,
        auth: &Auth,
        cookies: &HeaderMap,
    ) -> Result<(OneTimeToken, HeaderValue), ApiError> {
        let browser = match presented(auth, cookies) {
            Some(known) => known.to_owned(),
            None => OneTimeToken::generate(auth.random())?.expose().to_owned(),
        };
        let browser_hash = TokenHash::of(&browser).as_str().to_owned();
        let bound = Self { browser: browser_hash, ..self.clone() };
        let user = match &self.intent {
            Intent::SignIn => None,
            Intent::Link { user, .. } => Some(user),
        };
        let (state, mut new) = auth.make_token(PURPOSE, user, String::new(), LIFE)?;
        let json = zeroize::Zeroizing::new(serde_json::to_vec(&bound).map_err(ApiError::internal)?);
        let context = context(&new.token_hash);
        new.verification.value = auth.keyring().seal(SEALED, &context, &json, auth.random())?;
        let mut consequences = auth.consequences([]);
        consequences.token(new);
        auth.record(consequences).await?;
        Ok((state, auth.cookies().set(COOKIE, &browser, Some(LIFE))))
    }

    /// Uses the state up. One of another browser is left as it is, so that nobody can use up what
    /// is not theirs.
    pub(crate) async fn finish(
        auth: &Auth,
        state: &str,
        cookies: &HeaderMap,
    ) -> Result<Self, Failure> {
        let hash = TokenHash::of(state);
        let found = auth.verifications().find_verification(PURPOSE, &hash).await?;
        let row = found.ok_or(CallbackError::StateMismatch)?;
        let browser = presented(auth, cookies).ok_or(CallbackError::StateMismatch)?;
        let opened = auth.keyring().open(SEALED, &context(&hash), &row.value);
        let opened = opened.map_err(|_| CallbackError::StateInvalid)?;
        let flow: Self =
            serde_json::from_slice(&opened.plaintext).map_err(|_| CallbackError::StateInvalid)?;
        if TokenHash::of(browser).as_str() != flow.browser {
            return Err(CallbackError::StateMismatch.into());
        }
        let proof = Proof { purpose: PURPOSE, token: &hash, user: None };
        let nothing = auth.consequences([]);
        let used = auth.verifications().consume_verification(proof, auth.now(), &nothing).await?;
        used.ok_or(CallbackError::StateMismatch)?;
        Ok(flow)
    }
}

fn context(state: &TokenHash) -> String {
    format!("oauth-state:{}", state.as_str())
}

/// The value of the cookie, if it may be one of ours.
fn presented<'h>(auth: &Auth, cookies: &'h HeaderMap) -> Option<&'h str> {
    auth.cookies().get(cookies, COOKIE).filter(|value| value.len() == 43)
}
