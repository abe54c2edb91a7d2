use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::redirect::RedirectTarget;
use better_auth_core::{ApiError, CurrentSession, Email, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::check_callback;
use crate::error::EMAIL_MISMATCH;
use crate::verification::EmailVerification;

/// To whom, and where the link leads.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SendVerificationEmailRequest {
    /// The address; of somebody who is signed in, their own.
    #[schema(format = "email")]
    email: String,
    /// Where the browser goes after the link was opened: a path, or a URL of a trusted origin.
    /// Default `/`.
    #[serde(rename = "callbackURL")]
    callback_url: Option<RedirectTarget>,
}

/// Ask for a mail with the link that proves an address.
///
/// Without a session the answer does not tell whether there is an account, and whether a mail was
/// sent.
#[utoipa::path(
    post,
    path = "/send-verification-email",
    tag = "email-verification",
    request_body = SendVerificationEmailRequest,
    responses(
        (status = 200, description = "If the address has an account and is not verified, a mail is on its way", body = StatusResponse),
        (status = 400, description = "`EMAIL_MISMATCH`, `EMAIL_ALREADY_VERIFIED`; only with a session", body = ErrorResponse),
        (status = 403, description = "`INVALID_CALLBACK_URL`", body = ErrorResponse),
    ),
    security((), ("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn send_verification_email(
    State(service): State<EmailVerification>,
    facts: RequestFacts,
    current: Option<CurrentSession>,
    body: Json<SendVerificationEmailRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    let body = body.0;
    let callback = check_callback(&service.auth, body.callback_url.as_ref())?;
    let email: Result<Email, _> = body.email.parse();
    let email = email.map_err(|_| ApiError::validation("[body.email] Invalid email address"))?;
    match current {
        Some(current) if current.user.email != email => return Err(EMAIL_MISMATCH.into()),
        Some(current) => service.send_to(&current.user, callback.as_ref(), &facts).await?,
        None => service.send(&email, callback.as_ref(), &facts).await?,
    }
    Ok(Json(StatusResponse::DONE))
}
