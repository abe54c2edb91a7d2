//! The roles that an organization declares for itself. Nobody declares, or changes, a role that
//! allows more than their own do: they could have it granted to them, or take it from others.

use better_auth_core::access::{Granted, Permissions, check_role_name};
use better_auth_core::{ApiError, ErrorCode};

use super::{Caller, Organizations, Standing};
use crate::error::{
    CANNOT_DELETE_A_PRE_DEFINED_ROLE, INVALID_RESOURCE, ROLE_IS_ASSIGNED_TO_MEMBERS,
    ROLE_NAME_IS_ALREADY_TAKEN, ROLE_NOT_FOUND, TOO_MANY_ROLES,
    YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE, YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE,
    YOU_ARE_NOT_ALLOWED_TO_LIST_A_ROLE, YOU_ARE_NOT_ALLOWED_TO_READ_A_ROLE,
    YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE,
};
use crate::hooks::Change;
use crate::kinds;
use crate::organization::{OrganizationId, OrganizationKey};
use crate::permission::ac;
use crate::role::{
    OrganizationRole, OrganizationRoleChanges, OrganizationRoleId, OrganizationRoleKey,
};
use crate::store::{
    Actor, RoleCreated, RoleCreation, RoleDeleted, RoleDeletion, RoleUpdate, RoleUpdated,
};

