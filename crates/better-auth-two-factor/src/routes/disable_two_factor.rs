use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::OptionalJson;
use better_auth_core::{ApiError, CurrentSession, RequestFacts};

use super::TwoFactorPasswordRequest;
use crate::confirmation::confirm;
use crate::service::TwoFactors;

/// Remove the second factor.
///
/// Backup codes and trusted devices go with it. The session is replaced by a new one, and the
/// others end.
#[utoipa::path(
    post,
    path = "/two-factor/disable",
    tag = "two-factor",
    request_body(content = Option<TwoFactorPasswordRequest>),
    responses(
        (status = 200, description = "No second factor is asked for any more", body = StatusResponse),
        (status = 400, description = "`INVALID_PASSWORD`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`, `SECOND_FACTOR_REQUIRED` for who has no password", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn disable_two_factor(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    current: CurrentSession,
    body: OptionalJson<TwoFactorPasswordRequest>,
) -> Result<Response, ApiError> {
    confirm(&service.auth, &current, body.0.password.as_ref(), &facts).await?;
    Ok(service.disable(&current, &facts).await?.respond(&StatusResponse::DONE))
}
