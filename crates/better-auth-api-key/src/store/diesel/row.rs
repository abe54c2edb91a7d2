//! Rows of the table, and the way from and to what the rest of the crate knows.

use std::time::Duration;

use ::diesel::prelude::*;
use better_auth_core::token::TokenHash;
use better_auth_core::{Timestamp, UserId};
use chrono::NaiveDateTime;
use serde::Serialize;

use crate::record::{ApiKeyId, KeyChanges, KeyLimit, KeyOwner, KeyRecord, Refill};

::diesel::table! {
    api_keys (id) {
        id -> Text,
        user_id -> Nullable<Text>,
        organization_id -> Nullable<Text>,
        config_id -> Text,
        name -> Nullable<Text>,
        start -> Nullable<Text>,
        prefix -> Nullable<Text>,
        key_hash -> Text,
        previous_hash -> Nullable<Text>,
        previous_until -> Nullable<Timestamp>,
        enabled -> Bool,
        permissions -> Text,
        metadata -> Nullable<Text>,
        remaining -> Nullable<BigInt>,
        refill_amount -> Nullable<BigInt>,
        refill_interval_ms -> Nullable<BigInt>,
        last_refill_at -> Nullable<Timestamp>,
        rate_limit_max -> Nullable<BigInt>,
        rate_limit_window_ms -> Nullable<BigInt>,
        request_count -> BigInt,
        window_started_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
        last_ip_address -> Nullable<Text>,
        expires_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys)]
