//! What goes over the wire.

use std::time::Duration;

use better_auth_core::access::Permissions;
use better_auth_core::{SecretString, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::record::{ApiKeyId, KeyRecord, Metadata};

/// A key, as those who look after it see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiKey)]
pub(crate) struct ApiKeyResponse {
    /// The configuration that it was made by.
    config_id: String,
    /// What its owner calls it.
    name: Option<String>,
    /// Its first characters.
    start: Option<String>,
    /// The user or the organization that owns it.
    reference_id: String,
    /// The prefix that it was made with.
    prefix: Option<String>,
    /// How often it is filled up, in milliseconds.
    refill_interval: Option<u64>,
    /// To how many uses.
    refill_amount: Option<u32>,
    /// When that was done last.
    last_refill_at: Option<Timestamp>,
    /// Whether it may be used.
    enabled: bool,
    /// Whether its uses are limited in a span of time.
    rate_limit_enabled: bool,
    /// How long the span is, in milliseconds.
    rate_limit_time_window: Option<u64>,
    /// How many uses there may be in it.
    rate_limit_max: Option<u32>,
    /// How many there were in the last one.
    request_count: u32,
    /// How often it may still be used; `null` for ever.
    remaining: Option<u32>,
    /// When it was last used. Where uses are not counted, exact to a minute.
    last_request: Option<Timestamp>,
    /// From which address.
    last_ip_address: Option<String>,
    /// From this moment on it is void; `null` for never.
    expires_at: Option<Timestamp>,
    /// Until when the secret works that the last rotation replaced.
    previous_expires_at: Option<Timestamp>,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
    /// What it may do, by resource.
    permissions: Option<Permissions>,
    /// What the application keeps with it.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Metadata>,
    /// Names the key.
    id: ApiKeyId,
}

impl From<KeyRecord> for ApiKeyResponse {
    fn from(key: KeyRecord) -> Self {
        Self {
            config_id: key.config,
            name: key.name,
            start: key.start,
            reference_id: key.owner.as_str().to_owned(),
            prefix: key.prefix,
            refill_interval: key.refill.map(|refill| millis(refill.interval)),
            refill_amount: key.refill.map(|refill| refill.amount),
            last_refill_at: key.last_refill_at,
            enabled: key.enabled,
            rate_limit_enabled: key.limit.is_some(),
            rate_limit_time_window: key.limit.map(|limit| millis(limit.window)),
            rate_limit_max: key.limit.map(|limit| limit.max),
            request_count: key.request_count,
            remaining: key.remaining,
            last_request: key.last_used_at,
            last_ip_address: key.last_ip_address,
            expires_at: key.expires_at,
            previous_expires_at: key.previous_until,
            created_at: key.created_at,
            updated_at: key.updated_at,
            permissions: (key.permissions != Permissions::default()).then_some(key.permissions),
            metadata: key.metadata,
            id: key.id,
        }
    }
}

/// A key with its text.
#[derive(Serialize, ToSchema)]
#[schema(as = NewApiKey)]
pub(crate) struct NewApiKeyResponse {
    /// The key itself. It is shown this once.
    key: String,
    /// What is stored about it.
    #[serde(flatten)]
    stored: ApiKeyResponse,
}

impl NewApiKeyResponse {
    pub(crate) fn new((key, text): (KeyRecord, SecretString)) -> Self {
        Self { key: text.expose().to_owned(), stored: key.into() }
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
