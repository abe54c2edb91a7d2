#![doc = include_str!("../README.md")]

mod api;
pub mod error;
mod extract;
mod hooks;
mod key;
pub mod kinds;
mod options;
pub mod permission;
mod plugin;
mod record;
mod routes;
mod service;
mod store;
mod usage;

pub use extract::{AnyAction, ApiKey, Needs};
pub use options::{ApiKeyOptions, Holder};
pub use plugin::ApiKeyPlugin;
pub use record::{ApiKeyId, KeyChanges, KeyLimit, KeyOwner, KeyRecord, Metadata, Refill};
pub use service::{ApiKeys, By, NewApiKey, Verified};
pub use store::{ApiKeyStore, CreatedKey, KeyLimits, KeyRotation};
pub use usage::{KeyUse, QuotaStep, WindowStep};
