//! The kinds of events that this crate emits.

use better_auth_core::event::EventKind;

/// Somebody made an API key.
pub const API_KEY_CREATED: EventKind = EventKind::new("api_key.created");
/// Somebody changed what an API key may do, or for how long, or its name.
pub const API_KEY_UPDATED: EventKind = EventKind::new("api_key.updated");
/// Somebody gave an API key a new secret.
pub const API_KEY_ROTATED: EventKind = EventKind::new("api_key.rotated");
/// Somebody deleted an API key.
pub const API_KEY_DELETED: EventKind = EventKind::new("api_key.deleted");
