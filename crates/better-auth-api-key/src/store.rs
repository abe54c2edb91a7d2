//! What the plugin keeps in the database.

#[cfg(feature = "diesel")]
mod diesel;

use std::fmt;

use async_trait::async_trait;
use better_auth_core::store::StoreResult;
use better_auth_core::token::TokenHash;
use better_auth_core::{Consequences, Timestamp, User};

use crate::record::{ApiKeyId, KeyChanges, KeyOwner, KeyRecord};
use crate::usage::KeyUse;

/// How the creation of a key ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreatedKey {
    /// It is there.
    Created,
    /// The owner has as many as one may have.
    TooMany,
    /// Whoever asked was deleted, or their credentials changed, since they were authenticated.
    Outdated,
}

/// Under which conditions a key is created.
#[derive(Debug, Clone, Copy)]
pub struct KeyLimits<'a> {
    /// Who asks for it, and must still have the
    /// [`credential_version`](better_auth_core::User::credential_version) with which they were
    /// authenticated; `None` where server code makes it.
    pub asked_by: Option<&'a User>,
    /// How many keys of its configuration the owner may have.
    pub max: u32,
}

/// A new secret for a key.
#[derive(Debug, Clone)]
pub struct KeyRotation {
    /// The hash of the key that it replaces.
    pub from: TokenHash,
    /// The hash of the new one.
    pub to: TokenHash,
    /// The first characters of the new one.
    pub start: Option<String>,
    /// Until when the old one works; `None` ends it at once.
    pub previous_until: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}

/// What became of a rotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotatedKey {
    /// The key has its new secret.
    Rotated,
    /// It is gone, or somebody else gave it another one.
    Changed,
    /// Whoever asked is gone, or has other credentials now.
    Outdated,
}

/// API keys. Each method is a whole step of business: all of it happens, or nothing.
#[async_trait]
pub trait ApiKeyStore: fmt::Debug + Send + Sync + 'static {
    /// Adds a key. Where a user owns it, the limit holds however many are added at once; the keys
    /// of an organization that are added at the same moment may exceed it.
    async fn create_key(
        &self,
        new: &KeyRecord,
        limits: KeyLimits<'_>,
        consequences: &Consequences,
    ) -> StoreResult<CreatedKey>;

    /// One key.
    async fn find_key(&self, id: &ApiKeyId) -> StoreResult<Option<KeyRecord>>;

    /// The key that has this hash now, or had it before its last rotation.
    async fn find_key_by_hash(&self, hash: &TokenHash) -> StoreResult<Option<KeyRecord>>;

    /// The keys of an owner, oldest first.
    async fn list_keys(&self, owner: &KeyOwner) -> StoreResult<Vec<KeyRecord>>;

    /// Changes a key, and hands it out as it is then; `None` if there is none.
    async fn update_key(
        &self,
        id: &ApiKeyId,
        changes: KeyChanges,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<KeyRecord>>;

    /// Gives a key a new secret if it still has the old one, and if whoever asks has the credentials
    /// that they had: of any number of callers at once, one gives it.
    async fn rotate_key(
        &self,
        id: &ApiKeyId,
        rotation: &KeyRotation,
        asked_by: Option<&User>,
        consequences: &Consequences,
    ) -> StoreResult<RotatedKey>;

    /// Deletes a key. Says whether there was one.
    async fn delete_key(&self, id: &ApiKeyId, consequences: &Consequences) -> StoreResult<bool>;

    /// Writes one use, in one statement, if the key is enabled and its row allows it (see
    /// [`QuotaStep`](crate::QuotaStep) and [`WindowStep`](crate::WindowStep)). Says whether it did.
    async fn use_key(&self, id: &ApiKeyId, usage: &KeyUse) -> StoreResult<bool>;

    /// Deletes keys that expired before `before`, at most
    /// [`SWEEP_BATCH`](better_auth_core::store::SWEEP_BATCH). Says how many.
    async fn sweep_keys(&self, before: Timestamp) -> StoreResult<u64>;
}
