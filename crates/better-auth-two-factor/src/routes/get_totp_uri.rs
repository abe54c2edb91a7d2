use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::confirmation::confirm;
use crate::service::TwoFactors;
use crate::totp::qr_code;

/// How the person proves that they mean it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetTotpUriRequest {
    /// The password. Who has none needs a fresh session.
    password: Option<SecretString>,
    /// Whether the answer has the URI as a picture too. Default false.
    #[serde(default)]
    qr_code: bool,
}

/// What to set up an app on one more device with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetTotpUriResponse {
    /// The `otpauth://` URI.
    #[serde(rename = "totpURI")]
    totp_uri: String,
    /// The URI as an SVG image; only if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    totp_qr_code: Option<String>,
}

/// Show the own authenticator app's secret again.
#[utoipa::path(
    post,
    path = "/two-factor/get-totp-uri",
    tag = "two-factor",
    request_body(content = Option<GetTotpUriRequest>),
    responses(
        (status = 200, description = "The URI", body = GetTotpUriResponse),
        (status = 400, description = "`INVALID_PASSWORD`, `TOTP_NOT_ENABLED`, `TOTP_NOT_CONFIGURED`, `TOTP_SECRET_UNREADABLE`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`, `SECOND_FACTOR_REQUIRED` for who has no password", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_totp_uri(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    current: CurrentSession,
    body: OptionalJson<GetTotpUriRequest>,
) -> Result<Json<GetTotpUriResponse>, ApiError> {
    let body = body.0;
    confirm(&service.auth, &current, body.password.as_ref(), &facts).await?;
    let uri = service.app_uri(&current.user, &facts).await?;
    let totp_qr_code = body.qr_code.then(|| qr_code(&uri)).transpose()?;
    Ok(Json(GetTotpUriResponse { totp_uri: uri.expose().to_owned(), totp_qr_code }))
}
