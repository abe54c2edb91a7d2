use crate::clock::Timestamp;
use crate::email::Email;
use crate::fields::{Additional, AdditionalChanges};
use crate::id::UserId;

/// The role of everybody who was given no other.
pub const DEFAULT_ROLE: &str = "user";

/// The role of administrators. It stands first where a user has several, so that an index finds all
/// who have it.
pub const ADMIN_ROLE: &str = "admin";

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Names the user.
    pub id: UserId,
    /// What the user is called; free text, not unique.
    pub name: String,
    /// The address, folded to lower case; unique.
    pub email: Email,
    /// Whether the user has proven to receive mail at the address.
    pub email_verified: bool,
    /// URL of a picture.
    pub image: Option<String>,
    /// The user name in its folded form; unique. Owner: `better-auth-email-password`.
    pub username: Option<String>,
    /// The user name as it was typed. Owner: `better-auth-email-password`.
    pub display_username: Option<String>,
    /// Whether a second factor is asked for at sign-in. Owner: `better-auth-two-factor`.
    pub two_factor_enabled: bool,
    /// The roles of the user, with commas between them; [`DEFAULT_ROLE`] unless somebody was given
    /// others. Owner: `better-auth-admin`.
    pub role: String,
    /// Whether the user is shut out, for good or until `ban_expires`. Owner: `better-auth-admin`.
    pub banned: bool,
    /// Why. Owner: `better-auth-admin`.
    pub ban_reason: Option<String>,
    /// From this moment on the ban counts for nothing. Owner: `better-auth-admin`.
    pub ban_expires: Option<Timestamp>,
    /// Grows with every change after which a sign-in that is half-way through must start again: a
    /// new password, a reset, another address, a ban. A session is only made for the version that
    /// was verified. Never on the wire.
    pub credential_version: i64,
    /// The fields that the application declared by `user_field`.
    pub additional: Additional,
    /// When the user signed up.
    pub created_at: Timestamp,
    /// When the row was last changed.
    pub updated_at: Timestamp,
}

/// A user to be inserted; becomes a [`User`] with `updated_at` equal to `created_at`.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Names the user.
    pub id: UserId,
    /// What the user is called.
    pub name: String,
    /// The address.
    pub email: Email,
    /// Whether the address is proven already, as with an identity provider that says so.
    pub email_verified: bool,
    /// URL of a picture.
    pub image: Option<String>,
    /// The user name in its folded form.
    pub username: Option<String>,
    /// The user name as it was typed.
    pub display_username: Option<String>,
    /// The fields that the application declared by `user_field`; on ways in that ask for none the
    /// [defaults](crate::fields::FieldSet::defaults).
    pub additional: Additional,
    /// The moment of the sign-up.
    pub created_at: Timestamp,
}

impl From<NewUser> for User {
    fn from(new: NewUser) -> Self {
        Self {
            id: new.id,
            name: new.name,
            email: new.email,
            email_verified: new.email_verified,
            image: new.image,
            username: new.username,
            display_username: new.display_username,
            two_factor_enabled: false,
            role: DEFAULT_ROLE.to_owned(),
            banned: false,
            ban_reason: None,
            ban_expires: None,
            credential_version: 0,
            additional: new.additional,
            created_at: new.created_at,
            updated_at: new.created_at,
        }
    }
}

/// What is to become different about a user; `None` leaves a column as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChanges {
    /// What the user is called.
    pub name: Option<String>,
    /// URL of a picture, or none any more.
    pub image: Option<Option<String>>,
    /// The user name: as it was typed, until the plugin that owns user names has folded it.
    pub username: Option<String>,
    /// The user name as it is shown.
    pub display_username: Option<String>,
    /// The fields that the application declared by `user_field`.
    pub additional: AdditionalChanges,
}

impl UserChanges {
    /// Whether nothing is to become different.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
