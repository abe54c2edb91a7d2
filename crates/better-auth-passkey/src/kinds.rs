//! The kinds of events that this crate emits.

use better_auth_core::event::EventKind;

/// Somebody registered a passkey.
pub const PASSKEY_ADDED: EventKind = EventKind::new("passkey.added");
/// Somebody named a passkey anew.
pub const PASSKEY_RENAMED: EventKind = EventKind::new("passkey.renamed");
/// Somebody removed a passkey.
pub const PASSKEY_REMOVED: EventKind = EventKind::new("passkey.removed");
/// The signature counter of a passkey did not grow: there may be a copy of its key.
pub const PASSKEY_CLONED: EventKind = EventKind::new("passkey.clone_suspected");
