use better_auth_core::entity::{NewUser, User, UserChanges};
use better_auth_core::fields::Additional;
use better_auth_core::{Email, Timestamp, UserId};
use chrono::NaiveDateTime;
use diesel::{AsChangeset, Insertable, Queryable, Selectable};

use crate::schema::users;

/// A row of [`users`], for plugins that select users by conditions of their own.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    id: String,
    name: String,
    email: String,
    email_verified: bool,
    image: Option<String>,
    username: Option<String>,
    display_username: Option<String>,
    two_factor_enabled: bool,
    role: String,
    banned: bool,
    ban_reason: Option<String>,
    ban_expires: Option<NaiveDateTime>,
    credential_version: i64,
    additional: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId::from_store(row.id),
            name: row.name,
            email: Email::from_store(row.email),
            email_verified: row.email_verified,
            image: row.image,
            username: row.username,
            display_username: row.display_username,
            two_factor_enabled: row.two_factor_enabled,
            role: row.role,
            banned: row.banned,
            ban_reason: row.ban_reason,
            ban_expires: row.ban_expires.map(Timestamp::from_naive),
            credential_version: row.credential_version,
            additional: Additional::from_store(row.additional),
            created_at: Timestamp::from_naive(row.created_at),
            updated_at: Timestamp::from_naive(row.updated_at),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = users)]
pub(crate) struct NewUserRow<'a> {
    id: &'a str,
    name: &'a str,
    email: &'a str,
    email_verified: bool,
    image: Option<&'a str>,
    username: Option<&'a str>,
    display_username: Option<&'a str>,
    two_factor_enabled: bool,
    credential_version: i64,
    additional: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl<'a> From<&'a NewUser> for NewUserRow<'a> {
    fn from(new: &'a NewUser) -> Self {
        Self {
            id: new.id.as_str(),
            name: &new.name,
            email: new.email.as_str(),
            email_verified: new.email_verified,
            image: new.image.as_deref(),
            username: new.username.as_deref(),
            display_username: new.display_username.as_deref(),
            two_factor_enabled: false,
            credential_version: 0,
            additional: new.additional.to_store(),
            created_at: new.created_at.to_naive(),
            updated_at: new.created_at.to_naive(),
        }
    }
}

/// `None` leaves a column as it is; an inner `None` makes it null.
#[derive(AsChangeset)]
#[diesel(table_name = users)]
pub(crate) struct UserChangesRow<'a> {
    name: Option<&'a str>,
    image: Option<Option<&'a str>>,
    username: Option<&'a str>,
    display_username: Option<&'a str>,
    updated_at: NaiveDateTime,
}

impl<'a> UserChangesRow<'a> {
    /// Without the declared fields, which are merged into what is there.
    pub(crate) fn new(changes: &'a UserChanges, now: Timestamp) -> Self {
        Self {
            name: changes.name.as_deref(),
            image: changes.image.as_ref().map(Option::as_deref),
            username: changes.username.as_deref(),
            display_username: changes.display_username.as_deref(),
            updated_at: now.to_naive(),
        }
    }
}
