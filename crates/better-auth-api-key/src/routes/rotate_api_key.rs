use std::time::Duration;

use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::NewApiKeyResponse;
use crate::options::MAX_OVERLAP;
use crate::service::{ApiKeys, By};

/// Which key, and how long the old one still works.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RotateApiKeyRequest {
    /// The `id` of a listed key.
    key_id: String,
    /// The name of the configuration that it must be of. Default: any.
    config_id: Option<String>,
    /// How long the old key still works, in seconds: 0, where it leaked, to 7 days. Default: as the
    /// configuration says.
    overlap: Option<u64>,
}

/// Give an API key a new secret.
///
/// Everything else about it stays. The new key is in this answer and nowhere else; the old one works
/// until `previousExpiresAt`.
#[utoipa::path(
    post,
    path = "/api-key/rotate",
    tag = "api-key",
    request_body = RotateApiKeyRequest,
    responses(
        (status = 200, description = "The key with its new text", body = NewApiKeyResponse),
        (status = 403, description = "`INSUFFICIENT_API_KEY_PERMISSIONS`", body = ErrorResponse),
        (status = 404, description = "`KEY_NOT_FOUND`, also for somebody else's", body = ErrorResponse),
        (status = 409, description = "`API_KEY_WAS_ROTATED`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn rotate_api_key(
    State(service): State<ApiKeys>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RotateApiKeyRequest>,
) -> Result<Json<NewApiKeyResponse>, ApiError> {
    let RotateApiKeyRequest { key_id, config_id, overlap } = body.0;
    let overlap = overlap.map(Duration::from_secs);
    if overlap.is_some_and(|overlap| overlap > MAX_OVERLAP) {
        return Err(ApiError::validation("[body.overlap] must be at most 604800 seconds"));
    }
    let user = &current.user;
    let key = service.own_to_rotate(&user.id, &key_id, config_id.as_deref()).await?;
    let by = By { user: Some(user), request: &facts };
    let rotated = service.rotate(&key, overlap, by).await?;
    Ok(Json(NewApiKeyResponse::new(rotated)))
}
