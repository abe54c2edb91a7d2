use std::sync::Arc;

use super::{Action, Permissions};

/// What somebody may do: what any of their roles allows.
#[derive(Debug, Clone, Default)]
pub struct Granted(Vec<Arc<Permissions>>);

impl Granted {
    /// Adds what one more role allows.
    pub fn add(&mut self, permissions: Arc<Permissions>) {
        self.0.push(permissions);
    }

    /// Whether the action is allowed.
    pub fn allows(&self, action: impl Into<Action>) -> bool {
        let action = action.into();
        self.allows_named(action.resource(), action.name())
    }

    /// Whether everything that is asked is allowed. A question about nothing is answered with no.
    pub fn allows_all(&self, asked: &Permissions) -> bool {
        !asked.asks_nothing()
            && asked.iter().all(|(resource, action)| self.allows_named(resource, action))
    }

    /// Whether everything is allowed that somebody else may do: whoever grants roles may not give
    /// what they have not.
    pub fn covers(&self, other: &Self) -> bool {
        let mut actions = other.0.iter().flat_map(|permissions| permissions.iter());
        actions.all(|(resource, action)| self.allows_named(resource, action))
    }

    /// Everything that is allowed, in one set.
    pub fn permissions(&self) -> Permissions {
        let mut all = Permissions::default();
        for permissions in &self.0 {
            all.extend(permissions);
        }
        all
    }

    fn allows_named(&self, resource: &str, action: &str) -> bool {
        self.0.iter().any(|permissions| permissions.allows_named(resource, action))
    }
}
