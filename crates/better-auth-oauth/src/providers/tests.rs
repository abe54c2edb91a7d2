//! What holds for every declaration, and what each reads from its provider's documented answer.

mod declarations;
mod junk;
mod profiles;
mod table;

use serde_json::Value;

use crate::provider::{
    Client, ClientSettings, Profile, ProfileDocument, ProfileError, Provider, VariableKind,
};

/// An application's registration at a provider, with a value for whatever it must be told.
pub(super) fn client(provider: Provider) -> Client {
    let mut settings = ClientSettings::new("the-client-id", "the-client-secret");
    for variable in provider.variables.iter().filter(|variable| variable.is_required()) {
        let value = match variable.kind {
            VariableKind::Host => "id.example",
            VariableKind::Url => "https://id.example",
            _ => "example",
        };
        settings = settings.set(variable.name.clone(), value);
    }
    provider.client(settings).unwrap()
}

/// A provider's documented answer and what is read from it: `tests/profiles/<id>.json`.
#[derive(Clone)]
pub(super) struct Example {
    pub(super) answer: Value,
    pub(super) further: Value,
    pub(super) profile: Value,
}

impl Example {
    pub(super) fn of(id: &str) -> Self {
        let path = format!("{}/tests/profiles/{id}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let file: Value = serde_json::from_str(&text).unwrap();
        let part = |name: &str| file.get(name).cloned().unwrap_or_default();
        Self { answer: part("answer"), further: part("further"), profile: part("profile") }
    }

    /// The profile that the provider's declaration reads from it.
    pub(super) fn read(&self, client: &Client) -> Result<Profile, ProfileError> {
        let mut document = ProfileDocument::new(self.answer.clone())?;
        for (name, answer) in self.further.as_object().into_iter().flatten() {
            document = document.with(name, answer.clone());
        }
        client.profile(document)
    }

    /// Each part of it with `change` applied.
    pub(super) fn changed(&self, change: &mut dyn FnMut(&mut Value)) -> Self {
        let mut changed = self.clone();
        walk(&mut changed.answer, change);
        walk(&mut changed.further, change);
        changed
    }
}

/// Calls `change` for every value inside, itself included, from the leaves up.
fn walk(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, change)),
        Value::Object(members) => members.values_mut().for_each(|member| walk(member, change)),
        _ => {}
    }
    change(value);
}
