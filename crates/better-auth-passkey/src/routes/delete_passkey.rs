use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::PASSKEY_NOT_FOUND;
use crate::service::Passkeys;

/// Which passkey.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DeletePasskeyRequest {
    /// The `id` of a listed passkey.
    id: String,
}

/// Remove one of the own passkeys.
///
/// The last way into the account stays.
#[utoipa::path(
    post,
    path = "/passkey/delete-passkey",
    tag = "passkey",
    request_body = DeletePasskeyRequest,
    responses(
        (status = 200, description = "It is gone", body = StatusResponse),
        (status = 400, description = "`FAILED_TO_DELETE_LAST_PASSKEY`", body = ErrorResponse),
        (status = 404, description = "`PASSKEY_NOT_FOUND`, also for somebody else's", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn delete_passkey(
    State(service): State<Passkeys>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<DeletePasskeyRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    let id = body.0.id.parse().map_err(|_| PASSKEY_NOT_FOUND)?;
    service.remove(&current.user, &id, &facts).await?;
    Ok(Json(StatusResponse::DONE))
}
