//! The kinds of events that this crate emits.

use better_auth_core::event::EventKind;

/// An account at a provider was linked to an account here.
pub const ACCOUNT_LINKED: EventKind = EventKind::new("account.linked");
/// An account at a provider was not linked, or signed nobody in; `detail` says why.
pub const CALLBACK_FAILED: EventKind = EventKind::new("oauth.callback_failed");
/// A provider gave new tokens for an account.
pub const TOKENS_REFRESHED: EventKind = EventKind::unaudited("account.tokens_refreshed");
/// A provider refused to give new tokens for an account, or could not be asked.
pub const REFRESH_FAILED: EventKind = EventKind::unaudited("account.refresh_failed");
