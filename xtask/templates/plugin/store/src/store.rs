//! What the plugin keeps in the database.

#[cfg(feature = "diesel")]
mod diesel;

use std::fmt;

use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::{Timestamp, UserId};

better_auth_core::define_id! {
    /// Names one row.
    {{Pascal}}Id
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{Pascal}} {
    /// Names the row.
    pub id: {{Pascal}}Id,
    /// Whose it is.
    pub user_id: UserId,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The rows of the plugin. Each method is a whole step of business: all of it happens, or nothing.
#[async_trait]
pub trait {{Pascal}}Store: fmt::Debug + Send + Sync + 'static {
    /// Adds a row.
    async fn create_{{snake}}(&self, new: {{Pascal}}) -> StoreResult<()>;

    /// The rows of a user, oldest first.
    async fn list_{{snake}}s(&self, user: &UserId) -> StoreResult<Vec<{{Pascal}}>>;
}
