//! The plugin's tables, and the columns of core's that it touches.

use ::diesel::{Insertable, Queryable, Selectable};
use better_auth_core::token::TokenHash;
use better_auth_core::{Timestamp, UserId};
use chrono::NaiveDateTime;

use crate::backup_codes::NewBackupCode;
use crate::trusted_device::{TrustedDevice, TrustedDeviceId};

/// How many devices a user can trust; the one that was not used for longest makes room.
pub(super) const MAX_DEVICES: i64 = 20;

::diesel::table! {
    two_factors (user_id) {
        user_id -> Text,
        secret -> Nullable<Text>,
        confirmed -> Bool,
        mailed_codes -> Bool,
        last_step -> BigInt,
        failures -> BigInt,
        locked_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

::diesel::table! {
    two_factor_backup_codes (id) {
        id -> Text,
        user_id -> Text,
        code_hash -> Text,
        created_at -> Timestamp,
    }
}

::diesel::table! {
    trusted_devices (id) {
        id -> Text,
        user_id -> Text,
        token_hash -> Text,
        credential_version -> BigInt,
        ip_address -> Nullable<Text>,
        user_agent -> Nullable<Text>,
        created_at -> Timestamp,
        used_at -> Timestamp,
        expires_at -> Timestamp,
    }
}

::diesel::table! {
    users (id) {
        id -> Text,
        two_factor_enabled -> Bool,
        updated_at -> Timestamp,
    }
}

::diesel::table! {
    verifications (id) {
        id -> Text,
        purpose -> Text,
        token_hash -> Text,
    }
}

#[derive(Insertable)]
#[diesel(table_name = two_factors)]
pub(super) struct NewTwoFactorRow<'a> {
    user_id: &'a str,
    secret: Option<&'a str>,
    confirmed: bool,
    mailed_codes: bool,
    last_step: i64,
    failures: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl<'a> NewTwoFactorRow<'a> {
    /// An app that is not confirmed yet.
    pub(super) fn app(user: &'a str, secret: &'a str, now: NaiveDateTime) -> Self {
        Self { secret: Some(secret), mailed_codes: false, ..Self::mail(user, now) }
    }

    /// Codes by mail.
    pub(super) fn mail(user: &'a str, now: NaiveDateTime) -> Self {
        Self {
            user_id: user,
            secret: None,
            confirmed: false,
            mailed_codes: true,
            last_step: 0,
            failures: 0,
            created_at: now,
            updated_at: now,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = two_factor_backup_codes)]
pub(super) struct BackupCodeRow<'a> {
    id: &'a str,
    user_id: &'a str,
    code_hash: &'a str,
    created_at: NaiveDateTime,
}

impl<'a> BackupCodeRow<'a> {
    pub(super) fn new(user: &'a str, code: &'a NewBackupCode, now: NaiveDateTime) -> Self {
        let NewBackupCode { id, code_hash } = code;
        Self { id: id.as_str(), user_id: user, code_hash, created_at: now }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = trusted_devices)]
pub(super) struct DeviceRow {
    id: String,
    user_id: String,
    token_hash: String,
    credential_version: i64,
    ip_address: Option<String>,
    user_agent: Option<String>,
    created_at: NaiveDateTime,
    used_at: NaiveDateTime,
    expires_at: NaiveDateTime,
}

impl From<&TrustedDevice> for DeviceRow {
    fn from(device: &TrustedDevice) -> Self {
        Self {
            id: device.id.as_str().to_owned(),
            user_id: device.user_id.as_str().to_owned(),
            token_hash: device.token_hash.as_str().to_owned(),
            credential_version: device.credential_version,
            ip_address: device.ip_address.clone(),
            user_agent: device.user_agent.clone(),
            created_at: device.created_at.to_naive(),
            used_at: device.used_at.to_naive(),
            expires_at: device.expires_at.to_naive(),
        }
    }
}

impl From<DeviceRow> for TrustedDevice {
    fn from(row: DeviceRow) -> Self {
        Self {
            id: TrustedDeviceId::from_store(row.id),
            user_id: UserId::from_store(row.user_id),
            token_hash: TokenHash::from_store(row.token_hash),
            credential_version: row.credential_version,
            ip_address: row.ip_address,
            user_agent: row.user_agent,
            created_at: Timestamp::from_naive(row.created_at),
            used_at: Timestamp::from_naive(row.used_at),
            expires_at: Timestamp::from_naive(row.expires_at),
        }
    }
}
