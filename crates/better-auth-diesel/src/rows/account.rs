use better_auth_core::entity::{Account, NewAccount};
use better_auth_core::password::PasswordHash;
use better_auth_core::{AccountId, Timestamp, UserId};
use chrono::NaiveDateTime;
use diesel::{Insertable, Queryable, Selectable};

use crate::schema::accounts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(crate) struct AccountRow {
    id: String,
    user_id: String,
    provider_id: String,
    account_id: String,
    password: Option<String>,
    scopes: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: AccountId::from_store(row.id),
            user_id: UserId::from_store(row.user_id),
            provider_id: row.provider_id,
            account_id: row.account_id,
            password: row.password.map(PasswordHash::from_store),
            scopes: row.scopes.as_deref().map(scopes).unwrap_or_default(),
            created_at: Timestamp::from_naive(row.created_at),
            updated_at: Timestamp::from_naive(row.updated_at),
        }
    }
}

/// Scopes hold no space (RFC 6749, section 3.3).
fn scopes(stored: &str) -> Vec<String> {
    stored.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

#[derive(Insertable)]
#[diesel(table_name = accounts)]
pub(crate) struct NewAccountRow<'a> {
    id: &'a str,
    user_id: &'a str,
    provider_id: &'a str,
    account_id: &'a str,
    password: Option<&'a str>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl<'a> From<&'a NewAccount> for NewAccountRow<'a> {
    fn from(new: &'a NewAccount) -> Self {
        Self {
            id: new.id.as_str(),
            user_id: new.user_id.as_str(),
            provider_id: &new.provider_id,
            account_id: &new.account_id,
            password: new.password.as_ref().map(PasswordHash::as_str),
            created_at: new.created_at.to_naive(),
            updated_at: new.created_at.to_naive(),
        }
    }
}
