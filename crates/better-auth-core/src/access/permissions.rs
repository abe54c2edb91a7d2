use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Action;

/// A set of actions by resource, as it travels: `{"invoice":["read","write"]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Permissions(BTreeMap<String, BTreeSet<String>>);

impl Permissions {
    /// Adds an action.
    pub fn insert(&mut self, action: impl Into<Action>) {
        let action = action.into();
        self.insert_named(action.resource(), action.name());
    }

    /// Adds an action by its names: one that came from a client or out of a store.
    pub fn insert_named(&mut self, resource: &str, action: &str) {
        self.0.entry(resource.to_owned()).or_default().insert(action.to_owned());
    }

    /// Adds everything of another set.
    pub fn extend(&mut self, other: &Self) {
        for (resource, action) in other.iter() {
            self.insert_named(resource, action);
        }
    }

    /// Whether the action is in the set.
    pub fn allows(&self, action: impl Into<Action>) -> bool {
        let action = action.into();
        self.allows_named(action.resource(), action.name())
    }

    /// Whether the action of that name is in the set.
    pub fn allows_named(&self, resource: &str, action: &str) -> bool {
        self.0.get(resource).is_some_and(|actions| actions.contains(action))
    }

    /// Every action: resource and name, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(resource, actions)| {
            actions.iter().map(move |action| (resource.as_str(), action.as_str()))
        })
    }

    /// Every resource, also one without an action, in alphabetical order.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether nothing is asked: no resource at all, or one without an action.
    pub fn asks_nothing(&self) -> bool {
        self.0.is_empty() || self.0.values().any(BTreeSet::is_empty)
    }
}

impl<A: Into<Action>> FromIterator<A> for Permissions {
    fn from_iter<I: IntoIterator<Item = A>>(actions: I) -> Self {
        let mut permissions = Self::default();
        for action in actions {
            permissions.insert(action);
        }
        permissions
    }
}
