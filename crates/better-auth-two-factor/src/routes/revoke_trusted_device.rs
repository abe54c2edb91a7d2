use axum::extract::State;
use better_auth_core::api::StatusResponse;
use better_auth_core::error::ErrorResponse;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::TRUSTED_DEVICE_NOT_FOUND;
use crate::service::TwoFactors;
use crate::trusted_device::TrustedDeviceId;

/// Which device.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RevokeTrustedDeviceRequest {
    /// Its id, from the list.
    id: TrustedDeviceId,
}

/// Ask for the second factor again in one of the own browsers.
///
/// A device of somebody else is as unknown as one that never was.
#[utoipa::path(
    post,
    path = "/two-factor/revoke-trusted-device",
    tag = "two-factor",
    request_body = RevokeTrustedDeviceRequest,
    responses(
        (status = 200, description = "It is trusted no more", body = StatusResponse),
        (status = 404, description = "`TRUSTED_DEVICE_NOT_FOUND`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn revoke_trusted_device(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    current: CurrentSession,
    body: Json<RevokeTrustedDeviceRequest>,
) -> Result<Json<StatusResponse>, ApiError> {
    if !service.revoke_device(&current.user, &body.0.id, &facts).await? {
        return Err(TRUSTED_DEVICE_NOT_FOUND.into());
    }
    Ok(Json(StatusResponse::DONE))
}
