use super::{Action, Permissions};

/// A role that an application declares: a name, and what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub(super) name: String,
    pub(super) permissions: Permissions,
}

impl Role {
    /// A role that allows nothing yet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), permissions: Permissions::default() }
    }

    /// Allows an action.
    #[must_use]
    pub fn can(mut self, action: impl Into<Action>) -> Self {
        self.permissions.insert(action);
        self
    }

    /// Allows several actions, such as `invoice::ALL`.
    #[must_use]
    pub fn can_all(mut self, actions: &[Action]) -> Self {
        for action in actions {
            self.permissions.insert(*action);
        }
        self
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it allows.
    pub fn permissions(&self) -> &Permissions {
        &self.permissions
    }
}
