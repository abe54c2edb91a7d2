use axum::extract::State;
use axum::response::Response;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::JsonOrForm;
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, Email, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{SignInResponse, check_callback, sign_in};
use crate::error::INVALID_EMAIL;
use crate::service::EmailPasswords;

/// Who wants to sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignInEmailRequest {
    /// The address, in any case.
    #[schema(format = "email")]
    email: String,
    /// The password.
    password: SecretString,
    /// Whether the session outlives the browser. Default true.
    remember_me: Option<bool>,
    /// Where to go afterwards: a path, or a URL of a trusted origin.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
}

/// Sign in by address and password.
///
/// An unknown address, a wrong password and an account without a password look alike.
#[utoipa::path(
    post,
    path = "/sign-in/email",
    tag = "email-password",
    request_body(content((SignInEmailRequest = "application/json"), (SignInEmailRequest = "application/x-www-form-urlencoded"))),
    responses(
        (status = 200, description = "Signed in", body = SignInResponse),
        (status = 400, description = "`INVALID_EMAIL`, `PASSWORD_TOO_LONG`", body = ErrorResponse),
        (status = 401, description = "`INVALID_EMAIL_OR_PASSWORD`", body = ErrorResponse),
        (status = 403, description = "`EMAIL_NOT_VERIFIED`, `INVALID_CALLBACK_URL`", body = ErrorResponse),
    )
)]
pub(crate) async fn sign_in_email(
    State(service): State<EmailPasswords>,
    facts: RequestFacts,
    body: JsonOrForm<SignInEmailRequest>,
) -> Result<Response, ApiError> {
    let (auth, body) = (&service.auth, body.0);
    let callback = check_callback(auth, body.callback_url.as_ref())?;
    let email: Email = body.email.parse().map_err(|_| INVALID_EMAIL)?;
    let password = auth.settings().password_policy.candidate(&body.password)?;
    let verified = service.verify_email(&email, password, &facts).await?;
    sign_in(&service, verified, &facts, body.remember_me.unwrap_or(true), callback).await
}
