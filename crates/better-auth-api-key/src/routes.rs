//! One file for each route.

pub(crate) mod create_api_key;
pub(crate) mod delete_api_key;
pub(crate) mod get_api_key;
pub(crate) mod list_api_keys;
pub(crate) mod rotate_api_key;
pub(crate) mod update_api_key;

use axum::extract::FromRequestParts;
use better_auth_core::extract::Forbidden;
use better_auth_core::{ApiError, CurrentSession};
use http::request::Parts;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::error::{SERVER_ONLY_PROPERTY, UNAUTHORIZED_SESSION};
use crate::service::ApiKeys;

/// Somebody who is signed in and makes or changes a key: as [`CurrentSession`], with the code that
/// the npm package answers with.
#[derive(Debug)]
pub(crate) struct Maker(pub(crate) CurrentSession);

impl FromRequestParts<ApiKeys> for Maker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &ApiKeys) -> Result<Self, ApiError> {
        let current = Option::<CurrentSession>::from_request_parts(parts, service).await?;
        current.map(Self).ok_or_else(|| UNAUTHORIZED_SESSION.into())
    }
}

/// What decides how much a key is worth: only server code sets it. The client of the npm package
/// may send `remaining: null`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct ServerOnly {
    remaining: Option<IgnoredAny>,
    refill_amount: Forbidden,
    refill_interval: Forbidden,
    rate_limit_max: Forbidden,
    rate_limit_time_window: Forbidden,
    rate_limit_enabled: Forbidden,
    permissions: Forbidden,
}

impl ServerOnly {
    /// Refuses a request that has any of it.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        let others = [
            self.refill_amount,
            self.refill_interval,
            self.rate_limit_max,
            self.rate_limit_time_window,
            self.rate_limit_enabled,
            self.permissions,
        ];
        if self.remaining.is_some() || others.iter().any(|field| field.is_present()) {
            return Err(SERVER_ONLY_PROPERTY.into());
        }
        Ok(())
    }
}
