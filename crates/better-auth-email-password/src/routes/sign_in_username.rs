use axum::extract::State;
use axum::response::Response;
use better_auth_core::error::ErrorResponse;
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, Json, RequestFacts, SecretString};
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SignInResponse, check_callback, sign_in};
use crate::service::EmailPasswords;

/// Who wants to sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignInUsernameRequest {
    /// The user name, in any case.
    username: String,
    /// The password.
    password: SecretString,
    /// Whether the session outlives the browser. Default true.
    remember_me: Option<bool>,
    /// Where to go afterwards: a path, or a URL of a trusted origin.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
}

/// Sign in by user name and password.
///
/// An unknown user name, a wrong password and an account without a password look alike.
#[utoipa::path(
    post,
    path = "/sign-in/username",
    tag = "email-password",
    request_body = SignInUsernameRequest,
    responses(
        (status = 200, description = "Signed in", body = SignInResponse),
        (status = 400, description = "`PASSWORD_TOO_LONG`", body = ErrorResponse),
        (status = 401, description = "`INVALID_USERNAME_OR_PASSWORD`", body = ErrorResponse),
        (status = 403, description = "`EMAIL_NOT_VERIFIED`, `INVALID_CALLBACK_URL`", body = ErrorResponse),
        (status = 422, description = "`USERNAME_TOO_SHORT`, `USERNAME_TOO_LONG`, `INVALID_USERNAME`", body = ErrorResponse),
    )
)]
pub(crate) async fn sign_in_username(
    State(service): State<EmailPasswords>,
    facts: RequestFacts,
    body: Json<SignInUsernameRequest>,
) -> Result<Response, ApiError> {
    let (auth, body) = (&service.auth, body.0);
    let callback = check_callback(auth, body.callback_url.as_ref())?;
    let username = service.parse_username(&body.username, StatusCode::UNPROCESSABLE_ENTITY)?;
    let password = auth.settings().password_policy.candidate(&body.password)?;
    let verified = service.verify_username(&username, password, &facts).await?;
    sign_in(&service, verified, &facts, body.remember_me.unwrap_or(true), callback).await
}
