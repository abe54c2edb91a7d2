//! The kinds of events that this plugin emits.

use better_auth_core::event::EventKind;

/// Somebody began to set up an authenticator app.
pub const ENROLMENT_STARTED: EventKind = EventKind::new("two_factor.enrolment_started");
/// A second factor is asked for from now on; `detail` says which.
pub const ENABLED: EventKind = EventKind::new("two_factor.enabled");
/// No second factor is asked for any more.
pub const DISABLED: EventKind = EventKind::new("two_factor.disabled");
/// A second factor was proven in a session; `detail` says which.
pub const VERIFIED: EventKind = EventKind::new("two_factor.verified");
/// A code was wrong; `detail` says why.
pub const FAILED: EventKind = EventKind::new("two_factor.failed");
/// Too many codes in a row were wrong.
pub const LOCKED: EventKind = EventKind::new("two_factor.locked");
/// A backup code was used up.
pub const BACKUP_CODE_USED: EventKind = EventKind::new("two_factor.backup_code_used");
/// There are new backup codes; the old ones are void.
pub const BACKUP_CODES_REPLACED: EventKind = EventKind::new("two_factor.backup_codes_replaced");
/// The secret of the app could be read; the address of the app's picture was shown again.
pub const SECRET_SHOWN: EventKind = EventKind::new("two_factor.secret_shown");
/// A code was mailed.
pub const CODE_MAILED: EventKind = EventKind::new("two_factor.code_mailed");
/// A device is trusted from now on.
pub const DEVICE_TRUSTED: EventKind = EventKind::new("trusted_device.created");
/// A trusted device skipped the second factor.
pub const DEVICE_USED: EventKind = EventKind::new("trusted_device.used");
/// A device is trusted no more.
pub const DEVICE_REVOKED: EventKind = EventKind::new("trusted_device.revoked");
