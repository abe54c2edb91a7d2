use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::extract::Forbidden;
use better_auth_core::{ApiError, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Maker, ServerOnly};
use crate::api::NewApiKeyResponse;
use crate::error::UNAUTHORIZED_SESSION;
use crate::permission;
use crate::service::{ApiKeys, NewApiKey, check_custom_expiry, life_of, metadata_of};

/// What the key is to be like. Everything may be left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateApiKeyRequest {
    /// The name of a configuration. Default: the default one.
    config_id: Option<String>,
    /// What its owner calls it.
    name: Option<String>,
    /// What it begins with: up to 32 letters, digits, `-` and `_`. Default: that of the
    /// configuration.
    prefix: Option<String>,
    /// How long it lives, in seconds. Default: as the configuration says.
    expires_in: Option<u64>,
    /// What the application keeps with it: an object.
    #[schema(value_type = Option<Object>)]
    metadata: Option<serde_json::Value>,
    /// The organization that is to own it, where the configuration makes keys of organizations.
    organization_id: Option<String>,
    #[serde(default)]
    #[schema(ignore)]
    user_id: Forbidden,
    #[serde(flatten)]
    #[schema(ignore)]
    server_only: ServerOnly,
}

/// Make an API key.
///
/// The key itself is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api-key/create",
    tag = "api-key",
    request_body = CreateApiKeyRequest,
    responses(
        (status = 200, description = "The key", body = NewApiKeyResponse),
        (status = 400, description = "`SERVER_ONLY_PROPERTY`, `EXPIRES_IN_IS_TOO_SMALL`, `EXPIRES_IN_IS_TOO_LARGE`, `KEY_DISABLED_EXPIRATION`, `INVALID_NAME_LENGTH`, `NAME_REQUIRED`, `INVALID_PREFIX_LENGTH`, `METADATA_DISABLED`, `INVALID_METADATA_TYPE`, `TOO_MANY_API_KEYS`, `ORGANIZATION_ID_REQUIRED`, `API_KEY_CONFIGURATION_NOT_FOUND`", body = ErrorResponse),
        (status = 403, description = "`USER_NOT_MEMBER_OF_ORGANIZATION`, `INSUFFICIENT_API_KEY_PERMISSIONS`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn create_api_key(
    State(service): State<ApiKeys>,
    facts: RequestFacts,
    maker: Maker,
    body: Json<CreateApiKeyRequest>,
) -> Result<Json<NewApiKeyResponse>, ApiError> {
    let (user, body) = (maker.0.user, body.0);
    body.server_only.check()?;
    if body.user_id.is_present() {
        return Err(UNAUTHORIZED_SESSION.into());
    }
    let options = service.config_for_clients(body.config_id.as_deref())?;
    let organization = body.organization_id.as_deref();
    let owner = service.owner_of_new(&user.id, options.holder, organization, permission::CREATE);
    let mut new = NewApiKey::of(owner.await?);
    new.metadata = body.metadata.map(|it| metadata_of(it, options)).transpose()?.flatten();
    if body.expires_in.is_some() {
        check_custom_expiry(options)?;
        new.expires_in = Some(life_of(body.expires_in, options)?);
    }
    (new.config, new.name, new.prefix) = (body.config_id, body.name, body.prefix);
    let made = service.create_for(&user, new, &facts).await?;
    Ok(Json(NewApiKeyResponse::new(made)))
}
