//! Opaque identifiers, one type for each kind of row.
//!
//! An id is a name, not a credential: it may appear in URLs, logs and answers. Ids made here are
//! 32 letters and digits (about 190 bits from the injected [`Random`]); ids that came with
//! imported rows keep their own spelling.

use crate::random::{Random, RandomError};

/// Longest id that is accepted, in bytes; the key columns of every database hold it.
pub const MAX_ID_LENGTH: usize = 64;

/// A string that can not be an id: empty, longer than [`MAX_ID_LENGTH`], or with characters
/// other than ASCII letters, digits, `-` and `_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 64 ASCII letters, digits, '-' or '_'")]
pub struct InvalidId;

/// Makes a fresh id text.
///
/// # Errors
/// When the randomness source fails.
pub fn generate(random: &dyn Random) -> Result<String, RandomError> {
    random.alphanumeric(32)
}

/// Checks the spelling of an id.
///
/// # Errors
/// [`InvalidId`] when the text is not one.
pub fn check(text: &str) -> Result<(), InvalidId> {
    let spelled = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.is_empty() || text.len() > MAX_ID_LENGTH || !text.bytes().all(spelled) {
        return Err(InvalidId);
    }
    Ok(())
}

/// Declares an id type: opaque, ordered, hashable, checked when it is parsed or deserialized.
///
/// ```
/// better_auth_core::define_id! {
///     /// Names one invoice.
///     InvoiceId
/// }
/// let id: InvoiceId = "inv_1".parse().unwrap();
/// assert_eq!(id.as_str(), "inv_1");
/// assert!("".parse::<InvoiceId>().is_err());
/// ```
#[macro_export]
macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Makes a fresh id.
            ///
            /// # Errors
            /// When the randomness source fails.
            pub fn generate(
                random: &dyn $crate::random::Random,
            ) -> Result<Self, $crate::random::RandomError> {
                $crate::id::generate(random).map(Self)
            }

            /// Takes an id as a store handed it out, without checking its spelling.
            pub fn from_store(text: String) -> Self {
                Self(text)
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::id::InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::id::check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let text =
                    <String as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err($crate::__private::serde::de::Error::custom)
            }
        }

        impl $crate::__private::utoipa::PartialSchema for $name {
            fn schema() -> $crate::__private::utoipa::openapi::RefOr<
                $crate::__private::utoipa::openapi::schema::Schema,
            > {
                <String as $crate::__private::utoipa::PartialSchema>::schema()
            }
        }

        impl $crate::__private::utoipa::ToSchema for $name {}
    };
}

define_id! {
    /// Names one user.
    UserId
}
define_id! {
    /// Names one session. Not the session token: knowing it lets nobody in.
    SessionId
}
define_id! {
    /// Names one way in (a password, a linked provider) of a user.
    AccountId
}
define_id! {
    /// Names one verification row.
    VerificationId
}
define_id! {
    /// Names one mail in the outbox.
    MailId
}
