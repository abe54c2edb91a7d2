use std::fmt;

use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, Timestamp};

use super::Actor;
use crate::organization::OrganizationId;
use crate::role::{OrganizationRole, OrganizationRoleChanges, OrganizationRoleKey};

/// A role to be declared.
#[derive(Debug)]
pub struct RoleCreation<'a> {
    /// The role.
    pub role: &'a OrganizationRole,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// How many roles the organization may declare; `None`: any number.
    pub limit: Option<u32>,
}

/// What became of a [`RoleCreation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleCreated {
    /// It is there.
    Done,
    /// Another role of the organization has the name.
    NameTaken,
    /// The organization has as many roles as it may have.
    LimitReached,
    /// The actor's standing is another one, or the organization is gone.
    Outdated,
}

/// A role that becomes different.
#[derive(Debug)]
pub struct RoleUpdate<'a> {
    /// The role as it was when the change was judged.
    pub role: &'a OrganizationRole,
    /// What becomes different.
    pub changes: &'a OrganizationRoleChanges,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The moment.
    pub now: Timestamp,
}

/// What became of a [`RoleUpdate`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleUpdated {
    /// The role as it is now.
    Done(Box<OrganizationRole>),
    /// Another role of the organization has the name.
    NameTaken,
    /// The role is gone or another one by now, or the actor's standing is.
    Outdated,
}

/// The end of a role.
#[derive(Debug)]
pub struct RoleDeletion<'a> {
    /// The role as it was when the change was judged.
    pub role: &'a OrganizationRole,
    /// Who asks; `None`: server code.
    pub actor: Option<Actor<'a>>,
    /// The moment.
    pub now: Timestamp,
}

/// What became of a [`RoleDeletion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleDeleted {
    /// It is gone.
    Done,
    /// A member has it, or will have it by an invitation.
    InUse,
    /// The role is gone or another one by now, or the actor's standing is.
    Outdated,
}

/// The roles that organizations declare for themselves.
#[async_trait]
pub trait OrganizationRoleStore: fmt::Debug + Send + Sync + 'static {
    /// Reads the organization's roles of those names.
    async fn find_roles(
        &self,
        organization: &OrganizationId,
        names: &[&str],
    ) -> StoreResult<Vec<OrganizationRole>>;

    /// Reads one role of the organization.
    async fn find_role(
        &self,
        organization: &OrganizationId,
        key: &OrganizationRoleKey,
    ) -> StoreResult<Option<OrganizationRole>>;

    /// Lists the roles of the organization, the oldest first, at most
    /// [`MAX_LISTED`](super::MAX_LISTED).
    async fn list_roles(&self, organization: &OrganizationId)
    -> StoreResult<Vec<OrganizationRole>>;

    /// Inserts a role. Of any number at once no more are there than may be, and one has the name.
    async fn create_role(
        &self,
        creation: RoleCreation<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleCreated>;

    /// Changes a role that is still what it was. With its name it changes in every membership and
    /// pending invitation.
    async fn update_role(
        &self,
        update: RoleUpdate<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleUpdated>;

    /// Deletes a role that no member has, and no invitation that can be accepted brings: a name
    /// that stayed behind would allow something again when somebody declares it anew.
    async fn delete_role(
        &self,
        deletion: RoleDeletion<'_>,
        consequences: &Consequences,
    ) -> StoreResult<RoleDeleted>;
}
