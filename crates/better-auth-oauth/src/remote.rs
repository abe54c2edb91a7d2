//! A provider as a server to talk to: every request to it, and every check of what it answers.
//!
//! Each request goes through the [`HttpClient`] of the application, which bounds time and size and
//! follows no redirect. Whatever comes back is data from outside: it becomes a typed answer or a
//! [`RemoteError`], never a panic and never text that somebody is shown.

mod id_token;
mod profile;
mod token;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use better_auth_core::http_client::{Bytes, HttpClient, HttpError};
use better_auth_core::{Auth, Timestamp};
use http::header::ACCEPT;
use http::{HeaderValue, Request, StatusCode};
use ring::digest::{SHA256, digest};
use serde_json::Value;
use url::Url;

use crate::cached::{Cached, Pausing};
use crate::flow::Flow;
use crate::jose::{JwsError, KeySet};
use crate::provider::{
    Ask, Client, Endpoints, IssParameter, Metadata, MetadataError, ProfileError, RequestError,
    SetupError,
};

pub(crate) use id_token::{ExpectedToken, HeldClaims};
pub(crate) use profile::Source;
pub(crate) use token::TokenAnswer;

/// Why a provider is of no help. For the log; nothing in it is secret or the provider's own words.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RemoteError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("the provider answered with status {0}")]
    Status(StatusCode),
    #[error("the provider refused")]
    Denied,
    #[error("{0} can not be read")]
    Unreadable(&'static str),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    #[error(transparent)]
    Pausing(#[from] Pausing),
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error("the ID token can not be accepted: {0}")]
    Claims(&'static str),
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

/// A provider, and what is known of it by now.
#[derive(Debug)]
pub(crate) struct Remote {
    pub(crate) client: Client,
    http: Arc<dyn HttpClient>,
    metadata: Cached<Metadata>,
    keys: Cached<KeySet>,
}

/// What the browser is sent away with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Errand {
    pub(crate) login_hint: Option<String>,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Remote {
    pub(crate) fn new(client: Client, http: Arc<dyn HttpClient>) -> Self {
        Self { client, http, metadata: Cached::default(), keys: Cached::default() }
    }

    pub(crate) fn id(&self) -> &str {
        self.client.id()
    }

    /// Where the provider sends the browser back to: made of the configuration only.
    pub(crate) fn redirect_uri(&self, auth: &Auth) -> String {
        auth.settings().base_url.route(&format!("/callback/{}", self.id()))
    }

    /// The URL for a visit under this state.
    pub(crate) async fn authorization_url(
        &self,
        auth: &Auth,
        flow: &Flow,
        state: &str,
        errand: &Errand,
    ) -> Result<Url, RemoteError> {
        let endpoints = self.endpoints(auth.now()).await?;
        let ask = Ask {
            state,
            redirect_uri: &self.redirect_uri(auth),
            code_challenge: &challenge(&flow.verifier),
            nonce: &flow.nonce,
            scopes: &flow.scopes,
            login_hint: errand.login_hint.as_deref(),
            parameters: &errand.parameters,
        };
        Ok(self.client.authorization_url(&endpoints, &ask))
    }

    pub(crate) async fn endpoints(&self, now: Timestamp) -> Result<Endpoints, RemoteError> {
        let found = match (self.client.discovery(), self.client.issuer()) {
            (Some(url), Some(issuer)) => {
                let fetch = || async {
                    let document = self.get(&url, "the discovery document").await?;
                    let document: Value = serde_json::from_slice(&document)
                        .map_err(|_| RemoteError::Unreadable("the discovery document"))?;
                    Ok::<_, RemoteError>(Metadata::read(&document, &issuer)?)
                };
                Some(self.metadata.get(now, fetch).await?)
            }
            _ => None,
        };
        Ok(self.client.endpoints(found.as_ref())?)
    }

    /// Whether the `iss` parameter of an answer is this provider's (RFC 9207).
    pub(crate) fn is_issuer(endpoints: &Endpoints, iss: Option<&str>) -> bool {
        match (iss, endpoints.issuer.as_deref(), endpoints.iss_parameter) {
            (Some(iss), Some(issuer), _) => iss == issuer,
            (Some(_), None, IssParameter::IfSent) | (None, _, IssParameter::IfSent) => true,
            (_, _, IssParameter::Required) => false,
        }
    }

    async fn get(&self, url: &Url, what: &'static str) -> Result<Bytes, RemoteError> {
        let request = Request::get(url.as_str());
        let request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
        let request = request.body(Bytes::new()).map_err(|_| RemoteError::Unreadable(what))?;
        self.send(request).await
    }

    /// The body of an answer that is a success.
    async fn send(&self, request: Request<Bytes>) -> Result<Bytes, RemoteError> {
        let answer = self.http.send(request).await?;
        match answer.status() {
            status if status.is_success() => Ok(answer.into_body()),
            status => Err(RemoteError::Status(status)),
        }
    }

    fn client_id(&self) -> &str {
        self.client.audiences().first().map(String::as_str).unwrap_or_default()
    }
}

/// The S256 challenge (RFC 7636 section 4.2).
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::challenge;

    #[test]
    fn a_challenge_is_that_of_the_example_in_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
