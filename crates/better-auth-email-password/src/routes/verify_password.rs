use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::passwords::Passwords;

/// The password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VerifyPasswordRequest {
    /// The password that should be valid.
    password: SecretString,
}

/// Ask whether a password is the own one, for example before something that matters.
#[utoipa::path(
    post,
    path = "/verify-password",
    tag = "password",
    request_body = VerifyPasswordRequest,
    responses(
        (status = 200, description = "It is", body = StatusResponse),
        (status = 400, description = "`INVALID_PASSWORD`, `CREDENTIAL_ACCOUNT_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn verify_password(
    State(passwords): State<Passwords>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<VerifyPasswordRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    passwords.auth.confirm_password(&current.user, &body.0.password, &facts).await?;
    Ok(Json(StatusResponse::DONE))
}
