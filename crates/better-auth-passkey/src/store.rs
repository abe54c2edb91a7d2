//! What the plugin keeps in the database.

#[cfg(feature = "diesel")]
mod diesel;

use std::fmt;

use async_trait::async_trait;
use better_auth_core::entity::NewUser;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, Timestamp, User, UserId};

use crate::credential::{CredentialId, DeviceType, PublicKey};

better_auth_core::define_id! {
    /// Names a passkey of ours; the authenticator's own name is its [`CredentialId`].
    PasskeyId
}

/// A passkey: a public key, and what is known about the private one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Names the row.
    pub id: PasskeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: Option<String>,
    /// What the authenticator calls it; unique over all users.
    pub credential_id: CredentialId,
    /// The key that its signatures are checked with.
    pub public_key: PublicKey,
    /// How many signatures the authenticator has counted; stays 0 where it does not count.
    pub counter: u32,
    /// Whether it can leave its device.
    pub device_type: DeviceType,
    /// Whether there is a copy of it elsewhere.
    pub backed_up: bool,
    /// How browsers reach the authenticator, as `internal` or `usb`; hints from the browser.
    pub transports: Vec<String>,
    /// The model of the authenticator, by its own word.
    pub aaguid: String,
    /// Whether it was registered with the npm package and imported. The user handle of such a one is
    /// 32 random letters and digits that nobody has written down.
    pub imported: bool,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When somebody last signed in with it.
    pub last_used_at: Option<Timestamp>,
}

/// What a sign-in changes about a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasskeyUse {
    /// What the counter must still be.
    pub from: u32,
    /// What it becomes.
    pub counter: u32,
    /// Whether there is a copy of the passkey by now.
    pub backed_up: bool,
    /// The moment.
    pub at: Timestamp,
}

/// What became of a passkey that was to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovedPasskey {
    /// It is gone.
    Removed,
    /// The user has no such passkey.
    Unknown,
    /// It is the last way in, and stays.
    Last,
}

/// Passkeys. Each method is a whole step of business: all of it happens, with its consequences, or
/// nothing.
#[async_trait]
pub trait PasskeyStore: fmt::Debug + Send + Sync + 'static {
    /// Adds a passkey, unless its user has `max` already. Says whether it did.
    ///
    /// # Errors
    /// `StoreError::Conflict` on `passkeys_credential_id_key`; `StoreError::MissingReference`
    /// when the user is gone.
    async fn add_passkey(
        &self,
        new: &Passkey,
        max: u32,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Inserts a user whose only way in is a passkey, both or none.
    ///
    /// # Errors
    /// `StoreError::Conflict` on `users_email_key` or `passkeys_credential_id_key`.
    async fn create_user_with_passkey(
        &self,
        user: NewUser,
        new: &Passkey,
        consequences: &Consequences,
    ) -> StoreResult<User>;

    /// Reads the passkey with that credential id, whoever has it.
    async fn find_passkey(&self, credential: &CredentialId) -> StoreResult<Option<Passkey>>;

    /// The passkeys of a user, oldest first.
    async fn list_passkeys(&self, user: &UserId) -> StoreResult<Vec<Passkey>>;

    /// Records a sign-in, if the counter still is what the signature was checked against. Says
    /// whether it did: of two sign-ins with one counter value one is recorded, and none with a
    /// passkey that was removed.
    async fn record_use(&self, id: &PasskeyId, usage: PasskeyUse) -> StoreResult<bool>;

    /// Names a passkey of the user anew, and hands out the row; `None` if there is none.
    async fn rename_passkey(
        &self,
        user: &UserId,
        id: &PasskeyId,
        name: &str,
        consequences: &Consequences,
    ) -> StoreResult<Option<Passkey>>;

    /// Removes a passkey of the user, unless it is the last way in: no other passkey and no
    /// account. Of two callers who remove the last two at once, one is refused.
    async fn remove_passkey(
        &self,
        user: &UserId,
        id: &PasskeyId,
        consequences: &Consequences,
    ) -> StoreResult<RemovedPasskey>;
}
