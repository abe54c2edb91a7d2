use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Action, Granted, Permissions, Role, RoleList, check_role_name};

/// A role that can not be: it is named like none, or allows an action that nobody declared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndeclaredAction {
    /// The role has no name that a role can have.
    #[error("the role {role:?} has no name that a role can have")]
    Name {
        /// Its name.
        role: String,
    },
    /// The role allows an action that nobody declared.
    #[error("the role {role:?} allows {resource}:{action}, which is not declared")]
    Action {
        /// Which role.
        role: String,
        /// On what.
        resource: String,
        /// Which action.
        action: String,
    },
}

/// Every action that there is, and every role that the application declares. The default has none,
/// and allows nobody anything.
#[derive(Debug, Clone, Default)]
pub struct AccessControl {
    statements: Permissions,
    roles: BTreeMap<String, Arc<Permissions>>,
}

impl AccessControl {
    /// Puts actions and roles together. Of two roles with one name the later one counts.
    ///
    /// # Errors
    /// [`UndeclaredAction`] names a role that allows what is not among the actions.
    pub fn new<'a>(
        actions: impl IntoIterator<Item = &'a Action>,
        roles: impl IntoIterator<Item = Role>,
    ) -> Result<Self, UndeclaredAction> {
        let statements: Permissions = actions.into_iter().copied().collect();
        let mut control = Self { statements, roles: BTreeMap::new() };
        for Role { name, permissions } in roles {
            control.check(&name, &permissions)?;
            control.roles.insert(name, Arc::new(permissions));
        }
        Ok(control)
    }

    /// Every action that there is.
    pub fn statements(&self) -> &Permissions {
        &self.statements
    }

    /// What a declared role allows; `None` if there is no such role.
    pub fn role(&self, name: &str) -> Option<&Arc<Permissions>> {
        self.roles.get(name)
    }

    /// The names of the declared roles.
    pub fn role_names(&self) -> impl Iterator<Item = &str> {
        self.roles.keys().map(String::as_str)
    }

    /// What the roles allow together; a role that nobody declared allows nothing.
    pub fn granted(&self, roles: &RoleList) -> Granted {
        let mut granted = Granted::default();
        for permissions in roles.iter().filter_map(|name| self.role(name)) {
            granted.add(permissions.clone());
        }
        granted
    }

    fn check(&self, role: &str, permissions: &Permissions) -> Result<(), UndeclaredAction> {
        if check_role_name(role).is_err() {
            return Err(UndeclaredAction::Name { role: role.to_owned() });
        }
        let unknown =
            |(resource, action): &(&str, &str)| !self.statements.allows_named(resource, action);
        match permissions.iter().find(unknown) {
            None => Ok(()),
            Some((resource, action)) => Err(UndeclaredAction::Action {
                role: role.to_owned(),
                resource: resource.to_owned(),
                action: action.to_owned(),
            }),
        }
    }
}
