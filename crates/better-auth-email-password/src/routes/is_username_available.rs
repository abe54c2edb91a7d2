use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, Json};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::service::EmailPasswords;

/// Which user name.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct IsUsernameAvailableRequest {
    /// The user name, in any case.
    username: String,
}

/// Whether it is free.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IsUsernameAvailableResponse {
    /// True if nobody has the name.
    available: bool,
}

/// Ask whether a user name is free.
#[utoipa::path(
    post,
    path = "/is-username-available",
    tag = "email-password",
    request_body = IsUsernameAvailableRequest,
    responses(
        (status = 200, description = "The answer", body = IsUsernameAvailableResponse),
        (status = 422, description = "`USERNAME_TOO_SHORT`, `USERNAME_TOO_LONG`, `INVALID_USERNAME`", body = ErrorResponse),
    )
)]
pub(crate) async fn is_username_available(
    State(service): State<EmailPasswords>,
    body: Json<IsUsernameAvailableRequest>,
) -> Result<Json<IsUsernameAvailableResponse>, ApiError> {
    let username = service.parse_username(&body.0.username, StatusCode::UNPROCESSABLE_ENTITY)?;
    let taken = service.auth.users().username_exists(username.folded()).await?;
    Ok(Json(IsUsernameAvailableResponse { available: !taken }))
}
