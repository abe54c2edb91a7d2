use better_auth_core::entity::{NewVerification, Verification};
use better_auth_core::{Timestamp, UserId, VerificationId};
use chrono::NaiveDateTime;
use diesel::{Insertable, Queryable, Selectable};

use crate::schema::verifications;

#[derive(Queryable, Selectable)]
#[diesel(table_name = verifications)]
pub(crate) struct VerificationRow {
    id: String,
    purpose: String,
    user_id: Option<String>,
    value: String,
    expires_at: NaiveDateTime,
    created_at: NaiveDateTime,
    consumed_at: Option<NaiveDateTime>,
}

impl From<VerificationRow> for Verification {
    fn from(row: VerificationRow) -> Self {
        Self {
            id: VerificationId::from_store(row.id),
            purpose: row.purpose,
            user_id: row.user_id.map(UserId::from_store),
            value: row.value,
            expires_at: Timestamp::from_naive(row.expires_at),
            created_at: Timestamp::from_naive(row.created_at),
            consumed_at: row.consumed_at.map(Timestamp::from_naive),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = verifications)]
pub(crate) struct NewVerificationRow<'a> {
    id: &'a str,
    purpose: &'a str,
    token_hash: &'a str,
    user_id: Option<&'a str>,
    value: &'a str,
    expires_at: NaiveDateTime,
    created_at: NaiveDateTime,
}

impl<'a> From<&'a NewVerification> for NewVerificationRow<'a> {
    fn from(new: &'a NewVerification) -> Self {
        let verification = &new.verification;
        Self {
            id: verification.id.as_str(),
            purpose: &verification.purpose,
            token_hash: new.token_hash.as_str(),
            user_id: verification.user_id.as_ref().map(UserId::as_str),
            value: &verification.value,
            expires_at: verification.expires_at.to_naive(),
            created_at: verification.created_at.to_naive(),
        }
    }
}
