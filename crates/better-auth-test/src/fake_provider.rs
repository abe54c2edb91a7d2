//! An identity provider in software.

mod keys;
mod lies;
mod server;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use better_auth_core::Clock;
use better_auth_core::http_client::{Bytes, HttpClient, HttpError};
use http::{Request, Response};
use serde_json::{Value, json};
use url::Url;

use crate::browser::Browser;
use crate::clock::FakeClock;
use crate::response::TestResponse;
use keys::Keys;

pub use lies::{Endpoint, Misbehaviour, Signing};

/// An OpenID provider that runs in the test: it speaks discovery, keys, authorization codes with
/// PKCE, refresh tokens and user info, signs for real, and lies when it is told to.
///
/// It is the [`HttpClient`] of the application at the same time, so no request leaves the process.
/// Requests to anybody else fail. Clones are the same provider.
///
/// ```
/// # use better_auth_test::FakeProvider;
/// # use serde_json::json;
/// let provider = FakeProvider::new("https://id.example");
/// // builder.plugin(OAuthPlugin::new(provider.clone())
/// //     .provider(Provider::oidc("company", provider.issuer()), ClientSettings::new(
/// //         FakeProvider::CLIENT_ID, FakeProvider::CLIENT_SECRET)))
/// // let answer = provider.sign_in(&browser, "company", json!({ "sub": "1", "email": "a@b.c" })).await;
/// # assert_eq!(provider.issuer(), "https://id.example");
/// ```
#[derive(Clone)]
pub struct FakeProvider {
    issuer: String,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    keys: Keys,
    clock: FakeClock,
    /// Codes that were handed out, and what for.
    codes: BTreeMap<String, Visit>,
    /// Access and refresh tokens that work, and whose they are.
    access_tokens: BTreeMap<String, Value>,
    refresh_tokens: BTreeMap<String, Value>,
    handed_out: u64,
    token_life: u64,
    gives_refresh_tokens: bool,
    signing: Signing,
    claims: Value,
    user_info: Option<Value>,
    lies: BTreeMap<Endpoint, Misbehaviour>,
    requests: Vec<Endpoint>,
}

/// Somebody who agreed, and what the browser came with.
#[derive(Clone)]
struct Visit {
    user: Value,
    nonce: Option<String>,
    challenge: Option<String>,
    redirect_uri: String,
    scope: String,
}

impl FakeProvider {
    /// The id of the application that the provider knows.
    pub const CLIENT_ID: &'static str = "the-client";

    /// Its secret.
    pub const CLIENT_SECRET: &'static str = "the-client-secret";

    /// A provider with this issuer, an https URL. Its clock stands where the one of a
    /// [`TestApp`](crate::TestApp) begins; [`follow`](Self::follow) makes it move.
    pub fn new(issuer: &str) -> Self {
        let inner = Inner {
            keys: Keys::default(),
            clock: FakeClock::default(),
            codes: BTreeMap::new(),
            access_tokens: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
            handed_out: 0,
            token_life: 3600,
            gives_refresh_tokens: true,
            signing: Signing::default(),
            claims: json!({}),
            user_info: None,
            lies: BTreeMap::new(),
            requests: Vec::new(),
        };
        Self { issuer: issuer.to_owned(), inner: Arc::new(Mutex::new(inner)) }
    }

    /// Who it is.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Shows the time of this clock from now on.
    pub fn follow(&self, clock: &FakeClock) {
        self.lock().clock = clock.clone();
    }

    /// How long access tokens work, in seconds. At first 3600.
    pub fn tokens_live(&self, seconds: u64) {
        self.lock().token_life = seconds;
    }

    /// Whether a refresh token comes with an access token. At first true. Each works once.
    pub fn gives_refresh_tokens(&self, gives: bool) {
        self.lock().gives_refresh_tokens = gives;
    }

    /// Signs with new keys from now on, and publishes no other.
    pub fn rotate_keys(&self) {
        self.lock().keys.rotate();
    }

    /// Signs ID tokens in that way from now on.
    pub fn sign_with(&self, signing: Signing) {
        self.lock().signing = signing;
    }

    /// Puts these claims over those of ID tokens from now on; `null` takes one out.
    pub fn change_claims(&self, claims: Value) {
        self.lock().claims = claims;
    }

    /// Answers this about users from now on, whoever asks.
    pub fn change_user_info(&self, answer: Value) {
        self.lock().user_info = Some(answer);
    }

    /// Misbehaves at an endpoint from now on.
    pub fn misbehave(&self, at: Endpoint, how: Misbehaviour) {
        self.lock().lies.insert(at, how);
    }

