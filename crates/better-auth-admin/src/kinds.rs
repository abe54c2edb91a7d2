//! The kinds of events that this plugin emits. Creating, changing and deleting a user, and ending
//! sessions, have core's kinds, with the administrator as the actor.

use better_auth_core::event::EventKind;

/// A user has other roles.
pub const ROLE_CHANGED: EventKind = EventKind::new("user.role_changed");
/// A user is shut out.
pub const USER_BANNED: EventKind = EventKind::new("user.banned");
/// A user is let in again by somebody.
pub const USER_UNBANNED: EventKind = EventKind::new("user.unbanned");
/// A ban was over, and is gone since the user came back.
pub const BAN_EXPIRED: EventKind = EventKind::new("user.ban_expired");
/// An administrator gave a user another password.
pub const PASSWORD_SET: EventKind = EventKind::new("password.set_by_admin");
/// An administrator moved a user to another address, or said whether it is proven.
pub const EMAIL_SET: EventKind = EventKind::new("email.set_by_admin");
/// An administrator acts in the name of a user from now on.
pub const IMPERSONATION_STARTED: EventKind = EventKind::new("impersonation.started");
/// An administrator acts under their own name again.
pub const IMPERSONATION_ENDED: EventKind = EventKind::new("impersonation.ended");
/// The first administrator was appointed by the settings of the application.
pub const ADMIN_APPOINTED: EventKind = EventKind::new("admin.appointed");
