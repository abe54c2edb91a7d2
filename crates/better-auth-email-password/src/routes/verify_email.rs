use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::address::OpenedLink;
use better_auth_core::api::UserResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::redirect::{RedirectTarget, SafeRedirect};
use better_auth_core::sign_in::SignInOutcome;
use better_auth_core::{ApiError, CurrentSession, Json, Query, RequestFacts, User};
use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::check_callback;
use crate::verification::EmailVerification;

/// What a mailed link carries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct VerifyEmailQuery {
    /// The token.
    token: String,
    /// Where to go afterwards: a path, or a URL of a trusted origin.
    #[serde(rename = "callbackURL")]
    #[param(value_type = Option<String>)]
    callback_url: Option<RedirectTarget>,
}

/// The link did what it is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifyEmailResponse {
    /// Always true.
    status: bool,
    /// The user as they are now, if the link moved the account to another address.
    user: Option<UserResponse>,
}

/// Open a mailed link: prove an address, agree to a change of address, or complete it.
///
/// With `callbackURL` the answer is a redirect, to which a failure adds `error=CODE`. A link works
/// once. HEAD does nothing, so that programs which look at links do not use them up.
#[utoipa::path(
    get,
    path = "/verify-email",
    tag = "email-verification",
    params(VerifyEmailQuery),
    responses(
        (status = 200, description = "Done", body = VerifyEmailResponse),
        (status = 302, description = "Done, or failed: to `callbackURL`"),
        (status = 401, description = "`INVALID_TOKEN`, `TOKEN_EXPIRED`, `TOKEN_ALREADY_USED`, `INVALID_USER`", body = ErrorResponse),
        (status = 403, description = "`INVALID_CALLBACK_URL`", body = ErrorResponse),
        (status = 422, description = "`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`", body = ErrorResponse),
    )
)]
pub(crate) async fn verify_email(
    State(service): State<EmailVerification>,
    method: Method,
    facts: RequestFacts,
    current: Option<CurrentSession>,
    query: Query<VerifyEmailQuery>,
) -> Result<Response, ApiError> {
    let callback = check_callback(&service.auth, query.0.callback_url.as_ref())?;
    if method == Method::HEAD {
        return Ok(StatusCode::OK.into_response());
    }
    let visitor = current.map(|current| current.user);
    let opened = open(&service, &query.0.token, visitor, callback.as_ref(), &facts).await;
    match (opened, callback) {
        (Err(error), Some(callback)) if !error.status().is_server_error() => {
            Ok(callback.with_query("error", error.code()).into_response())
        }
        (opened, _) => opened,
    }
}

async fn open(
    service: &EmailVerification,
    token: &str,
    visitor: Option<User>,
    callback: Option<&SafeRedirect>,
    facts: &RequestFacts,
) -> Result<Response, ApiError> {
    let visitor = visitor.as_ref();
    let opened = service.auth.open_address_link(token, visitor, callback, facts).await?;
    let outcome = service.sign_in(&opened, visitor, facts).await?;
    // A client that reads JSON can go on with a challenge; a browser that was sent here can not:
    // the address is verified, and the person signs in as usual.
    match (outcome, callback) {
        (Some(SignInOutcome::Challenged(challenge)), None) => Ok(*challenge),
        (Some(SignInOutcome::SignedIn(signed_in)), _) => {
            let mut response = answer(service, opened, callback);
            signed_in.set_cookie(&mut response);
            Ok(response)
        }
        (Some(SignInOutcome::Challenged(_)) | None, _) => Ok(answer(service, opened, callback)),
    }
}

fn answer(
    service: &EmailVerification,
    opened: OpenedLink,
    callback: Option<&SafeRedirect>,
) -> Response {
    if let Some(callback) = callback {
        return callback.clone().into_response();
    }
    let user = match opened {
        OpenedLink::Moved(user) => Some(service.auth.user_response(*user)),
        OpenedLink::Verified(_) | OpenedLink::VerifiedBefore | OpenedLink::MoveConfirmed => None,
    };
    Json(VerifyEmailResponse { status: true, user }).into_response()
}
