use axum::extract::State;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::trimmed_name;
use crate::api::PasskeyResponse;
use crate::error::PASSKEY_NOT_FOUND;
use crate::service::Passkeys;

/// Which passkey, and its new name.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UpdatePasskeyRequest {
    /// The `id` of a listed passkey.
    id: String,
    /// What its owner calls it; trimmed.
    name: String,
}

/// The passkey as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UpdatePasskeyResponse {
    /// The passkey.
    passkey: PasskeyResponse,
}

/// Name one of the own passkeys anew.
#[utoipa::path(
    post,
    path = "/passkey/update-passkey",
    tag = "passkey",
    request_body = UpdatePasskeyRequest,
    responses(
        (status = 200, description = "The passkey", body = UpdatePasskeyResponse),
        (status = 404, description = "`PASSKEY_NOT_FOUND`, also for somebody else's", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn update_passkey(
    State(service): State<Passkeys>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<UpdatePasskeyRequest>,
) -> Result<Json<UpdatePasskeyResponse>, ApiError> {
    let name = trimmed_name(&body.0.name)?;
    let name = name.ok_or_else(|| ApiError::validation("[body.name] must not be empty"))?;
    let id = body.0.id.parse().map_err(|_| PASSKEY_NOT_FOUND)?;
    let passkey = service.rename(&current.user.id, &id, &name, &facts).await?;
    Ok(Json(UpdatePasskeyResponse { passkey: passkey.into() }))
}
