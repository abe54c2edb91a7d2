use axum::extract::State;
use axum::response::{IntoResponse, Response};
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shown;
use crate::confirmation::confirm;
use crate::service::TwoFactors;
use crate::totp::qr_code;

/// Which second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TwoFactorMethod {
    /// An authenticator app.
    #[default]
    Totp,
    /// A code by mail.
    Otp,
}

/// What is to be switched on.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnableTwoFactorRequest {
    /// The password. Who has none needs a fresh session.
    password: Option<SecretString>,
    /// Default `totp`.
    #[serde(default)]
    method: TwoFactorMethod,
    /// What the app calls the application.
    issuer: Option<String>,
    /// Whether the answer has the URI as a picture too. Default false.
    #[serde(default)]
    qr_code: bool,
}

/// What to set an app up with. Shown once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnableTwoFactorResponse {
    /// What was asked for.
    method: TwoFactorMethod,
    /// The `otpauth://` URI; only with `totp`.
    #[serde(rename = "totpURI", skip_serializing_if = "Option::is_none")]
    totp_uri: Option<String>,
    /// The URI as an SVG image; only if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    totp_qr_code: Option<String>,
    /// Ten codes for the day on which the app is lost; only with `totp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    backup_codes: Option<Vec<String>>,
}

/// Set a second factor up.
///
/// An authenticator app is asked for as soon as `/two-factor/verify-totp` has seen a code of it.
/// Codes by mail are asked for at once; the session is replaced by a new one, and the others end.
#[utoipa::path(
    post,
    path = "/two-factor/enable",
    tag = "two-factor",
    request_body(content = Option<EnableTwoFactorRequest>),
    responses(
        (status = 200, description = "What to set it up with", body = EnableTwoFactorResponse),
        (status = 400, description = "`INVALID_PASSWORD`, `TOTP_ALREADY_ENABLED`, `TOTP_NOT_CONFIGURED`, `OTP_NOT_CONFIGURED`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`, `SECOND_FACTOR_REQUIRED` for who has no password", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn enable_two_factor(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    current: CurrentSession,
    body: OptionalJson<EnableTwoFactorRequest>,
) -> Result<Response, ApiError> {
    let body = body.0;
    confirm(&service.auth, &current, body.password.as_ref(), &facts).await?;
    let mut answer = EnableTwoFactorResponse {
        method: body.method,
        totp_uri: None,
        totp_qr_code: None,
        backup_codes: None,
    };
    if body.method == TwoFactorMethod::Otp {
        return Ok(service.enable_mailed_codes(&current, &facts).await?.respond(&answer));
    }
    let app = service.start_app(&current.user, body.issuer.as_deref(), &facts).await?;
    answer.totp_qr_code = body.qr_code.then(|| qr_code(&app.uri)).transpose()?;
    answer.totp_uri = Some(app.uri.expose().to_owned());
    answer.backup_codes = Some(shown(&app.backup_codes));
    Ok(Json(answer).into_response())
}
