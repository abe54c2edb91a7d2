use std::fmt;

use crate::clock::Timestamp;
use crate::id::{SessionId, UserId};

/// One event, as the audit log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number: the first row of a log is 1, and there are no gaps.
    pub seq: i64,
    /// When it happened. Rows are numbered as they were committed, so a row may be a moment older
    /// than the one before.
    pub at: Timestamp,
    /// What kind of thing: see [`EventKind`](crate::event::EventKind).
    pub kind: String,
    /// More, in fixed words.
    pub detail: Option<String>,
    /// Who did it, and from where. Erased with the user.
    pub actor: AuditActor,
    /// To whom it happened, where that is not the actor. Erased with the user.
    pub subject: Option<UserId>,
    /// What it was about besides users, by its id: the organization, the API key, the passkey.
    pub object: Option<String>,
    /// HMAC of the actor.
    pub actor_seal: String,
    /// HMAC of the subject.
    pub subject_seal: String,
    /// HMAC of the row, and of the chain before it.
    pub chain: String,
}

/// Who did something, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditActor {
    /// The user; `None` if nobody knows, as with a failed sign-in.
    pub id: Option<UserId>,
    /// The session.
    pub session: Option<SessionId>,
    /// The client's address.
    pub ip_address: Option<String>,
    /// The client's `User-Agent`.
    pub user_agent: Option<String>,
}

/// One line, whatever a client called itself: control characters and everything else that a
/// terminal would obey is escaped.
impl fmt::Display for AuditRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.seq, self.at, self.kind.escape_debug())?;
        let fields = [
            ("detail", self.detail.as_deref()),
            ("actor", self.actor.id.as_ref().map(UserId::as_str)),
            ("subject", self.subject.as_ref().map(UserId::as_str)),
            ("object", self.object.as_deref()),
            ("session", self.actor.session.as_ref().map(SessionId::as_str)),
            ("ip_address", self.actor.ip_address.as_deref()),
            ("user_agent", self.actor.user_agent.as_deref()),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                write!(f, " {name}={value:?}")?;
            }
        }
        Ok(())
    }
}
