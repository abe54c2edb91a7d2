use std::fmt;

use async_trait::async_trait;

use super::StoreResult;
use crate::clock::Timestamp;
use crate::consequences::Consequences;
use crate::entity::{NewSession, Proof, Session, User};
use crate::fields::AdditionalChanges;
use crate::id::{SessionId, UserId};
use crate::token::TokenHash;

/// How a caller names one session of a user.
#[derive(Debug, Clone, Copy)]
pub enum SessionKey<'a> {
    /// By the hash of its token.
    Token(&'a TokenHash),
    /// By its id.
    Id(&'a SessionId),
}

/// Sessions.
#[async_trait]
pub trait SessionStore: fmt::Debug + Send + Sync {
    /// Inserts a session, provided that the user still is who was verified: `None` if the user is
    /// gone or has another
    /// [`credential_version`](crate::User::credential_version). Whoever changes that version and
    /// ends the sessions in one transaction leaves no session behind that was under way.
    async fn create_session(
        &self,
        new: NewSession,
        consequences: &Consequences,
    ) -> StoreResult<Option<Session>>;

    /// Uses up a pending sign-in whose second factor was proven, and inserts its session, both or
    /// none; `None` as with [`create_session`](Self::create_session), and if the pending sign-in is
    /// not live.
    async fn complete_sign_in(
        &self,
        pending: Proof<'_>,
        new: NewSession,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<Session>>;

    /// Reads a session and its user in one query on one unique index; expired ones as well.
    async fn find_session(&self, token: &TokenHash) -> StoreResult<Option<(Session, User)>>;

    /// Lists the sessions of a user that are live at `now`, newest first, at most
    /// [`MAX_LISTED_SESSIONS`].
    async fn list_sessions(&self, user: &UserId, now: Timestamp) -> StoreResult<Vec<Session>>;

    /// Moves the expiry of a session to `to` if it still is `from`. Says whether it did: a
    /// session that was revoked or moved meanwhile stays as it is.
    async fn extend_session(
        &self,
        id: &SessionId,
        from: Timestamp,
        to: Timestamp,
        now: Timestamp,
    ) -> StoreResult<bool>;

    /// Changes the declared fields of a session of the user that is live at `now`, and hands it out
    /// as it is then; `None` if there is none. Two callers who change different fields at once both
    /// have their way.
    async fn update_session(
        &self,
        user: &UserId,
        id: &SessionId,
        changes: AdditionalChanges,
        now: Timestamp,
        consequences: &Consequences,
    ) -> StoreResult<Option<Session>>;

    /// Deletes one session of the user. Says whether there was one.
    async fn end_session(
        &self,
        user: &UserId,
        key: SessionKey<'_>,
        consequences: &Consequences,
    ) -> StoreResult<bool>;

    /// Deletes the sessions of the user, all or all but one. Says how many there were.
    async fn end_sessions(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        consequences: &Consequences,
    ) -> StoreResult<u64>;

    /// Deletes sessions that expired before `now`, at most [`SWEEP_BATCH`](super::SWEEP_BATCH). Says how many.
    async fn sweep_sessions(&self, now: Timestamp) -> StoreResult<u64>;
}

/// How many sessions a list shows at most.
pub const MAX_LISTED_SESSIONS: u32 = 500;
