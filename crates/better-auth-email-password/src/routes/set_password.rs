use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, FreshSession, Json, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::passwords::Passwords;

/// The first password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetPasswordRequest {
    /// The password.
    new_password: SecretString,
}

/// Set a password, for somebody who signs in by other means and has none.
///
/// The session must be fresh: a password is a new way in.
#[utoipa::path(
    post,
    path = "/set-password",
    tag = "password",
    request_body = SetPasswordRequest,
    responses(
        (status = 200, description = "The password is set", body = StatusResponse),
        (status = 400, description = "`PASSWORD_ALREADY_SET`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_TOO_WEAK`, `PASSWORD_COMPROMISED`", body = ErrorResponse),
        (status = 403, description = "`SESSION_NOT_FRESH`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn set_password(
    State(passwords): State<Passwords>,
    facts: RequestFacts,
    fresh: FreshSession,
    body: Json<SetPasswordRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    passwords.set(&fresh.0.user, &body.0.new_password, &facts).await?;
    Ok(Json(StatusResponse::DONE))
}
