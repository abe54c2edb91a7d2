use std::fmt;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// The declared fields of a user or a session as clients see them, in the order of their
/// declaration; to be flattened into the answer. A field without a value is `null`.
#[derive(Clone, Default)]
pub struct ShownFields(pub(super) Vec<(Arc<str>, Value)>);

impl Serialize for ShownFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(&**name, value)?;
        }
        map.end()
    }
}

/// Shows which fields; the values are the user's own.
impl fmt::Debug for ShownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
