use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::permission;
use crate::service::{ApiKeys, By};

/// Which key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeleteApiKeyRequest {
    /// The `id` of a listed key.
    key_id: String,
    /// The name of the configuration that it must be of. Default: any.
    config_id: Option<String>,
}

/// It is gone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeleteApiKeyResponse {
    /// Always true.
    success: bool,
}

/// Delete an API key.
#[utoipa::path(
    post,
    path = "/api-key/delete",
    tag = "api-key",
    request_body = DeleteApiKeyRequest,
    responses(
        (status = 200, description = "It is gone", body = DeleteApiKeyResponse),
        (status = 403, description = "`INSUFFICIENT_API_KEY_PERMISSIONS`", body = ErrorResponse),
        (status = 404, description = "`KEY_NOT_FOUND`, also for somebody else's", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn delete_api_key(
    State(service): State<ApiKeys>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<DeleteApiKeyRequest>,
) -> Result<Json<DeleteApiKeyResponse>, ApiError> {
    let DeleteApiKeyRequest { key_id, config_id } = body.0;
    let user = &current.user;
    let key = service.own(&user.id, &key_id, config_id.as_deref(), permission::DELETE).await?;
    service.delete(&key.id, By { user: Some(user), request: &facts }).await?;
    Ok(Json(DeleteApiKeyResponse { success: true }))
}
