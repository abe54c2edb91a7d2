use axum::extract::State;
use better_auth_core::api::{EmptyRequest, StatusResponse};
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, Json, RequestFacts};

use crate::caller::Caller;
use crate::service::TwoFactors;

/// Mail a code for the sign-in that waits in this browser, or for the session.
///
/// A new code takes the place of the old one; guesses that were made stay counted.
#[utoipa::path(
    post,
    path = "/two-factor/send-otp",
    tag = "two-factor",
    request_body(content = Option<EmptyRequest>),
    responses(
        (status = 200, description = "The code is on its way, if the address has not had too many", body = StatusResponse),
        (status = 400, description = "`OTP_NOT_CONFIGURED`, `OTP_NOT_ENABLED`", body = ErrorResponse),
        (status = 401, description = "`INVALID_TWO_FACTOR_COOKIE`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn send_otp(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    caller: Caller,
    _body: OptionalJson<EmptyRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    service.send_code(&caller, &facts).await?;
    Ok(Json(StatusResponse::DONE))
}
