use async_trait::async_trait;
use better_auth_core::entity::QueuedMail;
use better_auth_core::store::{MailStore, SWEEP_BATCH, StoreResult};
use better_auth_core::{MailId, Timestamp};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::MailRow;
use crate::schema::mails;
use crate::with_conn;

#[async_trait]
impl MailStore for DieselAdapter {
    async fn due_mails(&self, now: Timestamp, limit: u32) -> StoreResult<Vec<QueuedMail>> {
        let rows: Vec<MailRow> = with_conn!(self, read, |conn| {
            Ok(mails::table
                .filter(mails::due_at.le(now.to_naive()))
                .order(mails::due_at.asc())
                .limit(limit.into())
                .select(MailRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(QueuedMail::from).collect())
    }

    async fn next_mail_due(&self) -> StoreResult<Option<Timestamp>> {
        let next: Option<Option<NaiveDateTime>> = with_conn!(self, read, |conn| {
            Ok(mails::table
                .filter(mails::due_at.is_not_null())
                .order(mails::due_at.asc())
                .select(mails::due_at)
                .first(conn)
                .await
                .optional()?)
        })?;
        Ok(next.flatten().map(Timestamp::from_naive))
    }

    async fn lease_mail(&self, mail: &QueuedMail, until: Timestamp) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let unchanged = mails::table
                .filter(mails::id.eq(mail.id.as_str()))
                .filter(mails::due_at.eq(mail.due_at.map(Timestamp::to_naive)))
                .filter(mails::attempts.eq(i64::from(mail.attempts)));
            let rows = diesel::update(unchanged)
                .set((mails::due_at.eq(until.to_naive()), mails::attempts.eq(mails::attempts + 1)))
                .execute(conn)
                .await?;
            Ok(rows == 1)
        })
    }

    async fn remove_mail(&self, id: &MailId, leased_until: Timestamp) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let leased = mails::table
                .filter(mails::id.eq(id.as_str()))
                .filter(mails::due_at.eq(leased_until.to_naive()));
            Ok(diesel::delete(leased).execute(conn).await? == 1)
        })
    }

    async fn postpone_mail(
        &self,
        id: &MailId,
        leased_until: Timestamp,
        to: Option<Timestamp>,
        problem: &str,
    ) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let leased = mails::table
                .filter(mails::id.eq(id.as_str()))
                .filter(mails::due_at.eq(leased_until.to_naive()));
            let rows = diesel::update(leased)
                .set((mails::due_at.eq(to.map(Timestamp::to_naive)), mails::problem.eq(problem)))
                .execute(conn)
                .await?;
            Ok(rows == 1)
        })
    }

    async fn dead_mails(&self, limit: u32) -> StoreResult<Vec<QueuedMail>> {
        let rows: Vec<MailRow> = with_conn!(self, read, |conn| {
            Ok(mails::table
                .filter(mails::due_at.is_null())
                .order(mails::created_at.asc())
                .limit(limit.into())
                .select(MailRow::as_select())
                .load(conn)
                .await?)
        })?;
        Ok(rows.into_iter().map(QueuedMail::from).collect())
    }

    async fn revive_mail(&self, id: &MailId, now: Timestamp) -> StoreResult<bool> {
        with_conn!(self, write, |conn| {
            let dead =
                mails::table.filter(mails::id.eq(id.as_str())).filter(mails::due_at.is_null());
            let due = mails::due_at.eq(now.to_naive());
            Ok(diesel::update(dead).set(due).execute(conn).await? == 1)
        })
    }

    async fn sweep_mails(&self, before: Timestamp) -> StoreResult<u64> {
        let ids: Vec<String> = with_conn!(self, read, |conn| {
            Ok(mails::table
                .filter(mails::due_at.is_null())
                .filter(mails::created_at.lt(before.to_naive()))
                .select(mails::id)
                .limit(SWEEP_BATCH.into())
                .load(conn)
                .await?)
        })?;
        if ids.is_empty() {
            return Ok(0);
        }
        with_conn!(self, write, |conn| {
            // Asks again: a mail may have been revived since.
            let dead = mails::table.filter(mails::id.eq_any(&ids)).filter(mails::due_at.is_null());
            let rows = diesel::delete(dead).execute(conn).await?;
            Ok(u64::try_from(rows).unwrap_or(u64::MAX))
        })
    }
}
