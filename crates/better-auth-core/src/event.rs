//! What happened, for the log and for whoever listens.
//!
//! Every state-changing action emits an [`Event`]. Core writes it to `tracing` under the target
//! `better_auth::event`, as fields, and hands it to every [`EventSink`]. An event names people
//! and rows by id; it carries no secret and no free text of a client except the user agent, cut
//! and escaped.

use std::fmt;

use crate::clock::Timestamp;
use crate::extract::RequestFacts;
use crate::id::{SessionId, UserId};

/// What kind of thing happened: `<noun>.<past tense>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventKind {
    name: &'static str,
    audited: bool,
}

impl EventKind {
    /// Declares a kind. Kinds are constants of the crate that emits them. At most 64 characters.
    pub const fn new(name: &'static str) -> Self {
        Self { name, audited: true }
    }

    /// Declares a kind that the [audit log](crate::audit) leaves out: what happens all day and
    /// changes nobody's rights.
    pub const fn unaudited(name: &'static str) -> Self {
        Self { name, audited: false }
    }

    /// The name.
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// Whether the audit log has it.
    pub fn is_audited(self) -> bool {
        self.audited
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The kinds that core emits.
pub mod kinds {
    use super::EventKind;

    /// Somebody signed in; a session exists.
    pub const SIGNED_IN: EventKind = EventKind::new("session.created");
    /// A first factor was right, and a plugin asked for more.
    pub const SIGN_IN_CHALLENGED: EventKind = EventKind::new("sign_in.challenged");
    /// A sign-in was refused; `detail` says why.
    pub const SIGN_IN_FAILED: EventKind = EventKind::new("sign_in.failed");
    /// A user exists.
    pub const USER_CREATED: EventKind = EventKind::new("user.created");
    /// A user was changed by themselves.
    pub const USER_UPDATED: EventKind = EventKind::new("user.updated");
    /// Somebody asked to delete their account, and got a mail to confirm it.
    pub const USER_DELETION_REQUESTED: EventKind = EventKind::new("user.deletion_requested");
    /// A user is gone, and everything that was theirs.
    pub const USER_DELETED: EventKind = EventKind::new("user.deleted");
    /// A session was ended by its own device.
    pub const SIGNED_OUT: EventKind = EventKind::new("session.ended");
    /// Sessions were ended from elsewhere.
    pub const SESSIONS_REVOKED: EventKind = EventKind::new("session.revoked");
    /// Declared fields of a session were changed.
    pub const SESSION_UPDATED: EventKind = EventKind::new("session.updated");
    /// A session's expiry was moved.
    pub const SESSION_EXTENDED: EventKind = EventKind::unaudited("session.extended");
    /// A mail could not be delivered and is not tried any more.
    pub const MAIL_GIVEN_UP: EventKind = EventKind::new("mail.given_up");
    /// A password was changed by its owner.
    pub const PASSWORD_CHANGED: EventKind = EventKind::new("password.changed");
    /// A user who had no password has one.
    pub const PASSWORD_SET: EventKind = EventKind::new("password.set");
    /// Somebody, who need not be its owner, asked for a new password for an account.
    pub const PASSWORD_RESET_REQUESTED: EventKind = EventKind::new("password.reset_requested");
    /// A password was replaced, or a first one set, by a link that was mailed.
    pub const PASSWORD_RESET: EventKind = EventKind::new("password.reset");
    /// A user has proven to receive mail at their address.
    pub const EMAIL_VERIFIED: EventKind = EventKind::new("email.verified");
    /// Somebody asked for the mail by which an address is proven. Without a subject nobody has the
    /// address, or it is proven already.
    pub const VERIFICATION_REQUESTED: EventKind = EventKind::new("email.verification_requested");
    /// Somebody who is signed in wants to move their account to another address.
    pub const EMAIL_CHANGE_REQUESTED: EventKind = EventKind::new("email.change_requested");
    /// The address of the account agreed to a move.
    pub const EMAIL_CHANGE_CONFIRMED: EventKind = EventKind::new("email.change_confirmed");
    /// An account has another address.
    pub const EMAIL_CHANGED: EventKind = EventKind::new("email.changed");
    /// A way in was removed.
    pub const ACCOUNT_UNLINKED: EventKind = EventKind::new("account.unlinked");
    /// A password was hashed anew with the current parameters.
    pub const PASSWORD_REHASHED: EventKind = EventKind::new("password.rehashed");
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// What kind.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Who did it; `None` when it is not known, as with a failed sign-in of a stranger.
    pub actor: Option<UserId>,
    /// To whom it happened, where that is not the actor.
    pub subject: Option<UserId>,
    /// What it was about besides users, by its id: the organization, the API key, the passkey.
    pub object: Option<String>,
    /// Which session.
    pub session: Option<SessionId>,
    /// More, in fixed words.
    pub detail: Option<&'static str>,
    /// The client's address.
    pub ip_address: Option<String>,
    /// The client's `User-Agent`, cut.
    pub user_agent: Option<String>,
}

impl Event {
    /// An event of a kind, at a time, with what the request tells.
    pub fn new(kind: EventKind, at: Timestamp, facts: &RequestFacts) -> Self {
        Self {
            kind,
            at,
            actor: None,
            subject: None,
            object: None,
            session: None,
            detail: None,
            ip_address: facts.ip_address_text(),
            user_agent: facts.user_agent().map(str::to_owned),
        }
    }

    /// Who did it.
    #[must_use]
    pub fn actor(mut self, id: &UserId) -> Self {
        self.actor = Some(id.clone());
        self
    }

    /// To whom.
    #[must_use]
    pub fn subject(mut self, id: &UserId) -> Self {
        self.subject = Some(id.clone());
        self
    }

    /// About what, by its id. At most 64 characters.
    #[must_use]
    pub fn object(mut self, id: impl fmt::Display) -> Self {
        self.object = Some(id.to_string());
        self
    }

    /// Which session.
    #[must_use]
    pub fn session(mut self, id: &SessionId) -> Self {
        self.session = Some(id.clone());
        self
    }

    /// More, in fixed words.
    #[must_use]
    pub fn detail(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    /// Writes the event to `tracing`. Values are written as quoted, escaped text, so a newline in
    /// a user agent can not forge a record.
    pub(crate) fn trace(&self) {
        tracing::info!(
            target: "better_auth::event",
            kind = self.kind.as_str(),
            actor = self.actor.as_ref().map(UserId::as_str),
            subject = self.subject.as_ref().map(UserId::as_str),
            object = self.object.as_deref(),
            session = self.session.as_ref().map(SessionId::as_str),
            detail = self.detail,
            ip_address = ?self.ip_address,
            user_agent = ?self.user_agent,
        );
    }
}

/// Listens to events, for example to count them. For an audit log it comes too late: the change is
/// committed already. See [`audit`](crate::audit).
pub trait EventSink: fmt::Debug + Send + Sync {
    /// Takes one event. Must not block.
    fn record(&self, event: &Event);
}
