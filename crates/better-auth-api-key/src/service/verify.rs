//! Whether a key is good, and one use of it.

use better_auth_core::access::Permissions;
use better_auth_core::error::codes;
use better_auth_core::token::TokenHash;
use better_auth_core::{ApiError, RequestFacts, SecretString, Timestamp, User};
use http::HeaderMap;

use super::ApiKeys;
use crate::error::{INSUFFICIENT_API_KEY_PERMISSIONS, INVALID_API_KEY, KEY_DISABLED, KEY_EXPIRED};
use crate::key;
use crate::record::{KeyOwner, KeyRecord};
use crate::usage::{KeyUse, QuotaStep, WindowStep, plan};

/// How often a use is tried whose row changed meanwhile. Each loss means that somebody else
/// filled the key up, began a span or took a use; so few of them are the end of it.
const TRIES: u32 = 8;

/// A key that is good, and has been used once.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The key, after the use.
    pub key: KeyRecord,
    /// Who owns it; `None` if an organization does.
    pub user: Option<User>,
}

impl ApiKeys {
    /// Checks a key and uses it once. It must be enabled, not expired and not used up, its owner
    /// there and not barred, and it must be allowed everything that is asked; a question that names
    /// nothing is answered with no. Of any number of callers at once no more pass than may.
    ///
    /// # Errors
    /// `INVALID_API_KEY`, `KEY_DISABLED`, `KEY_EXPIRED`, `INSUFFICIENT_API_KEY_PERMISSIONS`,
    /// `USAGE_EXCEEDED`, `RATE_LIMITED`; what a plugin says about a user who is barred; a failure of
    /// the store.
    pub async fn verify(
        &self,
        key: &str,
        asked: Option<&Permissions>,
        request: &RequestFacts,
    ) -> Result<Verified, ApiError> {
        let hash = key::hash_of(key, self.parts.any_form)?;
        let found = self.parts.store.find_key_by_hash(&hash).await?.ok_or(INVALID_API_KEY)?;
        let key = self.check(found, &hash, asked)?;
        self.finish(key, &hash, asked, request).await
    }

    /// The same for a key that may stand for a session; `None` if the request has none, or it
    /// does not.
    pub(crate) async fn verify_for_session(
        &self,
        headers: &HeaderMap,
        request: &RequestFacts,
    ) -> Result<Option<Verified>, ApiError> {
        if !headers.contains_key(&self.parts.header) {
            return Ok(None);
        }
        let hash = key::hash_of(self.presented(headers)?.expose(), self.parts.any_form)?;
        let found = self.parts.store.find_key_by_hash(&hash).await?.ok_or(INVALID_API_KEY)?;
        let stands_for_a_session = matches!(found.owner, KeyOwner::User(_))
            && self.parts.config(&found.config).is_some_and(|options| options.sessions);
        if !stands_for_a_session {
            return Ok(None);
        }
        let key = self.check(found, &hash, None)?;
        self.finish(key, &hash, None, request).await.map(Some)
    }

    /// The key of a request. Two of them are none: another program may have read the other one.
    pub(crate) fn presented(&self, headers: &HeaderMap) -> Result<SecretString, ApiError> {
        let mut values = headers.get_all(&self.parts.header).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(INVALID_API_KEY.into());
        };
        Ok(value.to_str().map_err(|_| INVALID_API_KEY)?.trim().into())
    }

    async fn finish(
        &self,
        key: KeyRecord,
        hash: &TokenHash,
        asked: Option<&Permissions>,
        request: &RequestFacts,
    ) -> Result<Verified, ApiError> {
        let user = self.check_owner(&key.owner).await?;
        let key = self.count(key, hash, asked, request).await?;
        Ok(Verified { key, user })
    }

    fn check(
        &self,
        key: KeyRecord,
        hash: &TokenHash,
        asked: Option<&Permissions>,
    ) -> Result<KeyRecord, ApiError> {
        let now = self.auth.now();
        let over = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
        let replaced = key.key_hash != *hash && key.previous_until.is_none_or(|end| end <= now);
        // A configuration that the application no longer has says nothing about its keys.
        if self.parts.config(&key.config).is_none() {
            return Err(INVALID_API_KEY.into());
        }
        if !key.enabled {
            return Err(KEY_DISABLED.into());
        }
        if replaced || over(key.expires_at) {
            return Err(KEY_EXPIRED.into());
        }
        let allows = |(resource, action)| key.permissions.allows_named(resource, action);
        if asked.is_some_and(|asked| asked.asks_nothing() || !asked.iter().all(allows)) {
            let message = "This API key does not have the permission that is needed";
            return Err(ApiError::from(INSUFFICIENT_API_KEY_PERMISSIONS).with_message(message));
        }
        Ok(key)
    }

    /// Whoever owns the key must be there, and must not be barred.
    async fn check_owner(&self, owner: &KeyOwner) -> Result<Option<User>, ApiError> {
        match owner {
            KeyOwner::User(id) => {
                let user = self.auth.users().find_user(id).await?.ok_or(INVALID_API_KEY)?;
                self.auth.check_barred(&user).await?;
                Ok(Some(user))
            }
            KeyOwner::Organization(organization) => {
                for hooks in self.auth.hooks() {
                    if hooks.organization_exists(&self.auth, organization).await? == Some(true) {
                        return Ok(None);
                    }
                }
                Err(INVALID_API_KEY.into())
            }
        }
    }

    async fn count(
        &self,
        mut key: KeyRecord,
        hash: &TokenHash,
        asked: Option<&Permissions>,
        request: &RequestFacts,
    ) -> Result<KeyRecord, ApiError> {
        for _ in 0..TRIES {
            let Some(usage) = plan(&key, self.auth.now(), request.ip_address_text())? else {
                return Ok(key);
            };
            let written = self.parts.store.use_key(&key.id, &usage).await;
            if !usage.counts() {
                // When it was last used is good to know, and no reason to refuse.
                written.inspect_err(|error| tracing::warn!(%error, "a use was not written")).ok();
                return Ok(after(key, usage));
            }
            if written? {
                return Ok(after(key, usage));
            }
            let found = self.parts.store.find_key_by_hash(hash).await?.ok_or(INVALID_API_KEY)?;
            key = self.check(found, hash, asked)?;
        }
        Err(ApiError::from(codes::SERVICE_UNAVAILABLE)
            .with_retry_after(std::time::Duration::from_secs(1)))
    }
}

/// The key as it was read, after the use.
fn after(mut key: KeyRecord, usage: KeyUse) -> KeyRecord {
    match usage.quota {
        QuotaStep::Unlimited => {}
        QuotaStep::Take => key.remaining = key.remaining.map(|left| left.saturating_sub(1)),
        QuotaStep::Refill { left, .. } => {
            (key.remaining, key.last_refill_at) = (Some(left), Some(usage.at));
        }
    }
    match usage.window {
        WindowStep::Unlimited => {}
        WindowStep::Count { .. } => key.request_count = key.request_count.saturating_add(1),
        WindowStep::Begin { .. } => {
            (key.request_count, key.window_started_at) = (1, Some(usage.at));
        }
    }
    (key.last_used_at, key.last_ip_address) = (Some(usage.at), usage.ip_address);
    key
}
