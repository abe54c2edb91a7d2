use axum::extract::State;
use axum::response::Response;
use better_auth_core::api::UserResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::passwords::Passwords;

/// The old password and the new one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChangePasswordRequest {
    /// The password that is valid now.
    current_password: SecretString,
    /// The password that will be.
    new_password: SecretString,
    /// Whether the other sessions end. Default true.
    revoke_other_sessions: Option<bool>,
}

/// The session that takes the place of the one that asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangePasswordResponse {
    /// Its token, for clients that do not keep cookies.
    token: String,
    /// The user.
    user: UserResponse,
}

/// Change the own password.
///
/// The session that asks is replaced by a new one, and the other sessions end unless
/// `revokeOtherSessions` is false.
#[utoipa::path(
    post,
    path = "/change-password",
    tag = "password",
    request_body = ChangePasswordRequest,
    responses(
        (status = 200, description = "The password is changed", body = ChangePasswordResponse),
        (status = 400, description = "`INVALID_PASSWORD`, `CREDENTIAL_ACCOUNT_NOT_FOUND`, `PASSWORD_TOO_SHORT`, `PASSWORD_TOO_LONG`, `PASSWORD_TOO_COMMON`, `PASSWORD_TOO_WEAK`, `PASSWORD_COMPROMISED`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn change_password(
    State(passwords): State<Passwords>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<ChangePasswordRequest>,
) -> Result<Response, ApiError> {
    let body = body.0;
    let end_others = body.revoke_other_sessions.unwrap_or(true);
    let signed_in = passwords
        .change(current, &body.current_password, &body.new_password, end_others, &facts)
        .await?;
    let token = signed_in.token.expose().to_owned();
    let user = passwords.auth.user_response(signed_in.user.clone());
    Ok(signed_in.respond(&ChangePasswordResponse { token, user }))
}
