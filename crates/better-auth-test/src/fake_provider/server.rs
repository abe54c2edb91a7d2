use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use better_auth_core::http_client::{Bytes, HttpError};
use http::{Method, Request, Response, header};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::lies::{Endpoint, Misbehaviour, put_over};
use super::{FakeProvider, Inner, Visit};

/// A refusal of the token endpoint (RFC 6749 section 5.2).
type Refusal = &'static str;

impl FakeProvider {
    pub(super) fn serve(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let unreachable = || HttpError::Unreachable("no such server".into());
        let url = request.uri().to_string();
        let path = url.strip_prefix(&self.issuer).ok_or_else(unreachable)?;
        let endpoint = match (request.method(), path) {
            (&Method::GET, "/.well-known/openid-configuration") => Endpoint::Discovery,
            (&Method::GET, "/keys") => Endpoint::Keys,
            (&Method::POST, "/token") => Endpoint::Token,
            (&Method::GET, "/me") => Endpoint::UserInfo,
            _ => return answer(404, "no such page"),
        };
        let lie = {
            let mut inner = self.lock();
            inner.requests.push(endpoint);
            inner.lies.get(&endpoint).cloned()
        };
        match lie {
            Some(Misbehaviour::Down) => Err(unreachable()),
            Some(Misbehaviour::Slow) => {
                Err(HttpError::TimedOut(std::time::Duration::from_secs(10)))
            }
            Some(Misbehaviour::Huge) => Err(HttpError::TooLarge { limit: 1024 * 1024 }),
            Some(Misbehaviour::Status(status)) => answer(status, ""),
            Some(Misbehaviour::Body(body)) => answer(200, body),
            lie => {
                let (status, mut body) = self.truth(endpoint, request);
                if let Some(Misbehaviour::Json(changes)) = lie {
                    put_over(&mut body, &changes);
                }
                answer(status, body.to_string())
            }
        }
    }

    fn truth(&self, endpoint: Endpoint, request: &Request<Bytes>) -> (u16, Value) {
        match endpoint {
            Endpoint::Discovery => (200, self.discovery()),
            Endpoint::Keys => (200, self.lock().keys.published()),
            Endpoint::Token => match self.tokens(request) {
                Ok(tokens) => (200, tokens),
                Err(error) => (400, json!({ "error": error })),
            },
            Endpoint::UserInfo => {
                let inner = self.lock();
                let token = request.headers().get(header::AUTHORIZATION);
                let token = token.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
                match token.and_then(|token| inner.access_tokens.get(token)) {
                    Some(user) => (200, inner.user_info.clone().unwrap_or_else(|| user.clone())),
                    None => (401, json!({ "error": "invalid_token" })),
                }
            }
        }
    }

    fn discovery(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"),
            "jwks_uri": at("/keys"),
            "userinfo_endpoint": at("/me"),
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "authorization_response_iss_parameter_supported": true,
        })
    }

    fn tokens(&self, request: &Request<Bytes>) -> Result<Value, Refusal> {
        let form: BTreeMap<String, String> =
            form_urlencoded::parse(request.body()).into_owned().collect();
        let get = |name: &str| form.get(name).map(String::as_str);
        if !is_client(request, &form) {
            return Err("invalid_client");
        }
        let mut inner = self.lock();
        match get("grant_type") {
            Some("authorization_code") => {
                let visit = inner.codes.remove(get("code").unwrap_or_default());
                let visit = visit.ok_or("invalid_grant")?;
                let verifier = get("code_verifier").unwrap_or_default();
                let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
                let fits = visit.challenge.as_deref() == Some(&challenge)
                    && get("redirect_uri") == Some(&visit.redirect_uri);
                if fits { Ok(inner.hand_out(&self.issuer, &visit)) } else { Err("invalid_grant") }
            }
            Some("refresh_token") => {
                let user = inner.refresh_tokens.remove(get("refresh_token").unwrap_or_default());
                let user = user.ok_or("invalid_grant")?;
                let visit = Visit {
                    user,
                    nonce: None,
                    challenge: None,
                    redirect_uri: String::new(),
                    scope: String::new(),
                };
                Ok(inner.hand_out(&self.issuer, &visit))
            }
            _ => Err("unsupported_grant_type"),
        }
    }
}

impl Inner {
    fn hand_out(&mut self, issuer: &str, visit: &Visit) -> Value {
        let access = self.fresh("access-token");
        self.access_tokens.insert(access.clone(), visit.user.clone());
        let mut tokens = json!({
            "access_token": access, "token_type": "Bearer", "expires_in": self.token_life,
        });
        if self.gives_refresh_tokens {
            let refresh = self.fresh("refresh-token");
            self.refresh_tokens.insert(refresh.clone(), visit.user.clone());
            tokens["refresh_token"] = json!(refresh);
        }
        if !visit.scope.is_empty() {
            tokens["scope"] = json!(visit.scope);
        }
        let claims = self.claims_for(issuer, &visit.user, visit.nonce.as_deref());
        tokens["id_token"] = json!(self.keys.sign(&claims, self.signing));
        tokens
    }
}

/// By `client_secret_basic` or `client_secret_post`.
fn is_client(request: &Request<Bytes>, form: &BTreeMap<String, String>) -> bool {
    let pair = format!("{}:{}", FakeProvider::CLIENT_ID, FakeProvider::CLIENT_SECRET);
    let basic = format!("Basic {}", STANDARD.encode(pair));
    if let Some(header) = request.headers().get(header::AUTHORIZATION) {
        return header.as_bytes() == basic.as_bytes();
    }
    let get = |name: &str| form.get(name).map(String::as_str);
    get("client_id") == Some(FakeProvider::CLIENT_ID)
        && get("client_secret") == Some(FakeProvider::CLIENT_SECRET)
}

fn answer(status: u16, body: impl Into<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::LOCATION, "https://elsewhere.example/");
    Ok(response.body(body.into()).expect("an answer"))
}
