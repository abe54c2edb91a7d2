use serde::de::{Deserialize, Deserializer, IgnoredAny};

use crate::error::{ApiError, codes};

/// Marks a field of a request that only the server may set: it holds no value, only whether the
/// client sent one. Declare it with `#[serde(default)]`, and refuse the request if it is there.
///
/// ```
/// use better_auth_core::extract::Forbidden;
/// #[derive(serde::Deserialize)]
/// struct Request {
///     name: String,
///     #[serde(default)]
///     role: Forbidden,
/// }
/// let request: Request = serde_json::from_str(r#"{"name":"Ada","role":"admin"}"#).unwrap();
/// assert!(request.role.is_present());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forbidden(bool);

impl Forbidden {
    /// Whether the client sent the field.
    pub fn is_present(self) -> bool {
        self.0
    }
}

impl<'de> Deserialize<'de> for Forbidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Ok(Self(true))
    }
}

macro_rules! protected_fields {
    ($($field:ident = $name:literal),+ $(,)?) => {
        /// The columns of a user that only the server sets. A request about a user has them
        /// flattened in, so that whoever sends one is told, instead of believing that it was taken.
        #[derive(Debug, Clone, Copy, Default, serde::Deserialize)]
        #[serde(default)]
        pub struct ProtectedFields {
            $(#[serde(rename = $name)] $field: Forbidden,)+
        }

        /// Their names on the wire.
        pub(crate) const PROTECTED_FIELDS: &[&str] = &[$($name),+];

        impl ProtectedFields {
            /// Refuses a request that has one of them.
            ///
            /// # Errors
            /// `FIELD_NOT_ALLOWED`.
            pub fn check(self) -> Result<(), ApiError> {
                if [$(self.$field),+].iter().any(|field| field.is_present()) {
                    return Err(codes::FIELD_NOT_ALLOWED.into());
                }
                Ok(())
            }
        }
    };
}

protected_fields! {
    id = "id",
    role = "role",
    email_verified = "emailVerified",
    banned = "banned",
    ban_reason = "banReason",
    ban_expires = "banExpires",
    two_factor_enabled = "twoFactorEnabled",
    created_at = "createdAt",
    updated_at = "updatedAt",
}
