use ::diesel::{Insertable, Queryable, Selectable};
use better_auth_core::Timestamp;
use better_auth_core::access::Permissions;
use better_auth_core::store::{StoreError, StoreResult};
use chrono::NaiveDateTime;

use super::tables::organization_roles;
use crate::organization::OrganizationId;
use crate::role::{OrganizationRole, OrganizationRoleId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = organization_roles)]
pub(super) struct RoleRow {
    id: String,
    organization_id: String,
    role: String,
    permission: String,
    created_at: NaiveDateTime,
    updated_at: Option<NaiveDateTime>,
}

impl From<&OrganizationRole> for RoleRow {
    fn from(role: &OrganizationRole) -> Self {
        Self {
            id: role.id.as_str().to_owned(),
            organization_id: role.organization_id.as_str().to_owned(),
            role: role.name.clone(),
            permission: permission_text(&role.permissions),
            created_at: role.created_at.to_naive(),
            updated_at: role.updated_at.map(Timestamp::to_naive),
        }
    }
}

impl TryFrom<RoleRow> for OrganizationRole {
    type Error = StoreError;

    /// A role that can not be read is a failure, not a role that allows nothing.
    fn try_from(row: RoleRow) -> StoreResult<Self> {
        let permissions = serde_json::from_str(&row.permission);
        Ok(Self {
            id: OrganizationRoleId::from_store(row.id),
            organization_id: OrganizationId::from_store(row.organization_id),
            name: row.role,
            permissions: permissions.map_err(|error| StoreError::Other(error.into()))?,
            created_at: Timestamp::from_naive(row.created_at),
            updated_at: row.updated_at.map(Timestamp::from_naive),
        })
    }
}

/// Permissions as they are stored.
pub(super) fn permission_text(permissions: &Permissions) -> String {
    serde_json::to_string(permissions).unwrap_or_default()
}
