use serde::de::{Deserialize, Deserializer};

/// A field of a request that may be left out, where `null` means something of its own: to be
/// declared as `Given<Option<T>>` with `#[serde(default)]`.
///
/// ```
/// use better_auth_core::extract::Given;
/// #[derive(serde::Deserialize)]
/// struct Request {
///     #[serde(default)]
///     image: Given<Option<String>>,
/// }
/// let read = |json| serde_json::from_str::<Request>(json).unwrap().image.into_option();
/// assert_eq!(read("{}"), None);
/// assert_eq!(read(r#"{"image":null}"#), Some(None));
/// assert_eq!(read(r#"{"image":"/a.png"}"#), Some(Some("/a.png".to_owned())));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given<T>(Option<T>);

impl<T> Given<T> {
    /// What was sent; `None` if the field was left out.
    pub fn into_option(self) -> Option<T> {
        self.0
    }
}

impl<T> Default for Given<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}