pub(super) struct Row {
    id: String,
    user_id: Option<String>,
    organization_id: Option<String>,
    config_id: String,
    name: Option<String>,
    start: Option<String>,
    prefix: Option<String>,
    key_hash: String,
    previous_until: Option<NaiveDateTime>,
    enabled: bool,
    permissions: String,
    metadata: Option<String>,
    remaining: Option<i64>,
    refill_amount: Option<i64>,
    refill_interval_ms: Option<i64>,
    last_refill_at: Option<NaiveDateTime>,
    rate_limit_max: Option<i64>,
    rate_limit_window_ms: Option<i64>,
    request_count: i64,
    window_started_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
    last_ip_address: Option<String>,
    expires_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

/// What stands in the columns `user_id` and `organization_id`.
pub(super) fn owner_columns(owner: &KeyOwner) -> (Option<&str>, Option<&str>) {
    match owner {
        KeyOwner::User(user) => (Some(user.as_str()), None),
        KeyOwner::Organization(organization) => (None, Some(organization)),
    }
}

impl From<&KeyRecord> for Row {
    fn from(new: &KeyRecord) -> Self {
        let (user, organization) = owner_columns(&new.owner);
        let (refill_amount, refill_interval_ms) = refill_columns(new.refill);
        let (rate_limit_max, rate_limit_window_ms) = limit_columns(new.limit);
        Self {
            id: new.id.as_str().to_owned(),
            user_id: user.map(str::to_owned),
            organization_id: organization.map(str::to_owned),
            config_id: new.config.clone(),
            name: new.name.clone(),
            start: new.start.clone(),
            prefix: new.prefix.clone(),
            key_hash: new.key_hash.as_str().to_owned(),
            previous_until: new.previous_until.map(Timestamp::to_naive),
            enabled: new.enabled,
            permissions: json(&new.permissions),
            metadata: new.metadata.as_ref().map(json),
            remaining: new.remaining.map(i64::from),
            refill_amount,
            refill_interval_ms,
            last_refill_at: new.last_refill_at.map(Timestamp::to_naive),
            rate_limit_max,
            rate_limit_window_ms,
            request_count: new.request_count.into(),
            window_started_at: new.window_started_at.map(Timestamp::to_naive),
            last_used_at: new.last_used_at.map(Timestamp::to_naive),
            last_ip_address: new.last_ip_address.clone(),
            expires_at: new.expires_at.map(Timestamp::to_naive),
            created_at: new.created_at.to_naive(),
            updated_at: new.updated_at.to_naive(),
        }
    }
}

impl From<Row> for KeyRecord {
    fn from(row: Row) -> Self {
        let user = row.user_id.map(|id| KeyOwner::User(UserId::from_store(id)));
        let organization = || KeyOwner::Organization(row.organization_id.unwrap_or_default());
        let refill = pair(row.refill_amount, row.refill_interval_ms);
        let limit = pair(row.rate_limit_max, row.rate_limit_window_ms);
        Self {
            id: ApiKeyId::from_store(row.id),
            config: row.config_id,
            owner: user.unwrap_or_else(organization),
            name: row.name,
            start: row.start,
            prefix: row.prefix,
            key_hash: TokenHash::from_store(row.key_hash),
            previous_until: row.previous_until.map(Timestamp::from_naive),
            enabled: row.enabled,
            // Rights that can not be read are none.
            permissions: serde_json::from_str(&row.permissions).unwrap_or_default(),
            metadata: row.metadata.and_then(|text| serde_json::from_str(&text).ok()),
            // Uses that can not be are none.
            remaining: row.remaining.map(|it| u32::try_from(it).unwrap_or(0)),
            refill: refill.map(|(amount, interval)| Refill { amount, interval }),
            last_refill_at: row.last_refill_at.map(Timestamp::from_naive),
            limit: limit.map(|(max, window)| KeyLimit { max, window }),
            request_count: u32::try_from(row.request_count).unwrap_or(u32::MAX),
            window_started_at: row.window_started_at.map(Timestamp::from_naive),
            last_used_at: row.last_used_at.map(Timestamp::from_naive),
            last_ip_address: row.last_ip_address,
            expires_at: row.expires_at.map(Timestamp::from_naive),
            created_at: Timestamp::from_naive(row.created_at),
            updated_at: Timestamp::from_naive(row.updated_at),
        }
    }
}

/// What an update sets; `None` leaves a column as it is.
#[derive(AsChangeset)]
#[diesel(table_name = api_keys)]
pub(super) struct Changes {
    name: Option<String>,
    enabled: Option<bool>,
    expires_at: Option<Option<NaiveDateTime>>,
    metadata: Option<Option<String>>,
    permissions: Option<String>,
    remaining: Option<Option<i64>>,
    refill_amount: Option<Option<i64>>,
    refill_interval_ms: Option<Option<i64>>,
    rate_limit_max: Option<Option<i64>>,
    rate_limit_window_ms: Option<Option<i64>>,
    updated_at: NaiveDateTime,
}

impl Changes {
    pub(super) fn new(changes: KeyChanges, now: Timestamp) -> Self {
        let (refill_amount, refill_interval_ms) = changes.refill.map(refill_columns).unzip();
        let (rate_limit_max, rate_limit_window_ms) = changes.limit.map(limit_columns).unzip();
        Self {
            name: changes.name,
            enabled: changes.enabled,
            expires_at: changes.expires_at.map(|it| it.map(Timestamp::to_naive)),
            metadata: changes.metadata.map(|it| it.as_ref().map(json)),
            permissions: changes.permissions.as_ref().map(json),
            remaining: changes.remaining.map(|it| it.map(i64::from)),
            refill_amount,
            refill_interval_ms,
            rate_limit_max,
            rate_limit_window_ms,
            updated_at: now.to_naive(),
        }
    }
}

fn refill_columns(refill: Option<Refill>) -> (Option<i64>, Option<i64>) {
    refill.map(|it| (i64::from(it.amount), millis(it.interval))).unzip()
}

fn limit_columns(limit: Option<KeyLimit>) -> (Option<i64>, Option<i64>) {
    limit.map(|it| (i64::from(it.max), millis(it.window))).unzip()
}

fn pair(number: Option<i64>, millis: Option<i64>) -> Option<(u32, Duration)> {
    let span = Duration::from_millis(u64::try_from(millis?).unwrap_or(0));
    Some((u32::try_from(number?).unwrap_or(0), span))
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn json(value: &impl Serialize) -> String {
    // Maps of texts can always be written.
    serde_json::to_string(value).unwrap_or_default()
}
