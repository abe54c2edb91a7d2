//! Organizations.

use std::fmt;
use std::str::FromStr;

use better_auth_core::Timestamp;
use serde_json::{Map, Value};

better_auth_core::define_id! {
    /// Names one organization.
    OrganizationId
}

/// What an organization is called in URLs: 1 to 64 letters, digits, `-` and `_`, in lower case,
/// beginning with a letter or digit. Unique.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

/// Longest slug, in bytes.
pub const MAX_SLUG: usize = 64;
/// Longest name, in characters.
pub const MAX_NAME: usize = 100;
/// Longest URL of a logo, in bytes.
pub const MAX_LOGO: usize = 2048;
/// Most metadata, in bytes of JSON.
pub const MAX_METADATA: usize = 16 * 1024;

/// A text that can not be a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a slug has 1 to 64 ASCII letters, digits, '-' or '_', and begins with a letter or digit")]
pub struct InvalidSlug;

impl Slug {
    /// Takes a slug as a store handed it out, without checking it.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = InvalidSlug;

    /// Folds to lower case: `Acme` and `acme` are one.
    fn from_str(text: &str) -> Result<Self, InvalidSlug> {
        let spelled = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        if !begins || text.len() > MAX_SLUG || !text.bytes().all(spelled) {
            return Err(InvalidSlug);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slug({})", self.0)
    }
}

/// What the application keeps about an organization: a JSON object.
pub type Metadata = Map<String, Value>;

/// A group of people.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// Names the organization.
    pub id: OrganizationId,
    /// What people call it.
    pub name: String,
    /// What it is called in URLs.
    pub slug: Slug,
    /// URL of a picture.
    pub logo: Option<String>,
    /// What the application keeps about it.
    pub metadata: Option<Metadata>,
    /// When it was created.
    pub created_at: Timestamp,
}

/// An organization to be created.
#[derive(Debug, Clone)]
pub struct NewOrganization {
    /// What people call it.
    pub name: String,
    /// What it is called in URLs.
    pub slug: Slug,
    /// URL of a picture.
    pub logo: Option<String>,
    /// What the application keeps about it.
    pub metadata: Option<Metadata>,
}

/// What is to become different about an organization; `None` leaves a column as it is.
#[derive(Debug, Clone, Default)]
pub struct OrganizationChanges {
    /// What people call it.
    pub name: Option<String>,
    /// What it is called in URLs.
    pub slug: Option<Slug>,
    /// URL of a picture, or none any more.
    pub logo: Option<Option<String>>,
    /// What the application keeps about it, all of it.
    pub metadata: Option<Metadata>,
}

/// How a caller names an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizationKey {
    /// By its id.
    Id(OrganizationId),
    /// By its slug.
    Slug(Slug),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_folded() {
        assert_eq!("My-Org_1".parse::<Slug>().unwrap().as_str(), "my-org_1");
    }

    #[test]
    fn what_would_be_a_path_or_look_like_another_is_no_slug() {
        let long = "a".repeat(65);
        for text in ["", "../admin", "a/b", "a\0", "-a", "_a", "a b", "ａcme", "ärger", ".", &long]
        {
            assert!(text.parse::<Slug>().is_err(), "{text:?}");
        }
    }
}
