use axum::extract::State;
use axum::response::Response;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, Json, RequestFacts};

use super::{TwoFactorCodeRequest, TwoFactorVerifiedResponse, answer};
use crate::caller::Caller;
use crate::service::TwoFactors;

/// Prove a mailed code.
///
/// Completes the sign-in that waits for a second factor in this browser. Who is signed in proves it
/// once more, for what asks for a recent second factor.
///
/// Who is setting up a second factor switches codes by mail on with it: the session is replaced by
/// a new one, and the others end.
#[utoipa::path(
    post,
    path = "/two-factor/verify-otp",
    tag = "two-factor",
    request_body = TwoFactorCodeRequest,
    responses(
        (status = 200, description = "It is right", body = TwoFactorVerifiedResponse),
        (status = 400, description = "`OTP_HAS_EXPIRED`, `OTP_NOT_CONFIGURED`, `OTP_NOT_ENABLED`, `TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE`", body = ErrorResponse),
        (status = 401, description = "`INVALID_CODE`, `INVALID_TWO_FACTOR_COOKIE`", body = ErrorResponse),
        (status = 429, description = "`ACCOUNT_TEMPORARILY_LOCKED`, `TOO_MANY_REQUESTS`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn verify_otp(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    caller: Caller,
    body: Json<TwoFactorCodeRequest>,
) -> Result<Response, ApiError> {
    let verified = service.verify_mailed_code(body.0.proving(caller, &facts)).await?;
    Ok(answer(&service.auth, verified))
}
