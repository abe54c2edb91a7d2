//! The check of an ID token (OpenID Connect Core 1.0 sections 3.1.3.6 and 3.1.3.7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::{SecretString, Timestamp};
use ring::digest::{SHA256, digest};
use serde_json::Value;
use url::Url;

use super::{Remote, RemoteError};
use crate::jose::{Algorithm, Jws, JwsError, KeySet};
use crate::provider::{Endpoints, IdTokenRules};

/// How far clocks may differ, in seconds.
const SKEW: i64 = 60;

const KEYS: &str = "the keys of the provider";

/// What a token has to fit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExpectedToken<'a> {
    /// The nonce; `None` only where the caller sent none.
    pub(crate) nonce: Option<&'a str>,
    /// The access token that came with it.
    pub(crate) access_token: Option<&'a SecretString>,
    /// Whether it came from an app: for any client of the application, and by any of its apps.
    pub(crate) from_app: bool,
}

/// The claims of a token that holds.
#[derive(Debug)]
pub(crate) struct HeldClaims(pub(super) Value);

impl Remote {
    /// Checks a token. With an unknown key the provider is asked for its keys anew, at most once a
    /// minute.
    pub(crate) async fn verify(
        &self,
        token: &SecretString,
        expected: ExpectedToken<'_>,
        endpoints: &Endpoints,
        now: Timestamp,
    ) -> Result<HeldClaims, RemoteError> {
        let rules = self.client.provider().id_token.as_ref();
        let rules = rules.ok_or(RemoteError::Claims("the provider has none"))?;
        let jwks = endpoints.jwks.as_ref().ok_or(RemoteError::Unreadable(KEYS))?;
        let jws = Jws::parse(token.expose())?;
        let keys = self.keys.get(now, || self.fetch_keys(jwks)).await?;
        let (claims, algorithm) = match jws.verify(&keys, &rules.algorithms) {
            Err(JwsError::UnknownKey) => {
                let keys = self.keys.newer(now, || self.fetch_keys(jwks)).await?;
                jws.verify(&keys.ok_or(JwsError::UnknownKey)?, &rules.algorithms)?
            }
            verified => verified?,
        };
        self.check(&claims, rules, expected, now)?;
        check_access_token(&claims, algorithm, expected.access_token)?;
        Ok(HeldClaims(claims))
    }

    async fn fetch_keys(&self, url: &Url) -> Result<KeySet, RemoteError> {
        let body = self.get(url, KEYS).await?;
        KeySet::read(&body).ok_or(RemoteError::Unreadable(KEYS))
    }

    fn check(
        &self,
        claims: &Value,
        rules: &IdTokenRules,
        expected: ExpectedToken<'_>,
        now: Timestamp,
    ) -> Result<(), RemoteError> {
        let refuse = |what| Err(RemoteError::Claims(what));
        if !self.client.accepts_claims(claims) {
            return refuse("iss");
        }
        if !self.is_audience(claims, expected.from_app) {
            return refuse("aud");
        }
        if !is_current(claims, now) {
            return refuse("exp");
        }
        let subject = claims.get("sub").and_then(Value::as_str);
        if subject.is_none_or(str::is_empty) {
            return refuse("sub");
        }
        if !has_nonce(claims, expected.nonce, rules.nonce_may_be_hashed) {
            return refuse("nonce");
        }
        Ok(())
    }

    /// A token of the browser is for the client that asked, and by it. One of an app may be for
    /// any client of the application. One for several must say by whom it was asked for.
    fn is_audience(&self, claims: &Value, from_app: bool) -> bool {
        let ours = |id: &str| match from_app {
            true => self.client.audiences().iter().any(|known| known == id),
            false => self.client_id() == id,
        };
        let (named, several) = match claims.get("aud") {
            Some(Value::String(one)) => (ours(one), false),
            Some(Value::Array(all)) => {
                (all.iter().filter_map(Value::as_str).any(ours), all.len() > 1)
            }
            _ => (false, false),
        };
        let party = match claims.get("azp") {
            None => !several,
            Some(party) if several || !from_app => party.as_str().is_some_and(ours),
            Some(_) => true,
        };
        named && party
    }
}

/// Times are numbers; one that is text is no time.
fn is_current(claims: &Value, now: Timestamp) -> bool {
    let now = now.as_secs();
    let seconds = |name: &str| claims.get(name).map(|value| value.as_f64().map(|it| it as i64));
    let expires = seconds("exp").flatten();
    let started = |name: &str| match seconds(name) {
        None => true,
        Some(at) => at.is_some_and(|at| at <= now.saturating_add(SKEW)),
    };
    expires.is_some_and(|at| at.saturating_add(SKEW) > now) && started("nbf") && started("iat")
}

fn has_nonce(claims: &Value, expected: Option<&str>, may_be_hashed: bool) -> bool {
    let Some(expected) = expected else { return true };
    let found = claims.get("nonce").and_then(Value::as_str);
    let hashed = || {
        let hash = digest(&SHA256, expected.as_bytes());
        hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    found.is_some_and(|found| found == expected || may_be_hashed && found == hashed())
}

/// A token that names its access token came with that one.
fn check_access_token(
    claims: &Value,
    algorithm: Algorithm,
    access_token: Option<&SecretString>,
) -> Result<(), RemoteError> {
    let (Some(claim), Some(token)) = (claims.get("at_hash"), access_token) else { return Ok(()) };
    let hash = digest(algorithm.digest(), token.expose().as_bytes());
    let half = hash.as_ref().get(..hash.as_ref().len() / 2).unwrap_or_default();
    if claim.as_str() == Some(&URL_SAFE_NO_PAD.encode(half)) {
        return Ok(());
    }
    Err(RemoteError::Claims("at_hash"))
}
