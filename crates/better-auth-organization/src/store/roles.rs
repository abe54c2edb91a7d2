use std::fmt;

use async_trait::async_trait;
use better_auth_core::access::Permissions;
use better_auth_core::store::StoreResult;

use crate::organization::OrganizationId;

/// A role that an organization declares for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRole {
    /// Its name.
    pub name: String,
    /// What it allows.
    pub permissions: Permissions,
}

/// The roles that organizations declare for themselves.
#[async_trait]
pub trait OrganizationRoleStore: fmt::Debug + Send + Sync + 'static {
    /// Reads the organization's roles of those names.
    async fn find_roles(
        &self,
        organization: &OrganizationId,
        names: &[&str],
    ) -> StoreResult<Vec<StoredRole>>;
}
