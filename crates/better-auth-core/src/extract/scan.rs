//! The first look at a JSON text: is it JSON, is it unambiguous, is it an object?
//!
//! Typed parsing skips what it does not know, and with it deep nesting, lone surrogates and
//! duplicate keys. This pass visits every value, within the depth limit of `serde_json` (128).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::error::{ApiError, codes};

/// Whether the text is an object.
///
/// # Errors
/// `BAD_REQUEST` if it is not JSON, nested too deep, or has a key twice.
pub(super) fn is_object(text: &str) -> Result<bool, ApiError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let outcome = Value.deserialize(&mut json).and_then(|object| json.end().map(|()| object));
    outcome.map_err(|error| {
        let refusal = ApiError::from(codes::BAD_REQUEST);
        // Only our own complaint about a key is a data error here.
        if error.is_data() {
            refusal.with_message("Duplicate key in request body")
        } else {
            refusal
        }
    })
}

struct Value;

impl<'de> DeserializeSeed<'de> for Value {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<bool, A::Error> {
        while items.next_element_seed(Value)?.is_some() {}
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = entries.next_key_seed(Key)? {
            if !seen.insert(key) {
                return Err(A::Error::custom("duplicate key"));
            }
            entries.next_value_seed(Value)?;
        }
        Ok(true)
    }
}

struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}
