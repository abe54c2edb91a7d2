use std::time::Duration;

use better_auth_core::access::Permissions;
use better_auth_core::error::codes;
use better_auth_core::store::StoreError;
use better_auth_core::token::TokenHash;
use better_auth_core::{ApiError, RequestFacts, SecretString, User};

use super::{ApiKeys, By};
use crate::error::{
    EXPIRES_IN_IS_TOO_LARGE, EXPIRES_IN_IS_TOO_SMALL, INVALID_METADATA_TYPE, INVALID_NAME_LENGTH,
    INVALID_PREFIX_LENGTH, INVALID_REMAINING, KEY_DISABLED_EXPIRATION, METADATA_DISABLED,
    NAME_REQUIRED, TOO_MANY_API_KEYS,
};
use crate::key;
use crate::kinds::API_KEY_CREATED;
use crate::options::{ApiKeyOptions, is_spelled_like_a_prefix};
use crate::permission;
use crate::record::{ApiKeyId, KeyLimit, KeyOwner, KeyRecord, Metadata, Refill};
use crate::store::{CreatedKey, KeyLimits};

/// The largest metadata, in bytes of JSON.
const MAX_METADATA: usize = 4096;

/// A key that is to be made. What is left out is as the configuration says.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// Whose it is to be.
    pub owner: KeyOwner,
    /// The name of the configuration; `None` for the default one.
    pub config: Option<String>,
    /// What its owner calls it.
    pub name: Option<String>,
    /// What it begins with.
    pub prefix: Option<String>,
    /// How long it lives: `Some(None)` is for ever.
    pub expires_in: Option<Option<Duration>>,
    /// What the application keeps with it.
    pub metadata: Option<Metadata>,
    /// What it may do.
    pub permissions: Option<Permissions>,
    /// How often it may be used.
    pub remaining: Option<u32>,
    /// New uses.
    pub refill: Option<Refill>,
    /// How often it may be used in a span of time.
    pub limit: Option<KeyLimit>,
}

impl NewApiKey {
    /// A key of this owner, as the default configuration says.
    pub fn of(owner: KeyOwner) -> Self {
        Self {
            owner,
            config: None,
            name: None,
            prefix: None,
            expires_in: None,
            metadata: None,
            permissions: None,
            remaining: None,
            refill: None,
            limit: None,
        }
    }
}

impl ApiKeys {
    /// Makes a key. The text is for its owner and is nowhere else: it can not be shown again.
    ///
    /// # Errors
    /// A value that the configuration does not allow, by its code; `TOO_MANY_API_KEYS`;
    /// `UNAUTHORIZED` if the user is gone; a failure of the store.
    pub async fn create(
        &self,
        new: NewApiKey,
        by: By<'_>,
    ) -> Result<(KeyRecord, SecretString), ApiError> {
        let (config, options) = self.config(new.config.as_deref())?;
        let (config, max) = (config.to_owned(), options.max_keys);
        check(&new, options)?;
        self.check_new_owner(&new.owner).await?;
        let prefix = new.prefix.as_deref().unwrap_or(&options.prefix);
        let text = key::generate(prefix, options.length, self.auth.random())?;
        let record = self.record(new, config, &text)?;
        let consequences = self.auth.consequences([self.event(API_KEY_CREATED, by, &record.id)]);
        let limits = KeyLimits { asked_by: by.user, max };
        match self.parts.store.create_key(&record, limits, &consequences).await {
            Ok(CreatedKey::Created) => self.auth.announce(consequences),
            Ok(CreatedKey::TooMany) => return Err(TOO_MANY_API_KEYS.into()),
            Ok(CreatedKey::Outdated) | Err(StoreError::MissingReference) => {
                return Err(codes::UNAUTHORIZED.into());
            }
            Err(error) => return Err(error.into()),
        }
        Ok((record, text))
    }

    /// Makes a key that a client asked for. Whoever was put out of the organization meanwhile must
    /// not be left with a key of it, so they are looked at once more when it is there.
    pub(crate) async fn create_for(
        &self,
        user: &User,
        new: NewApiKey,
        request: &RequestFacts,
    ) -> Result<(KeyRecord, SecretString), ApiError> {
        let by = By { user: Some(user), request };
        let made = self.create(new, by).await?;
        if let KeyOwner::Organization(id) = &made.0.owner
            && let Err(refusal) = self.organization(&user.id, id, permission::CREATE).await
        {
            self.delete(&made.0.id, by).await?;
            return Err(refusal);
        }
        Ok(made)
    }

    /// Whoever is to own a key must be there, and must not be barred.
    async fn check_new_owner(&self, owner: &KeyOwner) -> Result<(), ApiError> {
        let KeyOwner::User(user) = owner else { return Ok(()) };
        let user = self.auth.users().find_user(user).await?.ok_or(codes::UNAUTHORIZED)?;
        self.auth.check_barred(&user).await
    }

