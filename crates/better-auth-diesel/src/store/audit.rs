use async_trait::async_trait;
use better_auth_core::Consequences;
use better_auth_core::audit::{AuditHead, AuditRow};
use better_auth_core::store::{AuditPrune, AuditQuery, AuditStore, MAX_AUDIT_ROWS, StoreResult};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::adapter::DieselAdapter;
use crate::rows::{AuditEventRow, AuditHeadRow};
use crate::schema::{audit_events, audit_head};
use crate::steps::{AuditSteps, HEAD, TransactionSteps};
use crate::with_conn;

#[async_trait]
impl AuditStore for DieselAdapter {
    async fn audit_head(&self) -> StoreResult<Option<AuditHead>> {
        with_conn!(self, lookup, |conn| {
            let head = audit_head::table.filter(audit_head::id.eq(HEAD));
            let row = head.select(AuditHeadRow::as_select()).get_result(conn).await.optional()?;
            Ok(row.map(AuditHead::from))
        })
    }

    async fn list_audit_rows(&self, query: &AuditQuery) -> StoreResult<Vec<AuditRow>> {
        let rows: Vec<AuditEventRow> = with_conn!(self, read, |conn| {
            let mut rows = audit_events::table.select(AuditEventRow::as_select()).into_boxed();
            if let Some(actor) = &query.actor {
                rows = rows.filter(audit_events::actor_id.eq(actor.as_str()));
            }
            if let Some(subject) = &query.subject {
                rows = rows.filter(audit_events::subject_id.eq(subject.as_str()));
            }
            if let Some(object) = &query.object {
                rows = rows.filter(audit_events::object_id.eq(object));
            }
            if let Some(kind) = &query.kind {
                rows = rows.filter(audit_events::kind.eq(kind));
            }
            if let Some(from) = query.from {
                rows = rows.filter(audit_events::at.ge(from.to_naive()));
            }
            if let Some(to) = query.to {
                rows = rows.filter(audit_events::at.lt(to.to_naive()));
            }
            rows = match (query.newest_first, query.after_seq) {
                (false, Some(seq)) => rows.filter(audit_events::seq.gt(seq)),
                (true, Some(seq)) => rows.filter(audit_events::seq.lt(seq)),
                (_, None) => rows,
            };
            rows = if query.newest_first {
                rows.order(audit_events::seq.desc())
            } else {
                rows.order(audit_events::seq.asc())
            };
            Ok(rows.limit(query.limit.min(MAX_AUDIT_ROWS).into()).load(conn).await?)
        })?;
        Ok(rows.into_iter().map(AuditRow::from).collect())
    }

    async fn prune_audit_rows(
        &self,
        prune: &AuditPrune,
        consequences: &Consequences,
    ) -> StoreResult<bool> {
        let Some(seal) = consequences.seal() else { return Ok(false) };
        let read = &prune.head;
        with_conn!(self, transaction, |conn| {
            let head = conn.lock_audit_head().await?;
            if head.pruned_seq != read.pruned_seq || head.erased != read.erased {
                return Ok(false);
            }
            let oldest = audit_events::table.filter(audit_events::seq.le(prune.seq));
            let found: i64 = oldest.count().get_result(conn).await?;
            if prune.seq.checked_sub(read.pruned_seq) != Some(found) {
                return Ok(false);
            }
            diesel::delete(oldest).execute(conn).await?;
            let mut book = seal.open(head);
            book.pruned(prune.seq, prune.chain.clone(), prune.erased);
            conn.store_audit_head(book.close()).await?;
            conn.write_consequences(consequences).await?;
            Ok(true)
        })
    }
}
