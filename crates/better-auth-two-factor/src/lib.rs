#![doc = include_str!("../README.md")]

mod backup_codes;
mod caller;
mod confirmation;
pub mod error;
mod hooks;
pub mod import;
pub mod kinds;
mod mailed_code;
mod options;
mod plugin;
mod routes;
mod service;
mod store;
mod totp;
mod trusted_device;

pub use backup_codes::{BackupCodeId, NewBackupCode};
pub use options::{MailedCodes, TwoFactorOptions};
pub use plugin::TwoFactorPlugin;
pub use service::{AppEnrolment, TwoFactors};
pub use store::{
    Acceptance, Accepted, Attempt, Counted, DeviceUse, Disabling, Enabling, Enrolment, Factor,
    Means, Opens, TrustedDeviceStore, TwoFactor, TwoFactorStore,
};
pub use trusted_device::{TrustedDevice, TrustedDeviceId};
