//! Sending a browser to a provider.

use better_auth_core::error::codes;
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, RequestFacts};
use http::HeaderValue;
use url::Url;

use super::OAuth;
use crate::error::PROVIDER_NOT_FOUND;
use crate::flow::{Flow, Intent};
use crate::remote::{Errand, Remote};

/// Most scopes and parameters that a request may add.
const MAX_ADDED: usize = 32;

/// Longest of them, in bytes.
const MAX_LENGTH: usize = 512;

/// What a page asks for.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) provider: String,
    pub(crate) intent: Intent,
    pub(crate) callback: Option<RedirectTarget>,
    pub(crate) new_user_callback: Option<RedirectTarget>,
    pub(crate) error_callback: Option<RedirectTarget>,
    pub(crate) scopes: Vec<String>,
    pub(crate) request_sign_up: bool,
    pub(crate) errand: Errand,
}

impl OAuth {
    /// Keeps what has to be remembered, and gives the URL at the provider with the cookie that
    /// binds the visit to the browser.
    ///
    /// # Errors
    /// [`PROVIDER_NOT_FOUND`]; the code of the target that is not trusted; `VALIDATION_ERROR` for
    /// a scope or a parameter that can not be sent; `SERVICE_UNAVAILABLE` when the provider does
    /// not say where it is.
    pub(crate) async fn start(
        &self,
        start: Start,
        request: &RequestFacts,
    ) -> Result<(Url, HeaderValue), ApiError> {
        let auth = &self.auth;
        let remote = self.remote(&start.provider, PROVIDER_NOT_FOUND)?.clone();
        check_scopes(&start.scopes)?;
        check_errand(&remote, &start.errand)?;
        let errand = start.errand.clone();
        let flow = self.flow(&remote, start)?;
        let down = |error| ApiError::from(codes::SERVICE_UNAVAILABLE).with_source(error);
        // Before anything is written: a provider that can not be found costs no row.
        remote.endpoints(auth.now()).await.map_err(down)?;
        let (state, cookie) = flow.begin(auth, request.cookies()).await?;
        let url = remote.authorization_url(auth, &flow, state.expose(), &errand).await;
        Ok((url.map_err(down)?, cookie))
    }

    fn flow(&self, remote: &Remote, start: Start) -> Result<Flow, ApiError> {
        let check = |target: &Option<RedirectTarget>, code| {
            let safe = target.as_ref().map(|target| self.auth.check_redirect(target, code));
            safe.transpose().map(|safe| safe.map(|safe| safe.as_str().to_owned()))
        };
        let callback = check(&start.callback, codes::INVALID_CALLBACK_URL)?;
        let callback = callback.unwrap_or_else(|| "/".to_owned());
        let mut flow = Flow::new(&self.auth, remote.id(), start.intent, callback)?;
        let new_user = codes::INVALID_NEW_USER_CALLBACK_URL;
        flow.new_user_callback = check(&start.new_user_callback, new_user)?;
        flow.error_callback = check(&start.error_callback, codes::INVALID_ERROR_CALLBACK_URL)?;
        flow.scopes = remote.client.scopes(&start.scopes);
        flow.request_sign_up = start.request_sign_up;
        Ok(flow)
    }
}

/// A scope is visible ASCII without `"` and `\` (RFC 6749 section 3.3).
fn check_scopes(scopes: &[String]) -> Result<(), ApiError> {
    let sendable = |scope: &String| {
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        !scope.is_empty() && scope.len() <= MAX_LENGTH && scope.bytes().all(plain)
    };
    if scopes.len() > MAX_ADDED || !scopes.iter().all(sendable) {
        return Err(ApiError::validation("[body.scopes] Invalid input: expected scopes"));
    }
    Ok(())
}

fn check_errand(remote: &Remote, errand: &Errand) -> Result<(), ApiError> {
    if errand.login_hint.as_ref().is_some_and(|hint| hint.len() > MAX_LENGTH) {
        return Err(ApiError::validation("[body.loginHint] Too long"));
    }
    let refused = |reason| Err(ApiError::validation(format!("[body.additionalParams] {reason}")));
    let parameters = &errand.parameters;
    if parameters.iter().any(|(name, _)| remote.client.reserves(name)) {
        return refused("must not contain parameters that the server sets");
    }
    let long = |(name, value): &(String, String)| name.len().max(value.len()) > MAX_LENGTH;
    if parameters.len() > MAX_ADDED || parameters.iter().any(long) {
        return refused("Too long");
    }
    Ok(())
}
