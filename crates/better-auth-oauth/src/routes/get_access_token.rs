use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::WhichAccountRequest;
use crate::service::OAuth;

/// An access token that works.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessTokenResponse {
    /// The token.
    access_token: String,
    /// From then on it is void; absent if the provider does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token_expires_at: Option<Timestamp>,
    /// What the user agreed to.
    scopes: Vec<String>,
    /// The latest ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

/// Get an access token of an account of the person who asks.
///
/// One that ends within 5 seconds is replaced first.
#[utoipa::path(
    post,
    path = "/get-access-token",
    tag = "oauth",
    request_body = WhichAccountRequest,
    responses(
        (status = 200, description = "The token", body = AccessTokenResponse),
        (status = 400, description = "`ACCOUNT_NOT_FOUND`, `PROVIDER_NOT_SUPPORTED`, `FAILED_TO_GET_ACCESS_TOKEN`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_access_token(
    State(service): State<OAuth>,
    current: CurrentSession,
    body: Json<WhichAccountRequest>,
) -> Result<Json<AccessTokenResponse>, ApiError> {
    let access = service.access_token(&current.user.id, &body.0.which("body")?).await?;
    Ok(Json(AccessTokenResponse {
        access_token: access.token.expose().to_owned(),
        access_token_expires_at: access.expires_at,
        scopes: access.scopes,
        id_token: access.id_token.map(|token| token.expose().to_owned()),
    }))
}
