use crate::clock::Timestamp;
use crate::entity::User;
use crate::id::{AccountId, UserId};
use crate::password::PasswordHash;

/// The provider id of accounts that are a password.
pub const CREDENTIAL_PROVIDER: &str = "credential";

/// One way in of a user: a password, or an identity at a provider. Unique by
/// (`provider_id`, `account_id`).
#[derive(Debug, Clone)]
pub struct Account {
    /// Names the row.
    pub id: AccountId,
    /// Whose account it is.
    pub user_id: UserId,
    /// The provider; [`CREDENTIAL_PROVIDER`] for a password.
    pub provider_id: String,
    /// The user's name at the provider (`sub`); the user id for a password.
    pub account_id: String,
    /// The password's hash, for a password.
    pub password: Option<PasswordHash>,
    /// What the provider was asked for, in the order in which it was. Owner:
    /// `better-auth-oauth`.
    pub scopes: Vec<String>,
    /// When the account was made or linked.
    pub created_at: Timestamp,
    /// When the row was last changed.
    pub updated_at: Timestamp,
}

/// An account to be inserted.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Names the row.
    pub id: AccountId,
    /// Whose account it is.
    pub user_id: UserId,
    /// The provider.
    pub provider_id: String,
    /// The user's name at the provider.
    pub account_id: String,
    /// The password's hash, for a password.
    pub password: Option<PasswordHash>,
    /// The moment of insertion.
    pub created_at: Timestamp,
}

impl NewAccount {
    /// The password account of a user.
    pub fn credential(
        id: AccountId,
        user_id: UserId,
        password: PasswordHash,
        created_at: Timestamp,
    ) -> Self {
        Self {
            id,
            account_id: user_id.as_str().to_owned(),
            user_id,
            provider_id: CREDENTIAL_PROVIDER.to_owned(),
            password: Some(password),
            created_at,
        }
    }
}

/// What a sign-in by password needs to know, read in one query.
#[derive(Debug, Clone)]
pub struct PasswordLogin {
    /// The user with that address or user name.
    pub user: User,
    /// The user's password account; `None` for a user who has no password.
    pub account: Option<(AccountId, PasswordHash)>,
}
