use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, Json, Query, RequestFacts, SecretString};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::INVALID_TOKEN;
use crate::passwords::Passwords;

/// The new password, and the token from the mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResetPasswordRequest {
    /// The password that will be.
    new_password: SecretString,
    /// The token; it may be in the query instead.
    token: Option<SecretString>,
}

/// The token, for clients that pass the query of their page on.
#[derive(Debug, Deserialize)]
pub(crate) struct ResetPasswordQuery {
    token: Option<SecretString>,
}

/// Choose a new password with the token of a mailed link.
///
/// The token works once. Every session of the user ends, and none begins.
#[utoipa::path(
    post,
    path = "/reset-password",
    tag = "password",
    params(("token" = Option<String>, Query, description = "The token, if the body has none")),
    request_body = ResetPasswordRequest,
    responses(
        (status = 200, description = "The password is changed", body = StatusResponse),
        (status = 400, description = "`INVALID_TOKEN`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`", body = ErrorResponse),
    )
)]
pub(crate) async fn reset_password(
    State(passwords): State<Passwords>,
    facts: RequestFacts,
    query: Query<ResetPasswordQuery>,
    body: Json<ResetPasswordRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    let token = body.0.token.or(query.0.token).ok_or(INVALID_TOKEN)?;
    passwords.reset(&token, &body.0.new_password, &facts).await?;
    Ok(Json(StatusResponse::DONE))
}
