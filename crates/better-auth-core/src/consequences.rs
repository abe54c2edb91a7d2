//! What follows from a change: written with it, or not at all.
//!
//! A reset that was asked for is a token *and* a mail; a new password is a hash *and* an event
//! *and* a notice to its owner. They are collected here and handed to the store method that makes
//! the change, which commits all of it in one transaction; the events as rows, if there is an
//! [audit log](crate::audit). Only then are the events told and the mails delivered: nothing is
//! announced that did not happen, and nothing happens unannounced.
//!
//! ```text
//! let mut consequences = auth.consequences([auth.event(kinds::PASSWORD_SET, request).actor(&id)]);
//! auth.notify(&mut consequences, &user.email, &Message::PasswordChanged)?;
//! auth.accounts().add_account(account, &consequences).await?;
//! auth.announce(consequences);
//! ```

use std::time::Duration;

use crate::audit::AuditSeal;
use crate::auth::Auth;
use crate::entity::{NewMail, NewVerification, Purpose, Verification};
use crate::error::ApiError;
use crate::event::Event;
use crate::id::{UserId, VerificationId};
use crate::store::StoreResult;
use crate::token::OneTimeToken;

/// Tokens, mails and events that belong to one change.
#[derive(Debug, Clone, Default)]
pub struct Consequences {
    events: Vec<Event>,
    tokens: Vec<NewVerification>,
    mails: Vec<NewMail>,
    seal: Option<AuditSeal>,
}

impl Consequences {
    /// Adds an event.
    pub fn event(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Adds a token.
    pub fn token(&mut self, token: NewVerification) {
        self.tokens.push(token);
    }

    /// Adds a mail.
    pub fn mail(&mut self, mail: NewMail) {
        self.mails.push(mail);
    }

    /// The tokens to be written.
    pub fn tokens(&self) -> &[NewVerification] {
        &self.tokens
    }

    /// The mails to be written.
    pub fn mails(&self) -> &[NewMail] {
        &self.mails
    }

    /// What happened.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What happened and is to be written to the audit log.
    pub fn audited(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| self.seal.is_some() && event.kind.is_audited())
    }

    /// What seals the rows of the audit log; `None` if the application has none.
    pub fn seal(&self) -> Option<&AuditSeal> {
        self.seal.as_ref()
    }

    /// Whether there is nothing to write.
    pub fn writes_nothing(&self) -> bool {
        self.tokens.is_empty() && self.mails.is_empty() && self.audited().next().is_none()
    }
}

impl Auth {
    /// Begins the consequences of a change with what happened.
    pub fn consequences(&self, events: impl IntoIterator<Item = Event>) -> Consequences {
        let (events, seal) = (events.into_iter().collect(), self.audit_seal().cloned());
        Consequences { events, seal, ..Consequences::default() }
    }

    /// Tells what was committed: the events to the log and to every listener, the mails to the
    /// outbox.
    pub fn announce(&self, consequences: Consequences) {
        for event in consequences.events {
            self.emit(event);
        }
        if !consequences.mails.is_empty() {
            self.outbox().wake();
        }
    }

    /// Writes and tells what follows from something that changed no row: a request for a mail, a
    /// failed sign-in.
    ///
    /// # Errors
    /// When the store fails; nothing is told then.
    pub async fn record(&self, consequences: Consequences) -> StoreResult<()> {
        if !consequences.writes_nothing() {
            self.consequence_store().record(&consequences).await?;
        }
        self.announce(consequences);
        Ok(())
    }

    /// Makes a single-use token: what goes into a mail, and what is stored of it.
    ///
    /// `None` for the user makes one that stands for nobody, so that a request about an address
    /// without an account does the same work as one about an address with one.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn make_token(
        &self,
        purpose: Purpose,
        user: Option<&UserId>,
        value: String,
        life: Duration,
    ) -> Result<(OneTimeToken, NewVerification), ApiError> {
        let token = OneTimeToken::generate(self.random())?;
        let now = self.now();
        let verification = Verification {
            id: VerificationId::generate(self.random())?,
            purpose: purpose.as_str().to_owned(),
            user_id: user.cloned(),
            value,
            expires_at: now.plus(life),
            created_at: now,
            consumed_at: None,
        };
        let new = NewVerification { verification, token_hash: token.hash() };
        Ok((token, new))
    }
}
