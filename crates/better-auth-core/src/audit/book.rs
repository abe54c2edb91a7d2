use super::{AuditActor, AuditHead, AuditRow, AuditSeal};
use crate::event::Event;
use crate::id::UserId;

/// The log while a transaction writes to it, from the lock on the head to the new head.
#[derive(Debug)]
pub struct AuditBook<'a> {
    seal: &'a AuditSeal,
    head: AuditHead,
    /// Whether the head was sound. A forged one must not become a sealed one by being continued.
    sound: bool,
}

impl<'a> AuditBook<'a> {
    pub(super) fn new(seal: &'a AuditSeal, head: AuditHead) -> Self {
        let sound = seal.is_sound(&head);
        if !sound {
            tracing::error!(seq = head.seq, "the head of the audit log is not sealed: verify it");
        }
        Self { seal, head, sound }
    }

    /// The head as it is so far.
    pub fn head(&self) -> &AuditHead {
        &self.head
    }

    /// Makes an event the next row. A user who is not `known` is not named, though sealed: they are
    /// being deleted, or were while the event was on its way here.
    pub fn enter(&mut self, event: &Event, known: impl Fn(&UserId) -> bool) -> AuditRow {
        let mut row = AuditRow {
            seq: self.head.seq.saturating_add(1),
            at: event.at,
            kind: event.kind.as_str().to_owned(),
            detail: event.detail.map(str::to_owned),
            actor: AuditActor {
                id: event.actor.clone(),
                session: event.session.clone(),
                ip_address: event.ip_address.clone(),
                user_agent: event.user_agent.clone(),
            },
            subject: event.subject.clone(),
            object: event.object.clone(),
            actor_seal: String::new(),
            subject_seal: String::new(),
            chain: String::new(),
        };
        self.seal.seal_row(&self.head.chain, &mut row);
        (self.head.seq, self.head.chain) = (row.seq, row.chain.clone());
        if row.actor.id.as_ref().is_some_and(|id| !known(id)) {
            row.actor = AuditActor::default();
            self.erased(1);
        }
        if row.subject.as_ref().is_some_and(|id| !known(id)) {
            row.subject = None;
            self.erased(1);
        }
        row
    }

    /// Takes down that so many personal parts were erased from rows.
    pub fn erased(&mut self, parts: i64) {
        self.head.erased = self.head.erased.saturating_add(parts);
    }

    /// Takes down that the rows up to this one were removed, with so many erased parts among them.
    pub fn pruned(&mut self, seq: i64, chain: String, erased: i64) {
        (self.head.pruned_seq, self.head.pruned_chain) = (seq, chain);
        self.head.pruned_erased = self.head.pruned_erased.saturating_add(erased);
    }

    /// The head to be stored.
    pub fn close(mut self) -> AuditHead {
        self.head.seal.clear();
        if self.sound {
            self.seal.seal_head(&mut self.head);
        }
        self.head
    }
}
