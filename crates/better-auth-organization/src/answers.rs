//! What the plugin answers when core, or another plugin through it, asks about users and
//! organizations.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use better_auth_core::access::Action;
use better_auth_core::plugin::{Hooks, OrganizationAccess};
use better_auth_core::{ApiError, Auth, User, UserId};

use crate::deletion::DeletionHooks;
use crate::organization::{OrganizationId, OrganizationKey};
use crate::plugin::OrganizationPlugin;
use crate::store::OrganizationsStore;

/// The hooks of the plugin, all in one.
pub(crate) struct Answers<A> {
    pub(crate) plugin: OrganizationPlugin,
    pub(crate) adapter: Arc<A>,
    pub(crate) deletion: DeletionHooks,
}

impl<A> fmt::Debug for Answers<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").field("plugin", &self.plugin).finish_non_exhaustive()
    }
}

#[async_trait]
impl<A: OrganizationsStore> Hooks for Answers<A> {
    /// An owner may do everything, whether the application declared it or not.
    async fn organization_access(
        &self,
        auth: &Auth,
        user: &UserId,
        organization: &str,
        action: Action,
    ) -> Result<Option<OrganizationAccess>, ApiError> {
        let key = OrganizationKey::Id(OrganizationId::from_store(organization.to_owned()));
        let service = self.plugin.service(auth, &self.adapter);
        let access = match service.standing(&key, user).await? {
            None => OrganizationAccess::NotMember,
            Some(it) if it.member.is_owner() || it.granted.allows(action) => {
                OrganizationAccess::Granted
            }
            Some(_) => OrganizationAccess::Denied,
        };
        Ok(Some(access))
    }

    async fn organization_exists(
        &self,
        _auth: &Auth,
        organization: &str,
    ) -> Result<Option<bool>, ApiError> {
        let key = OrganizationKey::Id(OrganizationId::from_store(organization.to_owned()));
        Ok(Some(self.adapter.find_organization(&key).await?.is_some()))
    }

    async fn before_user_deleted(&self, auth: &Auth, user: &User) -> Result<(), ApiError> {
        self.deletion.before_user_deleted(auth, user).await
    }

    async fn user_being_deleted(&self, auth: &Auth, user: &User) -> Result<(), ApiError> {
        self.deletion.user_being_deleted(auth, user).await
    }
}
