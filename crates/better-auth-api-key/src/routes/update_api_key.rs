use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::Given;
use better_auth_core::{ApiError, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Maker, ServerOnly};
use crate::api::ApiKeyResponse;
use crate::error::{EXPIRES_IN_IS_TOO_LARGE, UNAUTHORIZED_SESSION};
use crate::options::ApiKeyOptions;
use crate::permission;
use crate::record::KeyChanges;
use crate::service::{ApiKeys, By, check_custom_expiry, life_of, metadata_of};

/// Which key, and what is to become different.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UpdateApiKeyRequest {
    /// The `id` of a listed key.
    key_id: String,
    /// The name of the configuration that it must be of. Default: any.
    config_id: Option<String>,
    /// What its owner calls it.
    name: Option<String>,
    /// Whether it may be used.
    enabled: Option<bool>,
    /// How long it lives from now on, in seconds; `null` for ever.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    expires_in: Given<Option<u64>>,
    /// What the application keeps with it: an object, or `null` for nothing.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    metadata: Given<serde_json::Value>,
    #[schema(ignore)]
    user_id: Option<String>,
    #[serde(flatten)]
    #[schema(ignore)]
    server_only: ServerOnly,
}

/// Change an API key.
///
/// Its name, whether and how long it may be used, and its metadata.
#[utoipa::path(
    post,
    path = "/api-key/update",
    tag = "api-key",
    request_body = UpdateApiKeyRequest,
    responses(
        (status = 200, description = "The key as it is now", body = ApiKeyResponse),
        (status = 400, description = "`NO_VALUES_TO_UPDATE`, `SERVER_ONLY_PROPERTY`, `EXPIRES_IN_IS_TOO_SMALL`, `EXPIRES_IN_IS_TOO_LARGE`, `KEY_DISABLED_EXPIRATION`, `INVALID_NAME_LENGTH`, `METADATA_DISABLED`, `INVALID_METADATA_TYPE`", body = ErrorResponse),
        (status = 403, description = "`INSUFFICIENT_API_KEY_PERMISSIONS`", body = ErrorResponse),
        (status = 404, description = "`KEY_NOT_FOUND`, also for somebody else's", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_api_key(
    State(service): State<ApiKeys>,
    facts: RequestFacts,
    maker: Maker,
    body: Json<UpdateApiKeyRequest>,
) -> Result<Json<ApiKeyResponse>, ApiError> {
    let (user, body) = (maker.0.user, body.0);
    body.server_only.check()?;
    if body.user_id.as_ref().is_some_and(|named| named != user.id.as_str()) {
        return Err(UNAUTHORIZED_SESSION.into());
    }
    let config = body.config_id.as_deref();
    let key = service.own(&user.id, &body.key_id, config, permission::UPDATE).await?;
    let changes = changes(&service, body, service.named_config(Some(&key.config))?)?;
    let by = By { user: Some(&user), request: &facts };
    Ok(Json(service.update(&key, changes, by).await?.into()))
}

fn changes(
    service: &ApiKeys,
    body: UpdateApiKeyRequest,
    options: &ApiKeyOptions,
) -> Result<KeyChanges, ApiError> {
    let mut changes =
        KeyChanges { name: body.name, enabled: body.enabled, ..KeyChanges::default() };
    if let Some(seconds) = body.expires_in.into_option() {
        check_custom_expiry(options)?;
        if seconds.is_none() && options.expires_in.is_some() {
            // Where keys end by default, nobody makes one that does not.
            return Err(EXPIRES_IN_IS_TOO_LARGE.into());
        }
        let life = life_of(seconds, options)?;
        changes.expires_at = Some(life.map(|life| service.auth.now().plus(life)));
    }
    let metadata = body.metadata.into_option();
    changes.metadata = metadata.map(|it| metadata_of(it, options)).transpose()?;
    Ok(changes)
}
