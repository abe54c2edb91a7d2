//! A key as it is stored: everything but the key itself.

use std::time::Duration;

use better_auth_core::access::Permissions;
use better_auth_core::token::TokenHash;
use better_auth_core::{Timestamp, UserId};

better_auth_core::define_id! {
    /// Names an API key; knowing it lets nobody in.
    ApiKeyId
}

/// What an application keeps with a key: a JSON object.
pub type Metadata = serde_json::Map<String, serde_json::Value>;

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOwner {
    /// A user: the key is theirs, and goes when they go.
    User(UserId),
    /// An organization: members with the right to it look after the key.
    Organization(String),
}

impl KeyOwner {
    /// The id of the user or of the organization.
    pub fn as_str(&self) -> &str {
        match self {
            Self::User(user) => user.as_str(),
            Self::Organization(organization) => organization,
        }
    }
}

/// New uses at regular intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refill {
    /// To how many uses the key is filled up.
    pub amount: u32,
    /// How often at most.
    pub interval: Duration,
}

/// How often a key may be used in a span of time. The span begins with a use, and the next one
/// begins with the first use after its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyLimit {
    /// So many uses.
    pub max: u32,
    /// In so long.
    pub window: Duration,
}

/// A key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRecord {
    /// Names the key.
    pub id: ApiKeyId,
    /// The configuration that it was made by.
    pub config: String,
    /// Whose it is.
    pub owner: KeyOwner,
    /// What its owner calls it.
    pub name: Option<String>,
    /// Its first characters.
    pub start: Option<String>,
    /// The prefix that it was made with.
    pub prefix: Option<String>,
    /// The hash of the key.
    pub key_hash: TokenHash,
    /// Until when the key before the last rotation still works; `None` if it does not.
    pub previous_until: Option<Timestamp>,
    /// Whether it may be used.
    pub enabled: bool,
    /// What it may do.
    pub permissions: Permissions,
    /// What the application keeps with it.
    pub metadata: Option<Metadata>,
    /// How often it may still be used; `None` for ever.
    pub remaining: Option<u32>,
    /// New uses.
    pub refill: Option<Refill>,
    /// When it was last filled up.
    pub last_refill_at: Option<Timestamp>,
    /// How often it may be used in a span of time.
    pub limit: Option<KeyLimit>,
    /// How often it was used in the span that began at `window_started_at`.
    pub request_count: u32,
    /// When the span began.
    pub window_started_at: Option<Timestamp>,
    /// When it was last used. Where no use has to be counted, written at most once a minute.
    pub last_used_at: Option<Timestamp>,
    /// From which address, as exact.
    pub last_ip_address: Option<String>,
    /// From this moment on it is void.
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What is to become different about a key; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeyChanges {
    /// What its owner calls it.
    pub name: Option<String>,
    /// Whether it may be used.
    pub enabled: Option<bool>,
    /// When it ends, or that it does not.
    pub expires_at: Option<Option<Timestamp>>,
    /// What the application keeps with it.
    pub metadata: Option<Option<Metadata>>,
    /// What it may do.
    pub permissions: Option<Permissions>,
    /// How often it may still be used, or without end.
    pub remaining: Option<Option<u32>>,
    /// New uses, or none.
    pub refill: Option<Option<Refill>>,
    /// How often it may be used in a span of time, or without a limit.
    pub limit: Option<Option<KeyLimit>>,
}

impl KeyChanges {
    /// Whether nothing is to become different.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