impl Organizations {
    /// Declares a role for an organization. The name is folded to lower case.
    ///
    /// # Errors
    /// `VALIDATION_ERROR` for a name that no role can have; [`ROLE_NAME_IS_ALREADY_TAKEN`], also by
    /// a role of the application; [`INVALID_RESOURCE`]; [`TOO_MANY_ROLES`]; where the caller is no
    /// member, may not, or has not what the role would allow; the refusal of the application.
    pub async fn create_role(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        name: &str,
        permissions: Permissions,
    ) -> Result<OrganizationRole, ApiError> {
        let standing = self.member_standing(key, &caller.user.id).await?;
        let refusal = YOU_ARE_NOT_ALLOWED_TO_CREATE_A_ROLE;
        if !standing.granted.allows(ac::Create) {
            return Err(refusal.into());
        }
        let name = self.role_name("role", name)?;
        self.check_resources(&permissions)?;
        covers(&standing.granted, &permissions, refusal)?;
        let role = OrganizationRole {
            id: OrganizationRoleId::generate(self.auth.random())?,
            organization_id: standing.organization.id.clone(),
            name,
            permissions,
            created_at: self.auth.now(),
            updated_at: None,
        };
        let change = Change::CreateRole { organization: &standing.organization, role: &role };
        self.before(&change, Some(caller.user)).await?;
        let creation = RoleCreation {
            role: &role,
            actor: Some(Actor::of(&standing.member)),
            limit: self.options.max_roles,
        };
        let consequences = self.auth.consequences([self.event(
            kinds::ROLE_CREATED,
            caller,
            &role.organization_id,
        )]);
        match self.roles.create_role(creation, &consequences).await? {
            RoleCreated::Done => {}
            RoleCreated::NameTaken => return Err(ROLE_NAME_IS_ALREADY_TAKEN.into()),
            RoleCreated::LimitReached => return Err(TOO_MANY_ROLES.into()),
            RoleCreated::Outdated => return Err(refusal.into()),
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(role)
    }

    /// Changes a role of an organization. Whoever has it keeps it under its new name.
    ///
    /// # Errors
    /// [`ROLE_NOT_FOUND`]; as [`create_role`](Self::create_role); where the caller has not what the
    /// role allowed before.
    pub async fn update_role(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        role: &OrganizationRoleKey,
        mut changes: OrganizationRoleChanges,
    ) -> Result<OrganizationRole, ApiError> {
        let standing = self.member_standing(key, &caller.user.id).await?;
        let refusal = YOU_ARE_NOT_ALLOWED_TO_UPDATE_A_ROLE;
        if !standing.granted.allows(ac::Update) {
            return Err(refusal.into());
        }
        let role = self.own_role(&standing, role).await?;
        covers(&standing.granted, &role.permissions, refusal)?;
        if let Some(permissions) = &changes.permissions {
            self.check_resources(permissions)?;
            covers(&standing.granted, permissions, refusal)?;
        }
        if let Some(name) = &mut changes.name {
            *name = self.role_name("data.roleName", name)?;
        }
        let organization = &standing.organization;
        let change = Change::UpdateRole { organization, role: &role, changes: &changes };
        self.before(&change, Some(caller.user)).await?;
        let update = RoleUpdate {
            role: &role,
            changes: &changes,
            actor: Some(Actor::of(&standing.member)),
            now: self.auth.now(),
        };
        let consequences = self.auth.consequences([self.event(
            kinds::ROLE_UPDATED,
            caller,
            &role.organization_id,
        )]);
        let updated = match self.roles.update_role(update, &consequences).await? {
            RoleUpdated::Done(updated) => *updated,
            RoleUpdated::NameTaken => return Err(ROLE_NAME_IS_ALREADY_TAKEN.into()),
            RoleUpdated::Outdated => return Err(refusal.into()),
        };
        self.auth.announce(consequences);
        let change = Change::UpdateRole { organization, role: &updated, changes: &changes };
        self.after(&change, Some(caller.user)).await;
        Ok(updated)
    }

    /// Deletes a role of an organization that nobody has.
    ///
    /// # Errors
    /// [`ROLE_NOT_FOUND`]; [`CANNOT_DELETE_A_PRE_DEFINED_ROLE`] for one of the application;
    /// [`ROLE_IS_ASSIGNED_TO_MEMBERS`], or to somebody who is invited; where the caller is no
    /// member, may not, or has not what the role allows; the refusal of the application.
    pub async fn delete_role(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        role: &OrganizationRoleKey,
    ) -> Result<OrganizationRole, ApiError> {
        let standing = self.member_standing(key, &caller.user.id).await?;
        let refusal = YOU_ARE_NOT_ALLOWED_TO_DELETE_A_ROLE;
        if !standing.granted.allows(ac::Delete) {
            return Err(refusal.into());
        }
        if matches!(role, OrganizationRoleKey::Name(name) if self.is_predefined(name)) {
            return Err(CANNOT_DELETE_A_PRE_DEFINED_ROLE.into());
        }
        let role = self.own_role(&standing, role).await?;
        covers(&standing.granted, &role.permissions, refusal)?;
        let change = Change::DeleteRole { organization: &standing.organization, role: &role };
        self.before(&change, Some(caller.user)).await?;
        let deletion = RoleDeletion {
            role: &role,
            actor: Some(Actor::of(&standing.member)),
            now: self.auth.now(),
        };
        let consequences = self.auth.consequences([self.event(
            kinds::ROLE_DELETED,
            caller,
            &role.organization_id,
        )]);
        match self.roles.delete_role(deletion, &consequences).await? {
            RoleDeleted::Done => {}
            RoleDeleted::InUse => return Err(ROLE_IS_ASSIGNED_TO_MEMBERS.into()),
            RoleDeleted::Outdated => return Err(refusal.into()),
        }
        self.auth.announce(consequences);
        self.after(&change, Some(caller.user)).await;
        Ok(role)
    }

    /// The roles that an organization declares for itself, the oldest first.
    ///
    /// # Errors
    /// Where the caller is no member, or may not read roles.
    pub async fn list_roles(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
    ) -> Result<Vec<OrganizationRole>, ApiError> {
        let standing = self.member_standing(key, &caller.user.id).await?;
        if !standing.granted.allows(ac::Read) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_LIST_A_ROLE.into());
        }
        Ok(self.roles.list_roles(&standing.organization.id).await?)
    }

    /// One role of an organization.
    ///
    /// # Errors
    /// [`ROLE_NOT_FOUND`]; where the caller is no member, or may not read roles.
    pub async fn role(
        &self,
        caller: Caller<'_>,
        key: &OrganizationKey,
        role: &OrganizationRoleKey,
    ) -> Result<OrganizationRole, ApiError> {
        let standing = self.member_standing(key, &caller.user.id).await?;
        if !standing.granted.allows(ac::Read) {
            return Err(YOU_ARE_NOT_ALLOWED_TO_READ_A_ROLE.into());
        }
        self.own_role(&standing, role).await
    }

    async fn own_role(
        &self,
        standing: &Standing,
        key: &OrganizationRoleKey,
    ) -> Result<OrganizationRole, ApiError> {
        let organization: &OrganizationId = &standing.organization.id;
        let found = self.roles.find_role(organization, key).await?;
        found.ok_or_else(|| ROLE_NOT_FOUND.into())
    }

    /// A name that a role of an organization can have. `field` is what the body calls it.
    fn role_name(&self, field: &str, name: &str) -> Result<String, ApiError> {
        let name = name.to_lowercase();
        check_role_name(&name)
            .map_err(|error| ApiError::validation(format!("[body.{field}] {error}")))?;
        if self.is_predefined(&name) {
            return Err(ROLE_NAME_IS_ALREADY_TAKEN.into());
        }
        Ok(name)
    }

    /// Whether the application declares a role of that name, in whatever case: two that look alike
    /// are granted by mistake.
    fn is_predefined(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.access.role_names().any(|declared| declared.to_lowercase() == name)
    }

    /// An action that nobody declared needs no look here: nobody has it to give it.
    fn check_resources(&self, permissions: &Permissions) -> Result<(), ApiError> {
        let statements = self.access.statements();
        if permissions.resources().all(|resource| statements.resources().any(|it| it == resource)) {
            return Ok(());
        }
        Err(INVALID_RESOURCE.into())
    }
}

/// Refuses permissions that the caller has not, and names them.
fn covers(granted: &Granted, asked: &Permissions, refusal: ErrorCode) -> Result<(), ApiError> {
    let own = granted.permissions();
    let missing = asked.iter().filter(|(resource, action)| !own.allows_named(resource, action));
    let missing: Vec<String> = missing.map(|(it, action)| format!("{it}:{action}")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let refused = ApiError::from(refusal);
    let message = format!("{}. You do not have {}", refused.message(), missing.join(", "));
    Err(refused.with_message(message))
}
