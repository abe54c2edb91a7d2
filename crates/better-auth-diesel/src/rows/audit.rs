use better_auth_core::audit::{AuditActor, AuditHead, AuditRow};
use better_auth_core::{SessionId, Timestamp, UserId};
use chrono::NaiveDateTime;
use diesel::{AsChangeset, Insertable, Queryable, Selectable};

use crate::schema::{audit_events, audit_head};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events)]
// One statement whatever is missing, so that it is prepared once: the log is locked meanwhile.
#[diesel(treat_none_as_default_value = false)]
pub(crate) struct AuditEventRow {
    seq: i64,
    at: NaiveDateTime,
    kind: String,
    detail: Option<String>,
    actor_id: Option<String>,
    session_id: Option<String>,
    ip_address: Option<String>,
    user_agent: Option<String>,
    actor_seal: String,
    subject_id: Option<String>,
    subject_seal: String,
    object_id: Option<String>,
    chain: String,
}

impl From<AuditRow> for AuditEventRow {
    fn from(row: AuditRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at.to_naive(),
            kind: row.kind,
            detail: row.detail,
            actor_id: row.actor.id.map(|id| id.as_str().to_owned()),
            session_id: row.actor.session.map(|id| id.as_str().to_owned()),
            ip_address: row.actor.ip_address,
            user_agent: row.actor.user_agent,
            actor_seal: row.actor_seal,
            subject_id: row.subject.map(|id| id.as_str().to_owned()),
            subject_seal: row.subject_seal,
            object_id: row.object,
            chain: row.chain,
        }
    }
}

impl From<AuditEventRow> for AuditRow {
    fn from(row: AuditEventRow) -> Self {
        Self {
            seq: row.seq,
            at: Timestamp::from_naive(row.at),
            kind: row.kind,
            detail: row.detail,
            actor: AuditActor {
                id: row.actor_id.map(UserId::from_store),
                session: row.session_id.map(SessionId::from_store),
                ip_address: row.ip_address,
                user_agent: row.user_agent,
            },
            subject: row.subject_id.map(UserId::from_store),
            object: row.object_id,
            actor_seal: row.actor_seal,
            subject_seal: row.subject_seal,
            chain: row.chain,
        }
    }
}

#[derive(Queryable, Selectable, AsChangeset)]
#[diesel(table_name = audit_head)]
pub(crate) struct AuditHeadRow {
    seq: i64,
    chain: String,
    pruned_seq: i64,
    pruned_chain: String,
    erased: i64,
    pruned_erased: i64,
    seal: String,
}

impl From<AuditHead> for AuditHeadRow {
    fn from(head: AuditHead) -> Self {
        let AuditHead { seq, chain, pruned_seq, pruned_chain, erased, pruned_erased, seal } = head;
        Self { seq, chain, pruned_seq, pruned_chain, erased, pruned_erased, seal }
    }
}

impl From<AuditHeadRow> for AuditHead {
    fn from(row: AuditHeadRow) -> Self {
        let AuditHeadRow { seq, chain, pruned_seq, pruned_chain, erased, pruned_erased, seal } =
            row;
        Self { seq, chain, pruned_seq, pruned_chain, erased, pruned_erased, seal }
    }
}
