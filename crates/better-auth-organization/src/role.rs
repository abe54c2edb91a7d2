//! Roles that an organization declares for itself.

use better_auth_core::Timestamp;
use better_auth_core::access::Permissions;

use crate::organization::OrganizationId;

better_auth_core::define_id! {
    /// Names one role that an organization declares for itself.
    OrganizationRoleId
}

/// A role that an organization declares for itself, beside those of the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationRole {
    /// Names the role for good.
    pub id: OrganizationRoleId,
    /// Of which organization.
    pub organization_id: OrganizationId,
    /// What members have it as; in lower case, unique in the organization.
    pub name: String,
    /// What it allows.
    pub permissions: Permissions,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

/// How a caller names a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationRoleKey {
    /// By its name.
    Name(String),
    /// By its id.
    Id(OrganizationRoleId),
}

/// What is to become different about a role; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganizationRoleChanges {
    /// Its name; whoever has the role has it by the new name.
    pub name: Option<String>,
    /// What it allows, all of it.
    pub permissions: Option<Permissions>,
}
