#![doc = include_str!("../README.md")]

mod answers;
mod api;
mod deletion;
pub mod error;
mod extract;
mod hooks;
mod invitation;
pub mod kinds;
mod member;
mod options;
mod organization;
pub mod permission;
mod plugin;
mod role;
mod routes;
mod service;
mod store;
mod team;

pub use extract::{ActiveOrganization, Permitted};
pub use hooks::{Change, OrganizationHooks};
pub use invitation::{Invitation, InvitationId, InvitationStatus};
pub use member::{Member, MemberId, Person};
pub use options::OrganizationOptions;
pub use organization::{
    InvalidSlug, MAX_LOGO, MAX_METADATA, MAX_NAME, MAX_SLUG, Metadata, NewOrganization,
    Organization, OrganizationChanges, OrganizationId, OrganizationKey, Slug,
};
pub use plugin::OrganizationPlugin;
pub use role::{
    OrganizationRole, OrganizationRoleChanges, OrganizationRoleId, OrganizationRoleKey,
};
pub use service::{Caller, Invite, Organizations, Standing};
pub use store::*;
pub use team::{MAX_INVITED_TEAMS, Team, TeamId, TeamMember, TeamMemberId};
