#![doc = include_str!("../README.md")]

mod api;
mod attestation;
mod challenge;
mod client_data;
mod credential;
pub mod error;
pub mod kinds;
mod options;
mod plugin;
mod relying_party;
mod routes;
mod service;
mod store;

pub use credential::{CredentialId, DeviceType, InvalidCredentialId, PublicKey};
pub use options::{PasskeyOptions, UserVerification};
pub use plugin::PasskeyPlugin;
pub use service::Passkeys;
pub use store::{Passkey, PasskeyId, PasskeyStore, PasskeyUse, RemovedPasskey};
