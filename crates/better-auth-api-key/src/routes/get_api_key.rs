use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, Query};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::ApiKeyResponse;
use crate::permission;
use crate::service::ApiKeys;

/// Which key.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(crate) struct GetApiKeyQuery {
    /// The `id` of a listed key.
    id: String,
    /// The name of the configuration that it must be of. Default: any.
    config_id: Option<String>,
}

/// Read one API key.
#[utoipa::path(
    get,
    path = "/api-key/get",
    tag = "api-key",
    params(GetApiKeyQuery),
    responses(
        (status = 200, description = "What is stored about it", body = ApiKeyResponse),
        (status = 403, description = "`INSUFFICIENT_API_KEY_PERMISSIONS`", body = ErrorResponse),
        (status = 404, description = "`KEY_NOT_FOUND`, also for somebody else's", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn get_api_key(
    State(service): State<ApiKeys>,
    current: CurrentSession,
    query: Query<GetApiKeyQuery>,
) -> Result<Json<ApiKeyResponse>, ApiError> {
    let GetApiKeyQuery { id, config_id } = query.0;
    let user = &current.user.id;
    let key = service.own(user, &id, config_id.as_deref(), permission::READ).await?;
    Ok(Json(key.into()))
}