    /// Tells the truth again.
    pub fn behave(&self) {
        let mut inner = self.lock();
        inner.lies.clear();
        (inner.claims, inner.user_info, inner.signing) = (json!({}), None, Signing::default());
    }

    /// How often somebody came to an endpoint.
    pub fn requests_to(&self, endpoint: Endpoint) -> usize {
        self.lock().requests.iter().filter(|asked| **asked == endpoint).count()
    }

    /// An ID token for an app on the user's device, with these claims over the usual ones.
    pub fn id_token(&self, claims: Value) -> String {
        let inner = self.lock();
        inner.keys.sign(&inner.claims_for(&self.issuer, &claims, None), inner.signing)
    }

    /// What the browser does at an authorization URL where the user agrees: the path and query,
    /// below the base path, that it comes back to. `user` has the claims of the user.
    ///
    /// # Panics
    /// When the URL is not one that a careful provider takes.
    pub fn agree(&self, authorization_url: &str, user: Value) -> String {
        let (visit, state) = self.visit(authorization_url, user);
        let mut inner = self.lock();
        let code = inner.fresh("code");
        let redirect_uri = visit.redirect_uri.clone();
        inner.codes.insert(code.clone(), visit);
        let answer = [("code", code.as_str()), ("state", &state), ("iss", &self.issuer)];
        back(&redirect_uri, &answer)
    }

    /// What the browser does where the user does not agree.
    ///
    /// # Panics
    /// As [`agree`](Self::agree).
    pub fn deny(&self, authorization_url: &str, error: &str) -> String {
        let (visit, state) = self.visit(authorization_url, Value::Null);
        let answer = [("error", error), ("state", &state), ("iss", &self.issuer)];
        back(&visit.redirect_uri, &answer)
    }

    /// A whole sign-in of somebody with these claims: there and back. Gives the answer of the
    /// callback.
    ///
    /// # Panics
    /// When the sign-in does not begin.
    pub async fn sign_in(&self, browser: &Browser, provider: &str, user: Value) -> TestResponse {
        let body = json!({ "provider": provider, "callbackURL": "/welcome" });
        self.go(browser, "/sign-in/social", body, user).await
    }

    /// A whole visit that begins with a POST to this path.
    ///
    /// # Panics
    /// When the visit does not begin.
    pub async fn go(
        &self,
        browser: &Browser,
        path: &str,
        body: Value,
        user: Value,
    ) -> TestResponse {
        let begun = browser.post(path, body).await.expect(200).json();
        let url = begun["url"].as_str().expect("an authorization URL").to_owned();
        browser.get(&self.agree(&url, user)).await
    }

    fn visit(&self, authorization_url: &str, user: Value) -> (Visit, String) {
        let url = Url::parse(authorization_url).expect("an authorization URL");
        assert_eq!(url.origin().ascii_serialization(), self.issuer, "another provider");
        let mut query: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in url.query_pairs() {
            let twice = query.insert(name.to_string(), value.into_owned());
            assert!(twice.is_none(), "{name} stands there twice");
        }
        let get = |name: &str| query.get(name).cloned();
        assert_eq!(get("client_id").as_deref(), Some(Self::CLIENT_ID));
        assert_eq!(get("response_type").as_deref(), Some("code"));
        assert_eq!(get("code_challenge_method").as_deref(), Some("S256"));
        let visit = Visit {
            user,
            nonce: get("nonce"),
            challenge: get("code_challenge"),
            redirect_uri: get("redirect_uri").expect("a redirect URI"),
            scope: get("scope").unwrap_or_default(),
        };
        (visit, get("state").expect("a state"))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn fresh(&mut self, kind: &str) -> String {
        self.handed_out += 1;
        format!("the-{kind}-number-{:04}", self.handed_out)
    }

    fn claims_for(&self, issuer: &str, user: &Value, nonce: Option<&str>) -> Value {
        let now = self.clock.now().as_secs();
        let mut claims = json!({
            "iss": issuer, "aud": FakeProvider::CLIENT_ID, "iat": now, "exp": now + 600,
        });
        lies::put_over(&mut claims, &json!({ "nonce": nonce }));
        lies::put_over(&mut claims, user);
        lies::put_over(&mut claims, &self.claims);
        claims
    }
}

/// Path and query of the callback, below the base path.
fn back(redirect_uri: &str, answer: &[(&str, &str)]) -> String {
    let mut url = Url::parse(redirect_uri).expect("a redirect URI");
    url.query_pairs_mut().extend_pairs(answer);
    let path = url.path().to_owned();
    let below = path.find("/callback/").expect("a callback");
    format!("{}?{}", &path[below..], url.query().unwrap_or_default())
}

#[async_trait]
impl HttpClient for FakeProvider {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        self.serve(&request)
    }
}

impl fmt::Debug for FakeProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeProvider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
