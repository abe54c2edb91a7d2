use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The values that a user or a session has of the declared fields.
///
/// ```
/// use better_auth_core::fields::Additional;
/// let additional = Additional::from_store(Some(r#"{"phone":"555-0100","age":36}"#.to_owned()));
/// assert_eq!(additional.get::<String>("phone").as_deref(), Some("555-0100"));
/// assert_eq!(additional.get::<u8>("age"), Some(36));
/// assert_eq!(additional.get::<String>("street"), None);
///
/// #[derive(serde::Deserialize)]
/// struct Profile { phone: String, age: u8, street: Option<String> }
/// let profile: Profile = additional.deserialize().unwrap();
/// assert_eq!(profile.age, 36);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Additional(Map<String, Value>);

impl Additional {
    /// The value of one field. `None` if there is none, or if it is no `T`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_value(self.0.get(name)?.clone()).ok()
    }

    /// All values, as a type of the application. What it does not name is left out.
    ///
    /// # Errors
    /// When a value is missing or of another type.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_value(Value::Object(self.0.clone()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As it is stored: one JSON text, and nothing for nothing.
    pub fn to_store(&self) -> Option<String> {
        let text = || serde_json::to_string(&self.0).unwrap_or_default();
        (!self.is_empty()).then(text)
    }

    /// As a store handed it out. A text that is no JSON object, which we never write, is reported
    /// and counts as nothing.
    pub fn from_store(text: Option<String>) -> Self {
        let Some(text) = text else { return Self::default() };
        serde_json::from_str(&text).map(Self).unwrap_or_else(|_| {
            tracing::error!("a column `additional` holds no JSON object");
            Self::default()
        })
    }

    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn put(&mut self, name: &str, value: Option<Value>) {
        match value {
            Some(value) => self.0.insert(name.to_owned(), value),
            None => self.0.remove(name),
        };
    }
}

/// Shows which fields there are; the values are the user's own.
impl fmt::Debug for Additional {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
