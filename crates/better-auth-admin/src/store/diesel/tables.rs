//! The plugin's tables, and those of core that it reads and writes.

use ::diesel::{AsChangeset, Insertable};
use better_auth_core::Timestamp;
use better_auth_core::entity::NewAccount;
use better_auth_diesel::users;
use chrono::NaiveDateTime;

use crate::store::Impersonation;

::diesel::table! {
    admin_turns (id) {
        id -> BigInt,
        turn -> BigInt,
    }
}

::diesel::table! {
    impersonations (session_id) {
        session_id -> Text,
        user_id -> Text,
        admin_id -> Text,
        reason -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

::diesel::table! {
    sessions (id) {
        id -> Text,
        token_hash -> Text,
        user_id -> Text,
        impersonated_by -> Nullable<Text>,
    }
}

::diesel::table! {
    accounts (id) {
        id -> Text,
        user_id -> Text,
        provider_id -> Text,
        account_id -> Text,
        password -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

#[derive(Insertable)]
#[diesel(table_name = accounts)]
pub(super) struct AccountRow<'a> {
    id: &'a str,
    user_id: &'a str,
    provider_id: &'a str,
    account_id: &'a str,
    password: Option<&'a str>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl<'a> From<&'a NewAccount> for AccountRow<'a> {
    fn from(new: &'a NewAccount) -> Self {
        Self {
            id: new.id.as_str(),
            user_id: new.user_id.as_str(),
            provider_id: &new.provider_id,
            account_id: &new.account_id,
            password: new.password.as_ref().map(|hash| hash.as_str()),
            created_at: new.created_at.to_naive(),
            updated_at: new.created_at.to_naive(),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = impersonations)]
pub(super) struct ImpersonationRow<'a> {
    session_id: &'a str,
    user_id: &'a str,
    admin_id: &'a str,
    reason: Option<&'a str>,
    created_at: NaiveDateTime,
}

impl<'a> From<&Impersonation<'a>> for ImpersonationRow<'a> {
    fn from(new: &Impersonation<'a>) -> Self {
        Self {
            session_id: new.session.session.id.as_str(),
            user_id: new.user.user.as_str(),
            admin_id: new.actor.user.as_str(),
            reason: new.reason,
            created_at: new.session.session.created_at.to_naive(),
        }
    }
}

/// No ban.
#[derive(AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
pub(super) struct Free {
    banned: bool,
    ban_reason: Option<String>,
    ban_expires: Option<NaiveDateTime>,
    updated_at: NaiveDateTime,
}

impl Free {
    /// From that moment on.
    pub(super) fn at(now: Timestamp) -> Self {
        Self { banned: false, ban_reason: None, ban_expires: None, updated_at: now.to_naive() }
    }
}
