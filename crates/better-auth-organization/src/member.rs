//! Members of organizations.

use better_auth_core::access::RoleList;
use better_auth_core::{Timestamp, UserId};

use crate::organization::OrganizationId;
use crate::permission::OWNER;

better_auth_core::define_id! {
    /// Names one membership of one user in one organization.
    MemberId
}

/// Somebody in an organization. As an argument of a handler it is the caller's membership of the
/// organization that is active in their session; see [`ActiveOrganization`](crate::ActiveOrganization).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Names the membership.
    pub id: MemberId,
    /// Of which organization.
    pub organization_id: OrganizationId,
    /// Who.
    pub user_id: UserId,
    /// With which roles.
    pub roles: RoleList,
    /// Since when.
    pub created_at: Timestamp,
}

impl Member {
    /// Whether one of the roles is that of an owner.
    pub fn is_owner(&self) -> bool {
        self.roles.contains(OWNER)
    }
}

/// What members see of one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Names the user.
    pub id: UserId,
    /// What the user is called.
    pub name: String,
    /// The address.
    pub email: String,
    /// URL of a picture.
    pub image: Option<String>,
}
