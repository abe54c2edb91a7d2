use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The fields of a request that its own type does not name, to be checked against those that are
/// declared. Flatten it into the request, last, and name in the document what it stands for:
///
/// ```
/// use better_auth_core::fields::{GivenFields, UserFieldChanges};
/// #[derive(serde::Deserialize, utoipa::ToSchema)]
/// struct Request {
///     name: Option<String>,
///     #[serde(flatten)]
///     #[schema(value_type = UserFieldChanges)]
///     additional: GivenFields,
/// }
/// ```
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct GivenFields(Map<String, Value>);

impl GivenFields {
    /// Takes one out.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// The names that were sent.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Shows how many there are: even the names are the client's.
impl fmt::Debug for GivenFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenFields({})", self.0.len())
    }
}
