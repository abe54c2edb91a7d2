use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{AuditActor, AuditBook, AuditFlaw, AuditHead, AuditRow};
use crate::id::{SessionId, UserId};
use crate::secret::{KeyPurpose, Keyring};

const CHAIN: KeyPurpose = KeyPurpose::new("audit-chain");
const ACTOR: KeyPurpose = KeyPurpose::new("audit-actor");
const SUBJECT: KeyPurpose = KeyPurpose::new("audit-subject");
const HEAD: KeyPurpose = KeyPurpose::new("audit-head");

/// Seals the rows of the audit log, and tells whether they are as they were sealed. The current
/// server secret seals, the older ones still verify. A clone is one atomic increment.
#[derive(Clone)]
pub struct AuditSeal(Arc<Keyring>);

impl fmt::Debug for AuditSeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditSeal(…)")
    }
}

impl AuditSeal {
    pub(crate) fn new(keyring: Arc<Keyring>) -> Self {
        Self(keyring)
    }

    /// Opens the log for writing at its head, which the caller has locked.
    pub fn open(&self, head: AuditHead) -> AuditBook<'_> {
        AuditBook::new(self, head)
    }

    /// Whether the head was sealed with one of the secrets, or is that of a log without any row.
    pub fn is_sound(&self, head: &AuditHead) -> bool {
        *head == AuditHead::default() || self.verify(HEAD, &head_message(head), &head.seal)
    }

    /// Checks a row against the chain of the row before. Says how many of its two personal parts
    /// were erased.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self, before: &str, row: &AuditRow) -> Result<i64, AuditFlaw> {
        if !self.verify(CHAIN, &chain_message(before, row), &row.chain) {
            return Err(AuditFlaw::Chain);
        }
        let actor = self.verify(ACTOR, &actor_message(row.seq, &row.actor), &row.actor_seal);
        if !actor && row.actor != AuditActor::default() {
            return Err(AuditFlaw::Actor);
        }
        let subject = subject_message(row.seq, row.subject.as_ref());
        let subject = self.verify(SUBJECT, &subject, &row.subject_seal);
        if !subject && row.subject.is_some() {
            return Err(AuditFlaw::Subject);
        }
        Ok(i64::from(!actor) + i64::from(!subject))
    }

    /// The row, with its seals and its chain.
    pub(super) fn seal_row(&self, before: &str, row: &mut AuditRow) {
        row.actor_seal = self.mac(ACTOR, &actor_message(row.seq, &row.actor));
        row.subject_seal = self.mac(SUBJECT, &subject_message(row.seq, row.subject.as_ref()));
        row.chain = self.mac(CHAIN, &chain_message(before, row));
    }

    pub(super) fn seal_head(&self, head: &mut AuditHead) {
        head.seal = self.mac(HEAD, &head_message(head));
    }

    fn mac<const N: usize>(&self, purpose: KeyPurpose, message: &[Vec<u8>; N]) -> String {
        let message = message.each_ref().map(Vec::as_slice);
        URL_SAFE_NO_PAD.encode(self.0.mac(purpose, &message))
    }

    /// The whole MAC counts here, where a session token has a part of one.
    fn verify<const N: usize>(
        &self,
        purpose: KeyPurpose,
        message: &[Vec<u8>; N],
        seal: &str,
    ) -> bool {
        let (message, mut tag) = (message.each_ref().map(Vec::as_slice), [0; 32]);
        matches!(URL_SAFE_NO_PAD.decode_slice(seal, &mut tag), Ok(32))
            && self.0.verify_mac(purpose, &message, &tag)
    }
}

fn chain_message(before: &str, row: &AuditRow) -> [Vec<u8>; 8] {
    [
        before.into(),
        number(row.seq),
        number(row.at.as_millis()),
        row.kind.as_str().into(),
        optional(row.detail.as_deref()),
        optional(row.object.as_deref()),
        row.actor_seal.as_str().into(),
        row.subject_seal.as_str().into(),
    ]
}

fn actor_message(seq: i64, actor: &AuditActor) -> [Vec<u8>; 5] {
    [
        number(seq),
        optional(actor.id.as_ref().map(UserId::as_str)),
        optional(actor.session.as_ref().map(SessionId::as_str)),
        optional(actor.ip_address.as_deref()),
        optional(actor.user_agent.as_deref()),
    ]
}

fn subject_message(seq: i64, subject: Option<&UserId>) -> [Vec<u8>; 2] {
    [number(seq), optional(subject.map(UserId::as_str))]
}

fn head_message(head: &AuditHead) -> [Vec<u8>; 6] {
    [
        number(head.seq),
        head.chain.as_str().into(),
        number(head.pruned_seq),
        head.pruned_chain.as_str().into(),
        number(head.erased),
        number(head.pruned_erased),
    ]
}

fn number(number: i64) -> Vec<u8> {
    number.to_le_bytes().into()
}

/// Nothing and an empty text differ.
fn optional(text: Option<&str>) -> Vec<u8> {
    text.map(|text| format!("={text}").into_bytes()).unwrap_or_default()
}