    fn record(
        &self,
        new: NewApiKey,
        config: String,
        text: &SecretString,
    ) -> Result<KeyRecord, ApiError> {
        let (_, options) = self.config(Some(&config))?;
        let now = self.auth.now();
        let life = new.expires_in.unwrap_or(options.expires_in);
        let prefix = new.prefix.unwrap_or_else(|| options.prefix.clone());
        let refill = new.refill.or(options.refill);
        let uses = new.remaining.or(options.uses);
        Ok(KeyRecord {
            id: ApiKeyId::generate(self.auth.random())?,
            config,
            owner: new.owner,
            name: new.name,
            start: key::start(text.expose(), options.kept(&prefix)),
            prefix: Some(prefix),
            key_hash: TokenHash::of(text.expose()),
            previous_until: None,
            enabled: true,
            permissions: new.permissions.unwrap_or_else(|| options.permissions.clone()),
            metadata: new.metadata,
            remaining: uses.or(refill.map(|refill| refill.amount)),
            refill,
            last_refill_at: None,
            limit: new.limit.or(options.limit),
            request_count: 0,
            window_started_at: None,
            last_used_at: None,
            last_ip_address: None,
            expires_at: life.map(|life| now.plus(life)),
            created_at: now,
            updated_at: now,
        })
    }
}

fn check(new: &NewApiKey, options: &ApiKeyOptions) -> Result<(), ApiError> {
    match &new.name {
        Some(name) => check_name(name, options)?,
        None if options.require_name => return Err(NAME_REQUIRED.into()),
        None => {}
    }
    if let Some(prefix) = &new.prefix {
        if !(1..=32).contains(&prefix.len()) {
            return Err(INVALID_PREFIX_LENGTH.into());
        }
        if !is_spelled_like_a_prefix(prefix) {
            return Err(ApiError::validation("[body.prefix] must be of A-Z a-z 0-9 _ -"));
        }
    }
    if let Some(metadata) = &new.metadata {
        check_metadata(metadata)?;
    }
    check_uses(new.remaining, new.refill, new.limit)
}

/// Refuses uses that can not be.
pub(super) fn check_uses(
    remaining: Option<u32>,
    refill: Option<Refill>,
    limit: Option<KeyLimit>,
) -> Result<(), ApiError> {
    let no_refill = refill.is_some_and(|it| it.amount == 0 || it.interval.is_zero());
    let no_limit = limit.is_some_and(|it| it.max == 0 || it.window.is_zero());
    if remaining == Some(0) && refill.is_none() || no_refill || no_limit {
        return Err(INVALID_REMAINING.into());
    }
    Ok(())
}

pub(super) fn check_name(name: &str, options: &ApiKeyOptions) -> Result<(), ApiError> {
    if !(1..=options.max_name).contains(&name.chars().count()) {
        return Err(INVALID_NAME_LENGTH.into());
    }
    if name.chars().any(char::is_control) {
        return Err(ApiError::validation("[body.name] must not contain control characters"));
    }
    Ok(())
}

fn check_metadata(metadata: &Metadata) -> Result<(), ApiError> {
    let size = serde_json::to_string(metadata).map_or(usize::MAX, |text| text.len());
    if size > MAX_METADATA {
        return Err(ApiError::validation("[body.metadata] must have at most 4096 bytes as JSON"));
    }
    Ok(())
}

/// What a client sent as metadata: an object, or `null` for none.
pub(crate) fn metadata_of(
    value: serde_json::Value,
    options: &ApiKeyOptions,
) -> Result<Option<Metadata>, ApiError> {
    match value {
        serde_json::Value::Null => Ok(None),
        _ if !options.metadata => Err(METADATA_DISABLED.into()),
        serde_json::Value::Object(metadata) => {
            check_metadata(&metadata)?;
            Ok(Some(metadata))
        }
        _ => Err(INVALID_METADATA_TYPE.into()),
    }
}

/// How long a client wants a key to live; `None` for ever.
pub(crate) fn life_of(
    seconds: Option<u64>,
    options: &ApiKeyOptions,
) -> Result<Option<Duration>, ApiError> {
    let Some(seconds) = seconds else { return Ok(None) };
    let life = Duration::from_secs(seconds);
    if life < options.min_expires_in {
        return Err(EXPIRES_IN_IS_TOO_SMALL.into());
    }
    if life > options.max_expires_in {
        return Err(EXPIRES_IN_IS_TOO_LARGE.into());
    }
    Ok(Some(life))
}

/// Refuses clients that choose how long a key lives, where they may not.
pub(crate) fn check_custom_expiry(options: &ApiKeyOptions) -> Result<(), ApiError> {
    if options.custom_expiry { Ok(()) } else { Err(KEY_DISABLED_EXPIRATION.into()) }
}
