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

/// The columns of a user that only the server sets. A request about a user has them flattened in,
/// so that whoever sends one is told, instead of believing that it was taken.
#[derive(Debug, Clone, Copy, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProtectedFields {
    id: Forbidden,
    role: Forbidden,
    email_verified: Forbidden,
    banned: Forbidden,
    ban_reason: Forbidden,
    ban_expires: Forbidden,
    two_factor_enabled: Forbidden,
    created_at: Forbidden,
    updated_at: Forbidden,
}

impl ProtectedFields {
    /// Refuses a request that has one of them.
    ///
    /// # Errors
    /// `FIELD_NOT_ALLOWED`.
    pub fn check(self) -> Result<(), ApiError> {
        let fields = [
            self.id,
            self.role,
            self.email_verified,
            self.banned,
            self.ban_reason,
            self.ban_expires,
            self.two_factor_enabled,
            self.created_at,
            self.updated_at,
        ];
        if fields.iter().any(|field| field.is_present()) {
            return Err(codes::FIELD_NOT_ALLOWED.into());
        }
        Ok(())
    }
}
