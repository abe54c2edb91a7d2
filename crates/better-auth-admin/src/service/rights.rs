//! Who may do what: the one place where the roles of a user become rights.

use better_auth_core::access::{Action, Granted, Permissions, RoleList};
use better_auth_core::{ApiError, ErrorCode, User};

use super::{Admins, Caller};
use crate::error::YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE;
use crate::hooks::is_barred;
use crate::permission::{self, ADMIN};

impl Admins {
    /// What a user may do, by the roles that the row says. Somebody who is shut out may do nothing.
    pub fn granted(&self, user: &User) -> Granted {
        if is_barred(&self.auth, user) {
            return Granted::default();
        }
        self.access.granted(&RoleList::from_store(&user.role))
    }

    /// Whether a user may do all of it. A question about nothing is answered with no.
    pub fn has_permission(&self, user: &User, asked: &Permissions) -> bool {
        self.granted(user).allows_all(asked)
    }

    /// Refuses a caller whose roles do not allow the action.
    pub(crate) fn require(
        &self,
        caller: Caller<'_>,
        action: impl Into<Action>,
        refusal: ErrorCode,
    ) -> Result<(), ApiError> {
        match caller.user() {
            Some(user) if !self.granted(user).allows(action) => Err(refusal.into()),
            _ => Ok(()),
        }
    }

    /// Refuses a caller who has not the rights of the user whom they would change: otherwise
    /// whoever may set passwords may become anybody.
    pub(crate) fn require_over(
        &self,
        caller: Caller<'_>,
        user: &User,
        refusal: ErrorCode,
    ) -> Result<(), ApiError> {
        self.require_grant(caller, &RoleList::from_store(&user.role), refusal)
    }

    /// Refuses roles that allow more than the caller may do. The operator may do everything.
    pub(crate) fn require_grant(
        &self,
        caller: Caller<'_>,
        roles: &RoleList,
        refusal: ErrorCode,
    ) -> Result<(), ApiError> {
        let Some(user) = caller.user() else { return Ok(()) };
        let own = self.granted(user);
        if own.covers(&self.access.granted(roles))
            && (!roles.contains(ADMIN) || self.reigns(user, &own))
        {
            return Ok(());
        }
        Err(refusal.into())
    }

    /// Whether somebody may make administrators. The name alone opens doors, such as
    /// [`AdminUser`](crate::AdminUser), also where the application gives that role few actions: so
    /// they are one, or have all rights that the role has unless it is declared otherwise.
    fn reigns(&self, user: &User, own: &Granted) -> bool {
        permission::is_admin(&user.role) || permission::of_admins().all(|right| own.allows(right))
    }

    /// Refuses roles that nobody declared.
    pub(crate) fn check_roles(&self, roles: &RoleList) -> Result<(), ApiError> {
        let known = roles.iter().all(|name| self.access.role(name).is_some());
        if known { Ok(()) } else { Err(YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE.into()) }
    }

    /// Whether a user may do something here, to users or their sessions.
    pub(crate) fn is_privileged(&self, user: &User) -> bool {
        let granted = self.access.granted(&RoleList::from_store(&user.role));
        permission::is_admin(&user.role) || permission::all().any(|action| granted.allows(*action))
    }
}
