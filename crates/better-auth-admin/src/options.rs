//! The options, each with its default and the reason for it.

use std::time::Duration;

use better_auth_core::Email;
use better_auth_core::access::{AccessControl, Action, Role, UndeclaredAction};
use better_auth_core::config::ConfigError;

use crate::permission;

/// Options of the plugin. `AdminOptions::default()` is what most applications want.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AdminOptions {
    statements: Vec<Action>,
    roles: Vec<Role>,
    first_admin: Option<String>,
    pub(crate) impersonation_life: Duration,
}

impl Default for AdminOptions {
    fn default() -> Self {
        Self {
            statements: Vec::new(),
            roles: Vec::new(),
            first_admin: None,
            impersonation_life: Duration::from_secs(60 * 60),
        }
    }
}

impl AdminOptions {
    /// Declares what can be done with a kind of thing of the application, as
    /// [`statements!`](better_auth_core::statements) makes it: `.statements(report::ALL)`. Nobody may
    /// do it until a role allows it.
    #[must_use]
    pub fn statements(mut self, actions: &[Action]) -> Self {
        self.statements.extend_from_slice(actions);
        self
    }

    /// Declares a role, or one of [`permission::admin`] and [`permission::user_role`] anew. Default:
    /// `admin` and `user`, which everybody has who was given no other.
    ///
    /// ```
    /// use better_auth_admin::{AdminOptions, permission};
    /// use better_auth_core::access::Role;
    ///
    /// let support = Role::new("support").can(permission::user::List).can(permission::user::Get);
    /// let options = AdminOptions::default().role(support);
    /// ```
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Who becomes the first administrator: whoever signs in with this address, once it is proven
    /// to be theirs, while there is no administrator. Default: nobody; see
    /// [`Admins::ensure_admin`](crate::Admins::ensure_admin) for another way.
    #[must_use]
    pub fn first_admin(mut self, address: impl Into<String>) -> Self {
        self.first_admin = Some(address.into());
        self
    }

    /// How long an administrator acts in the name of somebody. Default one hour: long enough to see
    /// what a user sees, and over by itself when it is forgotten.
    #[must_use]
    pub fn impersonation_life(mut self, life: Duration) -> Self {
        self.impersonation_life = life;
        self
    }

    /// Every action and every role.
    pub(crate) fn access(&self) -> Result<AccessControl, UndeclaredAction> {
        let mut actions: Vec<Action> = permission::all().copied().collect();
        actions.extend_from_slice(&self.statements);
        let roles = [permission::admin(), permission::user_role()].into_iter();
        AccessControl::new(&actions, roles.chain(self.roles.iter().cloned()))
    }

    pub(crate) fn first_address(&self) -> Option<Email> {
        self.first_admin.as_deref().and_then(|address| address.parse().ok())
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if let Err(undeclared) = self.access() {
            return Err(ConfigError::new(
                "admin.role",
                undeclared.to_string(),
                "declare it by `.statements(…)`, or give the role another name".to_owned(),
            ));
        }
        if self.first_admin.is_some() && self.first_address().is_none() {
            return Err(ConfigError::new(
                "admin.first_admin",
                "it is no address".to_owned(),
                "give one as \"ada@example.com\"".to_owned(),
            ));
        }
        let day = Duration::from_secs(24 * 60 * 60);
        if self.impersonation_life.is_zero() || self.impersonation_life > day {
            return Err(ConfigError::new(
                "admin.impersonation_life",
                "nobody acts in the name of another for that long".to_owned(),
                "give up to 24 hours, as `Duration::from_secs(3600)`".to_owned(),
            ));
        }
        Ok(())
    }
}
