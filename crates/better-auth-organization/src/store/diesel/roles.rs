use ::diesel::prelude::*;
use async_trait::async_trait;
use better_auth_core::access::Permissions;
use better_auth_core::store::{StoreError, StoreResult};
use better_auth_diesel::{DieselAdapter, with_conn};
use diesel_async::RunQueryDsl;

use super::tables::organization_roles;
use crate::organization::OrganizationId;
use crate::store::{OrganizationRoleStore, StoredRole};

#[async_trait]
impl OrganizationRoleStore for DieselAdapter {
    async fn find_roles(
        &self,
        organization: &OrganizationId,
        names: &[&str],
    ) -> StoreResult<Vec<StoredRole>> {
        let rows: Vec<(String, String)> = with_conn!(self, read, |conn| {
            Ok(organization_roles::table
                .filter(organization_roles::organization_id.eq(organization.as_str()))
                .filter(organization_roles::role.eq_any(names))
                .select((organization_roles::role, organization_roles::permission))
                .load(conn)
                .await?)
        })?;
        rows.into_iter().map(stored_role).collect()
    }
}

/// A role that can not be read is a failure, not a role that allows nothing.
fn stored_role((name, permission): (String, String)) -> StoreResult<StoredRole> {
    let permissions: Permissions =
        serde_json::from_str(&permission).map_err(|error| StoreError::Other(error.into()))?;
    Ok(StoredRole { name, permissions })
}
