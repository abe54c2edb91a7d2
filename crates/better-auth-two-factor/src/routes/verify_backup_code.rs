use axum::extract::State;
use axum::response::Response;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, Json, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{TwoFactorVerifiedResponse, answer};
use crate::caller::Caller;
use crate::service::{Proving, TwoFactors};

/// A backup code that somebody typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VerifyBackupCodeRequest {
    /// As `xxxxx-xxxxx`.
    #[schema(value_type = String)]
    code: SecretString,
    /// Whether the code is used up and the sign-in goes on waiting all the same. Default false.
    disable_session: Option<bool>,
    /// Whether this browser skips the second factor for the next 30 days. Default false.
    trust_device: Option<bool>,
}

/// Prove a backup code, which is used up by it.
///
/// Completes the sign-in that waits for a second factor in this browser. Who is signed in proves it
/// once more, for what asks for a recent second factor.
#[utoipa::path(
    post,
    path = "/two-factor/verify-backup-code",
    tag = "two-factor",
    request_body = VerifyBackupCodeRequest,
    responses(
        (status = 200, description = "It is right", body = TwoFactorVerifiedResponse),
        (status = 400, description = "`BACKUP_CODES_NOT_ENABLED`, `TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE`", body = ErrorResponse),
        (status = 401, description = "`INVALID_BACKUP_CODE`, `INVALID_TWO_FACTOR_COOKIE`", body = ErrorResponse),
        (status = 409, description = "`BACKUP_CODE_ALREADY_USED`, at the same time", body = ErrorResponse),
        (status = 429, description = "`ACCOUNT_TEMPORARILY_LOCKED`, `TOO_MANY_REQUESTS`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn verify_backup_code(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    caller: Caller,
    body: Json<VerifyBackupCodeRequest>,
) -> Result<Response, ApiError> {
    let proving = Proving {
        caller,
        code: body.0.code.expose(),
        trust_device: body.0.trust_device.unwrap_or(false),
        opens_nothing: body.0.disable_session.unwrap_or(false),
        request: &facts,
    };
    let verified = service.verify_backup_code(proving).await?;
    Ok(answer(&service.auth, verified))
}
