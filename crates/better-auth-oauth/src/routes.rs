//! One file for each route.

pub(crate) mod account_info;
pub(crate) mod callback;
pub(crate) mod get_access_token;
pub(crate) mod link_social;
pub(crate) mod refresh_token;
pub(crate) mod sign_in_social;

use better_auth_core::{ApiError, SecretString, Timestamp};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;

use crate::error::ACCOUNT_NOT_FOUND;
use crate::service::{PresentedToken, WhichAccount};
use crate::tokens::Tokens;

/// Tokens that an app on the user's device got from the provider itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdTokenRequest {
    /// The ID token.
    token: SecretString,
    /// The nonce that the app sent to the provider; it must stand in the token then.
    nonce: Option<String>,
    /// The access token that came with it.
    access_token: Option<SecretString>,
    /// The refresh token that came with it.
    refresh_token: Option<SecretString>,
    /// When the access token ends, in seconds or milliseconds since 1970.
    expires_at: Option<f64>,
    /// What Apple tells the app of the user, once: `{"name":{"firstName","lastName"}}`.
    #[schema(value_type = Option<Object>)]
    user: Option<Value>,
}

/// Seconds since 1970 are below this until the year 5138, milliseconds above it since 1973.
const FIRST_MILLIS: f64 = 1e11;

impl IdTokenRequest {
    fn present(self, provider: String, request_sign_up: bool) -> PresentedToken {
        let millis = |at: f64| if at < FIRST_MILLIS { at * 1000.0 } else { at };
        let tokens = Tokens {
            access_token: self.access_token,
            access_token_expires_at: self
                .expires_at
                .map(|at| Timestamp::from_millis(millis(at) as i64)),
            refresh_token: self.refresh_token,
            ..Tokens::default()
        };
        PresentedToken {
            provider,
            token: self.token,
            nonce: self.nonce,
            tokens,
            user: self.user.map(|user| user.to_string()),
            request_sign_up,
        }
    }
}

/// Names an account: by the `id` of a listed account, or by its provider.
#[derive(Debug, Deserialize, ToSchema, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichAccountRequest {
    /// The `id` of a listed account; with `providerId`, its `accountId`.
    account_id: Option<String>,
    /// The `providerId` of a listed account.
    provider_id: Option<String>,
    /// A choice of the TypeScript original; there is no such cookie here.
    use_account_cookie: Option<bool>,
}

impl WhichAccountRequest {
    fn which(self, place: &str) -> Result<WhichAccount, ApiError> {
        match (self.provider_id, self.account_id) {
            (None, Some(id)) => Ok(WhichAccount::Row(id)),
            (Some(provider), account) => Ok(WhichAccount::Provider { provider, account }),
            (None, None) if self.use_account_cookie == Some(true) => Err(ACCOUNT_NOT_FOUND.into()),
            (None, None) => Err(ApiError::validation(format!("[{place}.accountId] Required"))),
        }
    }
}

/// Where to send the browser.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitResponse {
    /// The URL at the provider; empty when nobody needs to go there.
    url: String,
    /// Whether the client goes there by itself.
    redirect: bool,
    /// True when it is done already.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<bool>,
}

/// The answer that sends a browser away: JSON, and `Location` where the client may go by itself.
fn send_away(url: &Url, cookie: HeaderValue, disable_redirect: bool) -> axum::response::Response {
    let body = VisitResponse { url: url.to_string(), redirect: !disable_redirect, status: None };
    let mut response = axum::response::IntoResponse::into_response(better_auth_core::Json(body));
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookie);
    if let Some(location) = HeaderValue::try_from(url.as_str()).ok().filter(|_| !disable_redirect) {
        headers.insert(header::LOCATION, location);
    }
    response
}
