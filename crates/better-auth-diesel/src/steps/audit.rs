//! How a transaction writes to the audit log.

use std::future::Future;

use better_auth_core::audit::AuditHead;
use better_auth_core::store::StoreError;
use better_auth_core::{Consequences, UserId};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::query_error::QueryError;
use crate::rows::{AuditEventRow, AuditHeadRow};
use crate::schema::{audit_events, audit_head, users};

/// The id of the one row of `audit_head`.
pub(crate) const HEAD: i64 = 1;

/// The steps of the audit log. They come last in a transaction: from the first one on, every other
/// transaction that audits waits. So none of them can wait for what another one holds.
pub(crate) trait AuditSteps {
    /// Writes what happened, if the application has an audit log.
    fn audit(
        &mut self,
        consequences: &Consequences,
    ) -> impl Future<Output = Result<(), QueryError>> + Send;

    /// Erases a user from the rows, if the application has an audit log.
    fn erase_from_audit(
        &mut self,
        user: &UserId,
        consequences: &Consequences,
    ) -> impl Future<Output = Result<(), QueryError>> + Send;

    /// Takes the lock on the log, and reads its head.
    fn lock_audit_head(&mut self) -> impl Future<Output = Result<AuditHead, QueryError>> + Send;

    /// Stores the head.
    fn store_audit_head(
        &mut self,
        head: AuditHead,
    ) -> impl Future<Output = Result<(), QueryError>> + Send;
}

macro_rules! steps {
    ($connection:ty) => {
        impl AuditSteps for $connection {
            // The users are asked for after the lock: whoever deletes one has committed then. They are
            // asked for even if the event names nobody, or the time would tell whether a failed
            // sign-in was for an account that exists.
            async fn audit(&mut self, consequences: &Consequences) -> Result<(), QueryError> {
                let Some(seal) = consequences.seal() else { return Ok(()) };
                if consequences.audited().next().is_none() {
                    return Ok(());
                }
                let mut book = seal.open(self.lock_audit_head().await?);
                for event in consequences.audited() {
                    let [actor, subject] = [&event.actor, &event.subject].map(name);
                    let named = users::table.filter(users::id.eq(actor).or(users::id.eq(subject)));
                    let known: Vec<String> = named.select(users::id).load(self).await?;
                    let row = book.enter(event, |user| known.iter().any(|id| id == user.as_str()));
                    let row = AuditEventRow::from(row);
                    diesel::insert_into(audit_events::table).values(row).execute(self).await?;
                }
                self.store_audit_head(book.close()).await
            }

            // Only with the lock on the head: otherwise two deletions of users who appear in the same
            // rows could wait for each other.
            async fn erase_from_audit(
                &mut self,
                user: &UserId,
                consequences: &Consequences,
            ) -> Result<(), QueryError> {
                let Some(seal) = consequences.seal() else { return Ok(()) };
                let mut book = seal.open(self.lock_audit_head().await?);
                let nothing: Option<&str> = None;
                let by = audit_events::table.filter(audit_events::actor_id.eq(user.as_str()));
                let actors = diesel::update(by)
                    .set((
                        audit_events::actor_id.eq(nothing),
                        audit_events::session_id.eq(nothing),
                        audit_events::ip_address.eq(nothing),
                        audit_events::user_agent.eq(nothing),
                    ))
                    .execute(self)
                    .await?;
                let to = audit_events::table.filter(audit_events::subject_id.eq(user.as_str()));
                let subject = audit_events::subject_id.eq(nothing);
                let subjects = diesel::update(to).set(subject).execute(self).await?;
                book.erased(i64::try_from(actors + subjects).unwrap_or(i64::MAX));
                self.store_audit_head(book.close()).await
            }

            async fn lock_audit_head(&mut self) -> Result<AuditHead, QueryError> {
                let head = audit_head::table.filter(audit_head::id.eq(HEAD));
                let same = audit_head::seq.eq(audit_head::seq);
                diesel::update(head).set(same).execute(self).await?;
                let row =
                    head.select(AuditHeadRow::as_select()).get_result(self).await.optional()?;
                row.map(AuditHead::from).ok_or_else(|| missing().into())
            }

            async fn store_audit_head(&mut self, head: AuditHead) -> Result<(), QueryError> {
                let old = audit_head::table.filter(audit_head::id.eq(HEAD));
                let new = AuditHeadRow::from(head);
                diesel::update(old).set(new).execute(self).await?;
                Ok(())
            }
        }
    };
}

#[cfg(feature = "mysql")]
steps!(diesel_async::AsyncMysqlConnection);
#[cfg(feature = "postgres")]
steps!(diesel_async::AsyncPgConnection);
#[cfg(feature = "sqlite")]
steps!(crate::sqlite::SqliteLinkConnection);

/// A user's id for a query; nobody has an empty one.
fn name(user: &Option<UserId>) -> &str {
    user.as_ref().map(UserId::as_str).unwrap_or_default()
}

fn missing() -> StoreError {
    StoreError::Other("the row of audit_head is gone".into())
}
