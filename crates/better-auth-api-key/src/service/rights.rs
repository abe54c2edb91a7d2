//! Who may look after which key.

use better_auth_core::access::Action;
use better_auth_core::plugin::OrganizationAccess;
use better_auth_core::{ApiError, UserId};

use super::ApiKeys;
use crate::error::{
    API_KEY_CONFIGURATION_NOT_FOUND, INSUFFICIENT_API_KEY_PERMISSIONS, KEY_NOT_FOUND,
    ORGANIZATION_ID_REQUIRED, ORGANIZATION_PLUGIN_REQUIRED, USER_NOT_MEMBER_OF_ORGANIZATION,
};
use crate::options::{ApiKeyOptions, Holder};
use crate::permission;
use crate::record::{KeyOwner, KeyRecord};

impl ApiKeys {
    /// The configuration of a key.
    pub(crate) fn named_config(&self, name: Option<&str>) -> Result<&ApiKeyOptions, ApiError> {
        self.config(name).map(|(_, options)| options)
    }

    /// The configuration of which a client wants a key.
    pub(crate) fn config_for_clients(
        &self,
        name: Option<&str>,
    ) -> Result<&ApiKeyOptions, ApiError> {
        let options = self.named_config(name)?;
        if options.made_by_clients {
            Ok(options)
        } else {
            Err(API_KEY_CONFIGURATION_NOT_FOUND.into())
        }
    }

    /// The key that a client names, if they may do that with it. A key of somebody else, of an
    /// organization that they are no member of, and one of another configuration are as unknown as
    /// one that never was.
    pub(crate) async fn own(
        &self,
        user: &UserId,
        id: &str,
        config: Option<&str>,
        action: Action,
    ) -> Result<KeyRecord, ApiError> {
        let id = id.parse().map_err(|_| KEY_NOT_FOUND)?;
        let key = self.find(&id).await?;
        if config.is_some_and(|config| config != key.config) {
            return Err(KEY_NOT_FOUND.into());
        }
        match &key.owner {
            KeyOwner::User(owner) if owner == user => Ok(key),
            KeyOwner::User(_) => Err(KEY_NOT_FOUND.into()),
            KeyOwner::Organization(organization) => {
                match self.access(user, organization, action).await? {
                    OrganizationAccess::Granted => Ok(key),
                    OrganizationAccess::Denied => Err(INSUFFICIENT_API_KEY_PERMISSIONS.into()),
                    OrganizationAccess::NotMember => Err(KEY_NOT_FOUND.into()),
                }
            }
        }
    }

    /// The same for a new secret: it changes a key, and whoever gets it has a key.
    pub(crate) async fn own_to_rotate(
        &self,
        user: &UserId,
        id: &str,
        config: Option<&str>,
    ) -> Result<KeyRecord, ApiError> {
        self.own(user, id, config, permission::CREATE).await?;
        self.own(user, id, config, permission::UPDATE).await
    }

    /// Who is to own the key that a user makes.
    pub(crate) async fn owner_of_new(
        &self,
        user: &UserId,
        holder: Holder,
        organization: Option<&str>,
        action: Action,
    ) -> Result<KeyOwner, ApiError> {
        match (holder, organization) {
            (Holder::User, None) => Ok(KeyOwner::User(user.clone())),
            (Holder::User, Some(_)) => Err(ApiError::validation(
                "[body.organizationId] keys of this configuration belong to users",
            )),
            (Holder::Organization, None) => Err(ORGANIZATION_ID_REQUIRED.into()),
            (Holder::Organization, Some(organization)) => {
                self.organization(user, organization, action).await
            }
        }
    }

    /// An organization as an owner, if the user may do that with its keys.
    pub(crate) async fn organization(
        &self,
        user: &UserId,
        organization: &str,
        action: Action,
    ) -> Result<KeyOwner, ApiError> {
        match self.access(user, organization, action).await? {
            OrganizationAccess::Granted => Ok(KeyOwner::Organization(organization.to_owned())),
            OrganizationAccess::Denied => Err(INSUFFICIENT_API_KEY_PERMISSIONS.into()),
            OrganizationAccess::NotMember => Err(USER_NOT_MEMBER_OF_ORGANIZATION.into()),
        }
    }

    async fn access(
        &self,
        user: &UserId,
        organization: &str,
        action: Action,
    ) -> Result<OrganizationAccess, ApiError> {
        if better_auth_core::id::check(organization).is_err() {
            return Ok(OrganizationAccess::NotMember);
        }
        for hooks in self.auth.hooks() {
            let answer = hooks.organization_access(&self.auth, user, organization, action).await?;
            if let Some(access) = answer {
                return Ok(access);
            }
        }
        Err(ORGANIZATION_PLUGIN_REQUIRED.into())
    }
}
