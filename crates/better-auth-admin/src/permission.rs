//! What can be done to the users of an application, and the roles that every application has.

use better_auth_core::access::{Action, Role, RoleList};
use better_auth_core::entity::{ADMIN_ROLE, DEFAULT_ROLE};

better_auth_core::statements! {
    /// Users.
    pub user {
        /// Makes one.
        Create = "create",
        /// Lists and searches them.
        List = "list",
        /// Changes their roles.
        SetRole = "set-role",
        /// Shuts them out, and lets them in again.
        Ban = "ban",
        /// Acts in their name.
        Impersonate = "impersonate",
        /// Acts in the name of those who may do something here.
        ImpersonateAdmins = "impersonate-admins",
        /// Deletes one.
        Delete = "delete",
        /// Gives them another password.
        SetPassword = "set-password",
        /// Gives them another address, and says whether it is proven.
        SetEmail = "set-email",
        /// Reads one.
        Get = "get",
        /// Changes their profile.
        Update = "update",
    }

    /// Sessions of others.
    pub session {
        /// Lists them.
        List = "list",
        /// Ends one.
        Revoke = "revoke",
        /// Ends all of a user.
        Delete = "delete",
    }
}

/// The name of the role of administrators; the last one stays.
pub const ADMIN: &str = ADMIN_ROLE;

/// Everything that can be done here.
pub(crate) fn all() -> impl Iterator<Item = &'static Action> {
    user::ALL.iter().chain(session::ALL)
}

/// What administrators may do, unless the role is declared otherwise: everything but acting in the
/// name of each other.
pub(crate) fn of_admins() -> impl Iterator<Item = Action> {
    let but = Action::from(user::ImpersonateAdmins);
    all().copied().filter(move |action| *action != but)
}

/// The administrators: everything but acting in the name of each other.
pub fn admin() -> Role {
    Role::new(ADMIN).can_all(&of_admins().collect::<Vec<_>>())
}

/// Everybody else: nothing.
pub fn user_role() -> Role {
    Role::new(DEFAULT_ROLE)
}

/// Whether somebody with these roles is an administrator.
pub(crate) fn is_admin(role: &str) -> bool {
    RoleList::from_store(role).contains(ADMIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_that_only_begins_like_it_makes_no_administrator() {
        assert!(is_admin("support,admin") && !is_admin("administrator") && !is_admin(""));
    }
}
