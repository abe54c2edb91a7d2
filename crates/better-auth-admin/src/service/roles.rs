use better_auth_core::access::RoleList;
use better_auth_core::{ApiError, User, UserId};

use super::{Admins, Caller, PersonChanges};
use crate::error::{INVALID_ROLE_TYPE, YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE};
use crate::permission;

/// Longest list of roles, in bytes; the column of every database holds it.
const MAX_ROLES: usize = 191;

impl Admins {
    /// Gives a user other roles. Sessions in which they act in the name of others end.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE`], also where the roles, old or new, allow more
    /// than the caller may do; `USER_NOT_FOUND`; `YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE`;
    /// `YOU_CANNOT_REMOVE_THE_LAST_ADMIN`.
    pub async fn set_role(
        &self,
        caller: Caller<'_>,
        id: &UserId,
        roles: &RoleList,
    ) -> Result<User, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE;
        self.require(caller, permission::user::SetRole, refusal)?;
        self.check_roles(roles)?;
        let user = self.find(id).await?;
        self.require_over(caller, &user, refusal)?;
        let changes = PersonChanges { roles: Some(roles.clone()), ..PersonChanges::default() };
        self.change(caller, &user, changes, refusal).await
    }

    /// How roles are stored that the caller gives to somebody.
    pub(super) fn given_role(
        &self,
        caller: Caller<'_>,
        roles: &RoleList,
    ) -> Result<String, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE;
        self.require(caller, permission::user::SetRole, refusal)?;
        let role = self.stored_role(roles)?;
        self.require_grant(caller, roles, refusal)?;
        Ok(role)
    }

    /// How roles that are declared are stored.
    pub(super) fn stored_role(&self, roles: &RoleList) -> Result<String, ApiError> {
        self.check_roles(roles)?;
        let role = roles.clone().of_user().to_string();
        if role.len() > MAX_ROLES { Err(INVALID_ROLE_TYPE.into()) } else { Ok(role) }
    }
}
