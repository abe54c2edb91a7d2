//! What the plugin keeps in the database. Each method is a whole step of business: all of it
//! happens, or nothing.
//!
//! Whatever changes who is in an organization, with which roles, or who is invited takes the lock
//! on the organization's row first. So counts, the last owner and the caller's own standing are
//! still true when the change is written.

mod invitations;
mod members;
mod organizations;
mod roles;
mod teams;

#[cfg(feature = "diesel")]
mod diesel;

use better_auth_core::access::RoleList;

use crate::member::{Member, MemberId};

pub use invitations::{
    Acceptance, Accepted, Answer, InvitationStore, Invited, NewInvitation, Renewal, SentInvitation,
};
pub use members::{
    Added, MAX_PAGE, MemberAfter, MemberFilter, MemberKey, MemberPage, MemberQuery, MemberSort,
    MemberStore, NewMember, Removal, Removed, RoleChange, RoleChanged, SoleOwner, Surrender,
    Surrendered, TextMatch,
};
pub use organizations::{
    Activation, Created, Creation, Deletion, MAX_LISTED, OrganizationStore, Update,
};
pub use roles::{
    OrganizationRoleStore, RoleCreated, RoleCreation, RoleDeleted, RoleDeletion, RoleUpdate,
    RoleUpdated,
};
pub use teams::{
    DefaultTeam, InvitedTeams, NewTeam, TeamActivation, TeamCreated, TeamDeleted, TeamDeletion,
    TeamExit, TeamJoin, TeamJoined, TeamLeft, TeamStore, TeamUpdate, TeamUpdated,
};

/// Everything that the plugin needs of a database.
pub trait OrganizationsStore:
    OrganizationStore + MemberStore + InvitationStore + OrganizationRoleStore + TeamStore
{
}

impl<A> OrganizationsStore for A where
    A: OrganizationStore + MemberStore + InvitationStore + OrganizationRoleStore + TeamStore
{
}

/// The member who asks for a change, as they were when their rights were looked at. Where they are
/// gone or have other roles by the time of the change, nothing is changed.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// Which member.
    pub member: &'a MemberId,
    /// With which roles.
    pub roles: &'a RoleList,
}

impl<'a> Actor<'a> {
    /// A member as they were read.
    pub fn of(member: &'a Member) -> Self {
        Self { member: &member.id, roles: &member.roles }
    }
}
