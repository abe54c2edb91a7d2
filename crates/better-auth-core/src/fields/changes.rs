use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::Additional;

/// What is to become different about the declared fields of a user or a session. What is not
/// named stays, also when somebody else changes it at the same time.
///
/// ```
/// use better_auth_core::entity::UserChanges;
/// use better_auth_core::fields::AdditionalChanges;
/// let additional = AdditionalChanges::new().set("plan", "pro").clear("trialEnds");
/// let changes = UserChanges { additional, ..UserChanges::default() };
/// # assert!(!changes.is_empty());
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AdditionalChanges(BTreeMap<String, Option<Value>>);

impl AdditionalChanges {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a field a value.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(name.into(), Some(value.into()));
        self
    }

    /// Takes the value of a field away.
    #[must_use]
    pub fn clear(mut self, name: impl Into<String>) -> Self {
        self.0.insert(name.into(), None);
        self
    }

    /// Whether nothing is to become different.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Makes the changes. A store calls it while it holds the lock on the row.
    pub fn apply(&self, to: &mut Additional) {
        for (name, value) in &self.0 {
            to.put(name, value.clone());
        }
    }

    pub(super) fn into_entries(self) -> impl Iterator<Item = (String, Option<Value>)> {
        self.0.into_iter()
    }
}

/// Shows which fields; the values are the user's own.
impl fmt::Debug for AdditionalChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
