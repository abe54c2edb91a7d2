use better_auth_core::entity::{NewMail, QueuedMail};
use better_auth_core::{MailId, Timestamp};
use chrono::NaiveDateTime;
use diesel::{Insertable, Queryable, Selectable};

use crate::schema::mails;

#[derive(Queryable, Selectable)]
#[diesel(table_name = mails)]
pub(crate) struct MailRow {
    id: String,
    kind: String,
    sealed: String,
    attempts: i64,
    due_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    problem: Option<String>,
}

impl From<MailRow> for QueuedMail {
    fn from(row: MailRow) -> Self {
        Self {
            id: MailId::from_store(row.id),
            kind: row.kind,
            sealed: row.sealed,
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            due_at: row.due_at.map(Timestamp::from_naive),
            created_at: Timestamp::from_naive(row.created_at),
            problem: row.problem,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = mails)]
pub(crate) struct NewMailRow<'a> {
    id: &'a str,
    kind: &'a str,
    sealed: &'a str,
    attempts: i64,
    due_at: NaiveDateTime,
    created_at: NaiveDateTime,
}

impl<'a> From<&'a NewMail> for NewMailRow<'a> {
    fn from(new: &'a NewMail) -> Self {
        Self {
            id: new.id.as_str(),
            kind: new.kind,
            sealed: &new.sealed,
            attempts: 0,
            due_at: new.created_at.to_naive(),
            created_at: new.created_at.to_naive(),
        }
    }
}
