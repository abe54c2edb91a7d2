//! The kinds of events that this plugin emits.

use better_auth_core::event::EventKind;

/// There is a new organization.
pub const ORGANIZATION_CREATED: EventKind = EventKind::new("organization.created");
/// An organization was changed.
pub const ORGANIZATION_UPDATED: EventKind = EventKind::new("organization.updated");
/// An organization is gone, and everything that was its own.
pub const ORGANIZATION_DELETED: EventKind = EventKind::new("organization.deleted");
/// A session works in another organization, or in none.
pub const ORGANIZATION_ACTIVATED: EventKind = EventKind::unaudited("organization.activated");
/// Somebody became an owner because the last one deleted their account.
pub const ORGANIZATION_HANDED_OVER: EventKind = EventKind::new("organization.handed_over");
/// Somebody was made a member by server code.
pub const MEMBER_ADDED: EventKind = EventKind::new("member.added");
/// Somebody was removed by another member.
pub const MEMBER_REMOVED: EventKind = EventKind::new("member.removed");
/// Somebody left.
pub const MEMBER_LEFT: EventKind = EventKind::new("member.left");
/// A member has other roles.
pub const MEMBER_ROLE_CHANGED: EventKind = EventKind::new("member.role_changed");
/// Somebody was invited.
pub const INVITATION_CREATED: EventKind = EventKind::new("invitation.created");
/// An invitation was sent again, and lives longer.
pub const INVITATION_RESENT: EventKind = EventKind::new("invitation.resent");
/// Somebody accepted an invitation, and is a member.
pub const INVITATION_ACCEPTED: EventKind = EventKind::new("invitation.accepted");
/// Somebody rejected an invitation.
pub const INVITATION_REJECTED: EventKind = EventKind::new("invitation.rejected");
/// An invitation was withdrawn.
pub const INVITATION_CANCELED: EventKind = EventKind::new("invitation.canceled");
/// An organization declared a role.
pub const ROLE_CREATED: EventKind = EventKind::new("role.created");
/// An organization changed a role.
pub const ROLE_UPDATED: EventKind = EventKind::new("role.updated");
/// An organization deleted a role.
pub const ROLE_DELETED: EventKind = EventKind::new("role.deleted");
/// There is a new team.
pub const TEAM_CREATED: EventKind = EventKind::new("team.created");
/// A team was changed.
pub const TEAM_UPDATED: EventKind = EventKind::new("team.updated");
/// A team is gone.
pub const TEAM_DELETED: EventKind = EventKind::new("team.deleted");
/// A session works in another team, or in none.
pub const TEAM_ACTIVATED: EventKind = EventKind::unaudited("team.activated");
/// Somebody was added to a team.
pub const TEAM_MEMBER_ADDED: EventKind = EventKind::new("team.member_added");
/// Somebody was taken out of a team.
pub const TEAM_MEMBER_REMOVED: EventKind = EventKind::new("team.member_removed");
