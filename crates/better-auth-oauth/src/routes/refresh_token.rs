use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{AccountId, ApiError, CurrentSession, Json, SecretString, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::WhichAccountRequest;
use crate::service::OAuth;

/// The tokens of an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefreshTokenResponse {
    /// The access token.
    access_token: Option<String>,
    /// The refresh token.
    refresh_token: Option<String>,
    /// From then on the access token is void.
    access_token_expires_at: Option<Timestamp>,
    /// From then on the refresh token is void.
    refresh_token_expires_at: Option<Timestamp>,
    /// What the user agreed to, separated by spaces.
    scope: String,
    /// The latest ID token.
    id_token: Option<String>,
    /// The provider.
    provider_id: String,
    /// Names the account.
    account_id: AccountId,
}

/// Fetch new tokens for an account of the person who asks.
#[utoipa::path(
    post,
    path = "/refresh-token",
    tag = "oauth",
    request_body = WhichAccountRequest,
    responses(
        (status = 200, description = "The new tokens", body = RefreshTokenResponse),
        (status = 400, description = "`ACCOUNT_NOT_FOUND`, `PROVIDER_NOT_SUPPORTED`, `TOKEN_REFRESH_NOT_SUPPORTED`, `REFRESH_TOKEN_NOT_FOUND`, `FAILED_TO_REFRESH_ACCESS_TOKEN`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn refresh_token(
    State(service): State<OAuth>,
    current: CurrentSession,
    body: Json<WhichAccountRequest>,
) -> Result<Json<RefreshTokenResponse>, ApiError> {
    let (account, tokens) = service.refresh(&current.user.id, &body.0.which("body")?).await?;
    let text = |token: Option<SecretString>| token.map(|token| token.expose().to_owned());
    Ok(Json(RefreshTokenResponse {
        access_token: text(tokens.access_token),
        refresh_token: text(tokens.refresh_token),
        access_token_expires_at: tokens.access_token_expires_at,
        refresh_token_expires_at: tokens.refresh_token_expires_at,
        scope: account.scopes.join(" "),
        id_token: text(tokens.id_token),
        provider_id: account.provider_id,
        account_id: account.id,
    }))
}
