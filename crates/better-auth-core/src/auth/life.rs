//! The life of a session after it was made: extended, ended.

use super::Auth;
use crate::consequences::Consequences;
use crate::entity::Session;
use crate::error::ApiError;
use crate::event::{Event, kinds};
use crate::extract::RequestFacts;
use crate::fields::AdditionalChanges;
use crate::id::{SessionId, UserId};
use crate::store::SessionKey;

impl Auth {
    /// Moves the expiry of a session that is in use, at most once each
    /// [`update_age`](crate::config::SessionOptions::update_age), and never past
    /// [`absolute_expires_in`](crate::config::SessionOptions::absolute_expires_in). Says whether
    /// it did. A session that was ended meanwhile stays ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn extend_if_due(
        &self,
        session: &mut Session,
        request: &RequestFacts,
    ) -> Result<bool, ApiError> {
        let options = &self.settings().session;
        let now = self.now();
        let due = session.expires_at.plus(options.update_age) <= now.plus(options.expires_in);
        let latest = session.created_at.plus(options.absolute_expires_in);
        let to = now.plus(options.expires_in).min(latest);
        if !session.remembered || !due || to <= session.expires_at {
            return Ok(false);
        }
        if !self.sessions().extend_session(&session.id, session.expires_at, to, now).await? {
            return Ok(false);
        }
        (session.expires_at, session.updated_at) = (to, now);
        let event = self.event(kinds::SESSION_EXTENDED, request);
        self.emit(event.actor(&session.user_id).session(&session.id));
        Ok(true)
    }

    /// Changes the declared fields of a live session, and hands it out as it is then; `None` if it
    /// has ended. Server code may set every declared field.
    ///
    /// # Errors
    /// `VALIDATION_ERROR` for a value that does not fit; a failure of the store.
    pub async fn update_session(
        &self,
        session: &Session,
        changes: AdditionalChanges,
        request: &RequestFacts,
    ) -> Result<Option<Session>, ApiError> {
        let changes = self.settings().session_fields.checked(changes)?;
        let event = self.event(kinds::SESSION_UPDATED, request).session(&session.id);
        let consequences = self.consequences([event.actor(&session.user_id)]);
        let (user, id, now) = (&session.user_id, &session.id, self.now());
        let updated = self.sessions().update_session(user, id, changes, now, &consequences).await?;
        if updated.is_some() {
            self.announce(consequences);
        }
        Ok(updated)
    }

    /// Whether the user proved their first factor recently enough for sensitive actions
    /// ([`fresh_age`](crate::config::SessionOptions::fresh_age)).
    pub fn is_fresh(&self, session: &Session) -> bool {
        self.now().since(session.assurance.authenticated_at) < self.settings().session.fresh_age
    }

    /// Ends the session that the request itself presented.
    ///
    /// # Errors
    /// When the store or a plugin fails.
    pub async fn sign_out(
        &self,
        session: &Session,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let key = SessionKey::Id(&session.id);
        let event = self.event(kinds::SIGNED_OUT, request).session(&session.id);
        let consequences = self.consequences([event.actor(&session.user_id)]);
        if self.sessions().end_session(&session.user_id, key, &consequences).await? {
            self.ended(consequences, &session.user_id, Some(&session.id)).await?;
        }
        Ok(())
    }

    /// Ends one session of a user. A session of somebody else is as unknown as one that never
    /// was; says whether there was one.
    ///
    /// # Errors
    /// When the store or a plugin fails.
    pub async fn end_session(
        &self,
        user: &UserId,
        key: SessionKey<'_>,
        request: &RequestFacts,
    ) -> Result<bool, ApiError> {
        let session = match key {
            SessionKey::Id(id) => Some(id),
            SessionKey::Token(_) => None,
        };
        let mut event = self.revoked(user, request);
        event.session = session.cloned();
        let consequences = self.consequences([event]);
        let ended = self.sessions().end_session(user, key, &consequences).await?;
        if ended {
            self.ended(consequences, user, session).await?;
        }
        Ok(ended)
    }

    /// Ends the sessions of a user, all or all but one. Says how many there were.
    ///
    /// # Errors
    /// When the store or a plugin fails.
    pub async fn end_sessions(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        request: &RequestFacts,
    ) -> Result<u64, ApiError> {
        let consequences = self.consequences([self.revoked(user, request)]);
        let ended = self.sessions().end_sessions(user, except, &consequences).await?;
        if ended > 0 {
            self.ended(consequences, user, None).await?;
        }
        Ok(ended)
    }

    /// Ends one session of a user, or all of them, because somebody else asked for it; the event says
    /// who. Says how many there were.
    ///
    /// # Errors
    /// When the store or a plugin fails.
    pub async fn end_sessions_by(
        &self,
        user: &UserId,
        session: Option<&SessionId>,
        event: Event,
    ) -> Result<u64, ApiError> {
        let consequences = self.consequences([event]);
        let ended = match session {
            Some(id) => {
                let key = SessionKey::Id(id);
                u64::from(self.sessions().end_session(user, key, &consequences).await?)
            }
            None => self.sessions().end_sessions(user, None, &consequences).await?,
        };
        if ended > 0 {
            self.ended(consequences, user, session).await?;
        }
        Ok(ended)
    }

    /// Tells what was committed, and every plugin that the sessions of a user have ended: for store
    /// methods of plugins that end them.
    ///
    /// # Errors
    /// When a plugin fails; the sessions stay ended.
    pub async fn announce_end(
        &self,
        user: &UserId,
        consequences: Consequences,
    ) -> Result<(), ApiError> {
        self.ended(consequences, user, None).await
    }

    fn revoked(&self, user: &UserId, request: &RequestFacts) -> Event {
        self.event(kinds::SESSIONS_REVOKED, request).actor(user)
    }

    async fn ended(
        &self,
        consequences: Consequences,
        user: &UserId,
        session: Option<&SessionId>,
    ) -> Result<(), ApiError> {
        self.announce(consequences);
        for hooks in self.hooks() {
            hooks.session_ended(self, user, session).await?;
        }
        Ok(())
    }
}
