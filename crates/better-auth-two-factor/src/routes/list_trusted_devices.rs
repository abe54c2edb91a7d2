use axum::extract::State;
use better_auth_core::{ApiError, CurrentSession, Json, RequestFacts, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::service::TwoFactors;
use crate::trusted_device::{TrustedDevice, TrustedDeviceId, presented};

/// A browser that skips the second factor.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrustedDeviceResponse {
    /// When it was trusted.
    created_at: Timestamp,
    /// When it last skipped the second factor, or was trusted.
    used_at: Timestamp,
    /// When it is trusted no more, if it is not used before.
    expires_at: Timestamp,
    /// The client's address when it was last used; empty if unknown.
    ip_address: String,
    /// The client's `User-Agent` when it was last used; empty if unknown.
    user_agent: String,
    /// Whether it is the browser that asks.
    current: bool,
    /// Names the device, for `/two-factor/revoke-trusted-device`.
    id: TrustedDeviceId,
}

impl TrustedDeviceResponse {
    fn new(device: TrustedDevice, current: bool) -> Self {
        Self {
            created_at: device.created_at,
            used_at: device.used_at,
            expires_at: device.expires_at,
            ip_address: device.ip_address.unwrap_or_default(),
            user_agent: device.user_agent.unwrap_or_default(),
            current,
            id: device.id,
        }
    }
}

/// List the own browsers that skip the second factor.
#[utoipa::path(
    get,
    path = "/two-factor/list-trusted-devices",
    tag = "two-factor",
    responses((status = 200, description = "The last used first", body = Vec<TrustedDeviceResponse>)),
    security(("cookie" = []), ("bearer" = []))
)]
pub(crate) async fn list_trusted_devices(
    State(service): State<TwoFactors>,
    facts: RequestFacts,
    current: CurrentSession,
) -> Result<Json<Vec<TrustedDeviceResponse>>, ApiError> {
    let here = presented(&service.auth, &current.user.id, &facts);
    let devices = service.list_devices(&current.user).await?.into_iter();
    let answer = devices.map(|device| {
        let current = here.as_ref() == Some(&device.token_hash);
        TrustedDeviceResponse::new(device, current)
    });
    Ok(Json(answer.collect()))
}
