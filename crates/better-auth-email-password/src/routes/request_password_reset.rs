use axum::extract::State;
use better_auth_core::error::{ErrorResponse, codes};
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, Email, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::passwords::Passwords;

/// Whose password is to be replaced.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestPasswordResetRequest {
    /// The address of the account, in any case.
    #[schema(format = "email")]
    email: String,
    /// The page on which the new password is chosen: a path, or a URL of a trusted origin. It gets
    /// `?token=`, or `?error=INVALID_TOKEN`. Default: the page that the application has set.
    redirect_to: Option<RedirectTarget>,
}

/// The same for every address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestPasswordResetResponse {
    /// Always true.
    status: bool,
    /// What to tell the person.
    message: &'static str,
}

/// Ask for a link to a new password.
///
/// The answer and its time do not tell whether the address has an account.
#[utoipa::path(
    post,
    path = "/request-password-reset",
    tag = "password",
    request_body = RequestPasswordResetRequest,
    responses(
        (status = 200, description = "The mail is on its way, if the address has an account", body = RequestPasswordResetResponse),
        (status = 400, description = "`RESET_PASSWORD_DISABLED`: the application sends no mail", body = ErrorResponse),
        (status = 403, description = "`INVALID_REDIRECT_URL`", body = ErrorResponse),
    )
)]
pub(crate) async fn request_password_reset(
    State(passwords): State<Passwords>,
    facts: RequestFacts,
    body: Json<RequestPasswordResetRequest>,
) -> Result<Json<RequestPasswordResetResponse>, ApiError> {
    let body = body.0;
    let check = |target| passwords.auth.check_redirect(target, codes::INVALID_REDIRECT_URL);
    let redirect = body.redirect_to.as_ref().map(check).transpose()?;
    let email: Email = body
        .email
        .parse()
        .map_err(|_| ApiError::validation("[body.email] Invalid email address"))?;
    passwords.request_reset(&email, redirect.as_ref(), &facts).await?;
    let message = "If this email exists in our system, check your email for the reset link";
    Ok(Json(RequestPasswordResetResponse { status: true, message }))
}

/// Ask for a link to a new password, under the route's older name.
///
/// The same as `/request-password-reset`.
#[utoipa::path(
    post,
    path = "/forget-password",
    tag = "password",
    request_body = RequestPasswordResetRequest,
    responses(
        (status = 200, description = "The mail is on its way, if the address has an account", body = RequestPasswordResetResponse),
        (status = 400, description = "`RESET_PASSWORD_DISABLED`: the application sends no mail", body = ErrorResponse),
        (status = 403, description = "`INVALID_REDIRECT_URL`", body = ErrorResponse),
    )
)]
pub(crate) async fn forget_password(
    passwords: State<Passwords>,
    facts: RequestFacts,
    body: Json<RequestPasswordResetRequest>,
) -> Result<Json<RequestPasswordResetResponse>, ApiError> {
    request_password_reset(passwords, facts, body).await
}
