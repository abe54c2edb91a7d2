//! Who may do what: the one place where the roles of a member become rights.

use std::sync::Arc;

use better_auth_core::access::{Granted, Permissions, RoleList};
use better_auth_core::{ApiError, ErrorCode, UserId};

use super::Organizations;
use crate::error::ROLE_NOT_FOUND;
use crate::member::Member;
use crate::organization::{Organization, OrganizationId, OrganizationKey};
use crate::permission::OWNER;

/// What somebody is in an organization.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The organization.
    pub organization: Organization,
    /// As which member.
    pub member: Member,
    /// What they may do.
    pub granted: Granted,
}

impl Organizations {
    /// What a user is in an organization; `None` if they are no member, or there is no such
    /// organization.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn standing(
        &self,
        key: &OrganizationKey,
        user: &UserId,
    ) -> Result<Option<Standing>, ApiError> {
        let found = self.organizations.find_standing(key, user).await?;
        let Some((organization, Some(member))) = found else { return Ok(None) };
        let granted = self.granted(&organization.id, &member.roles).await?;
        Ok(Some(Standing { organization, member, granted }))
    }

    /// What roles allow in an organization: the roles that the application declares and, where that
    /// is on, those that the organization declares for itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn granted(
        &self,
        organization: &OrganizationId,
        roles: &RoleList,
    ) -> Result<Granted, ApiError> {
        let mut granted = self.access.granted(roles);
        let others = self.undeclared(roles);
        if self.options.dynamic_roles && !others.is_empty() {
            for role in self.roles.find_roles(organization, &others).await? {
                granted.add(Arc::new(role.permissions));
            }
        }
        Ok(granted)
    }

    /// Whether a user may do all of it in an organization; `None` if they are no member. A question
    /// about nothing is answered with no.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_permission(
        &self,
        key: &OrganizationKey,
        user: &UserId,
        asked: &Permissions,
    ) -> Result<Option<bool>, ApiError> {
        let standing = self.standing(key, user).await?;
        Ok(standing.map(|standing| standing.granted.allows_all(asked)))
    }

    /// The caller's standing, or the refusal.
    pub(super) async fn standing_or(
        &self,
        key: &OrganizationKey,
        user: &UserId,
        refusal: ErrorCode,
    ) -> Result<Standing, ApiError> {
        self.standing(key, user).await?.ok_or_else(|| refusal.into())
    }

    /// Whether a member may grant roles: an owner all of them, nobody else that of an owner or one
    /// that allows more than their own.
    pub(super) async fn may_grant(
        &self,
        standing: &Standing,
        roles: &RoleList,
    ) -> Result<bool, ApiError> {
        if standing.member.is_owner() {
            return Ok(true);
        }
        let wanted = self.granted(&standing.organization.id, roles).await?;
        Ok(!roles.contains(OWNER) && standing.granted.covers(&wanted))
    }

    /// Refuses roles that nobody declared, and names them. Hands out those that the organization
    /// declares for itself: they must still be there when they are granted.
    pub(super) async fn check_roles(
        &self,
        organization: &OrganizationId,
        roles: &RoleList,
    ) -> Result<Vec<String>, ApiError> {
        let mut unknown = self.undeclared(roles);
        let mut stored = Vec::new();
        if self.options.dynamic_roles && !unknown.is_empty() {
            let found = self.roles.find_roles(organization, &unknown).await?;
            stored.extend(found.into_iter().map(|role| role.name));
            unknown.retain(|name| !stored.iter().any(|it| it == name));
        }
        if unknown.is_empty() {
            return Ok(stored);
        }
        let message = format!("ROLE_NOT_FOUND: {}", unknown.join(", "));
        Err(ApiError::from(ROLE_NOT_FOUND).with_message(message))
    }

    /// The roles that the application does not declare. One that it declares is never an
    /// organization's, also if it was before.
    fn undeclared<'a>(&self, roles: &'a RoleList) -> Vec<&'a str> {
        roles.iter().filter(|name| self.access.role(name).is_none()).collect()
    }
}
