//! One module a route: request, answer, handler.

pub(crate) mod change_password;
pub(crate) mod is_username_available;
pub(crate) mod request_password_reset;
pub(crate) mod reset_password;
pub(crate) mod reset_password_link;
pub(crate) mod send_verification_email;
pub(crate) mod set_password;
pub(crate) mod sign_in_email;
pub(crate) mod sign_in_username;
pub(crate) mod sign_up_email;
pub(crate) mod verify_email;
pub(crate) mod verify_password;

use axum::response::Response;
use better_auth_core::api::UserResponse;
use better_auth_core::error::codes;
use better_auth_core::redirect::{RedirectTarget, SafeRedirect};
use better_auth_core::sign_in::SignInOutcome;
use better_auth_core::{ApiError, Auth, RequestFacts, VerifiedUser};
use http::{HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::service::EmailPasswords;

/// The answer to a sign-in that opened a session. With a pending second factor the answer is that
/// of its plugin instead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignInResponse {
    /// Whether the client is to go to `url`.
    redirect: bool,
    /// The session token, for clients that do not keep cookies.
    token: String,
    /// Where to go: the `callbackURL` of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Who signed in.
    user: UserResponse,
}

/// Checks a `callbackURL` before anything else is done.
fn check_callback(
    auth: &Auth,
    target: Option<&RedirectTarget>,
) -> Result<Option<SafeRedirect>, ApiError> {
    target.map(|target| auth.check_redirect(target, codes::INVALID_CALLBACK_URL)).transpose()
}

/// Completes a sign-in and answers it.
async fn sign_in(
    service: &EmailPasswords,
    verified: VerifiedUser,
    request: &RequestFacts,
    remember: bool,
    callback: Option<SafeRedirect>,
) -> Result<Response, ApiError> {
    let auth = &service.auth;
    let outcome = service.sign_in(verified, request, remember, callback.as_ref()).await?;
    let signed_in = match outcome {
        SignInOutcome::Challenged(response) => return Ok(*response),
        SignInOutcome::SignedIn(signed_in) => signed_in,
    };
    let body = SignInResponse {
        redirect: callback.is_some(),
        token: signed_in.token.expose().to_owned(),
        url: callback.as_ref().map(|url| url.as_str().to_owned()),
        user: auth.user_response(signed_in.user.clone()),
    };
    let mut response = signed_in.respond(&body);
    if let Some(url) = callback.and_then(|url| HeaderValue::from_str(url.as_str()).ok()) {
        response.headers_mut().insert(header::LOCATION, url);
    }
    Ok(response)
}
