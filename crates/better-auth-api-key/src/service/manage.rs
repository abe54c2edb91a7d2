use std::time::Duration;

use better_auth_core::error::codes;
use better_auth_core::token::TokenHash;
use better_auth_core::{ApiError, SecretString};

use super::create::{check_name, check_uses};
use super::{ApiKeys, By};
use crate::error::{API_KEY_WAS_ROTATED, KEY_NOT_FOUND, NO_VALUES_TO_UPDATE};
use crate::key;
use crate::kinds::{API_KEY_DELETED, API_KEY_ROTATED, API_KEY_UPDATED};
use crate::options::MAX_OVERLAP;
use crate::record::{ApiKeyId, KeyChanges, KeyOwner, KeyRecord};
use crate::store::{KeyRotation, RotatedKey};

impl ApiKeys {
    /// One key.
    ///
    /// # Errors
    /// `KEY_NOT_FOUND`; a failure of the store.
    pub async fn find(&self, id: &ApiKeyId) -> Result<KeyRecord, ApiError> {
        Ok(self.parts.store.find_key(id).await?.ok_or(KEY_NOT_FOUND)?)
    }

    /// The keys of an owner, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, owner: &KeyOwner) -> Result<Vec<KeyRecord>, ApiError> {
        Ok(self.parts.store.list_keys(owner).await?)
    }

    /// Changes a key.
    ///
    /// # Errors
    /// `NO_VALUES_TO_UPDATE`, `INVALID_NAME_LENGTH`, `INVALID_REMAINING`; `KEY_NOT_FOUND`; a failure
    /// of the store.
    pub async fn update(
        &self,
        key: &KeyRecord,
        changes: KeyChanges,
        by: By<'_>,
    ) -> Result<KeyRecord, ApiError> {
        let (_, options) = self.config(Some(&key.config))?;
        if changes.is_empty() {
            return Err(NO_VALUES_TO_UPDATE.into());
        }
        if let Some(name) = &changes.name {
            check_name(name, options)?;
        }
        check_uses(None, changes.refill.flatten(), changes.limit.flatten())?;
        let consequences = self.auth.consequences([self.event(API_KEY_UPDATED, by, &key.id)]);
        let now = self.auth.now();
        let updated = self.parts.store.update_key(&key.id, changes, now, &consequences).await?;
        let updated = updated.ok_or(KEY_NOT_FOUND)?;
        self.auth.announce(consequences);
        Ok(updated)
    }

    /// Gives a key a new secret, which is handed out once. The old one works for `overlap` more, at
    /// most 7 days; by default as long as the configuration says. What was rotated before that ends
    /// at once. Everything else about the key stays.
    ///
    /// # Errors
    /// `API_KEY_WAS_ROTATED` if somebody else did at the same moment; a failure of the store.
    pub async fn rotate(
        &self,
        key: &KeyRecord,
        overlap: Option<Duration>,
        by: By<'_>,
    ) -> Result<(KeyRecord, SecretString), ApiError> {
        let (_, options) = self.config(Some(&key.config))?;
        let overlap = overlap.unwrap_or(options.overlap).min(MAX_OVERLAP);
        let prefix = key.prefix.as_deref().unwrap_or_default();
        let text = key::generate(prefix, options.length, self.auth.random())?;
        let at = self.auth.now();
        let rotation = KeyRotation {
            from: key.key_hash.clone(),
            to: TokenHash::of(text.expose()),
            start: key::start(text.expose(), options.kept(prefix)),
            previous_until: (!overlap.is_zero()).then(|| at.plus(overlap)),
            at,
        };
        let consequences = self.auth.consequences([self.event(API_KEY_ROTATED, by, &key.id)]);
        match self.parts.store.rotate_key(&key.id, &rotation, by.user, &consequences).await? {
            RotatedKey::Rotated => self.auth.announce(consequences),
            RotatedKey::Changed => return Err(API_KEY_WAS_ROTATED.into()),
            RotatedKey::Outdated => return Err(codes::UNAUTHORIZED.into()),
        }
        let KeyRotation { to: key_hash, start, previous_until, at: updated_at, .. } = rotation;
        Ok((KeyRecord { key_hash, start, previous_until, updated_at, ..key.clone() }, text))
    }

    /// Deletes a key.
    ///
    /// # Errors
    /// `KEY_NOT_FOUND`; a failure of the store.
    pub async fn delete(&self, id: &ApiKeyId, by: By<'_>) -> Result<(), ApiError> {
        let consequences = self.auth.consequences([self.event(API_KEY_DELETED, by, id)]);
        if !self.parts.store.delete_key(id, &consequences).await? {
            return Err(KEY_NOT_FOUND.into());
        }
        self.auth.announce(consequences);
        Ok(())
    }
}
