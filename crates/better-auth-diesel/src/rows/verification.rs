use better_auth_core::entity::{NewVerification, Verification};
use better_auth_core::{Timestamp, VerificationId};
use chrono::NaiveDateTime;
use diesel::{Insertable, Queryable, Selectable};

use crate::schema::verifications;

#[derive(Queryable, Selectable)]
#[diesel(table_name = verifications)]
pub(crate) struct VerificationRow {
    id: String,
    purpose: String,
    value: String,
    expires_at: NaiveDateTime,
    created_at: NaiveDateTime,
}

impl From<VerificationRow> for Verification {
    fn from(row: VerificationRow) -> Self {
        Self {
            id: VerificationId::from_store(row.id),
            purpose: row.purpose,
            value: row.value,
            expires_at: Timestamp::from_naive(row.expires_at),
            created_at: Timestamp::from_naive(row.created_at),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = verifications)]
pub(crate) struct NewVerificationRow<'a> {
    id: &'a str,
    purpose: &'a str,
    token_hash: &'a str,
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
            value: &verification.value,
            expires_at: verification.expires_at.to_naive(),
            created_at: verification.created_at.to_naive(),
        }
    }
}
