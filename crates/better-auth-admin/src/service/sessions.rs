use better_auth_core::api::SessionHandle;
use better_auth_core::event::kinds::SESSIONS_REVOKED;
use better_auth_core::store::SessionKey;
use better_auth_core::token::{SessionToken, TokenHash};
use better_auth_core::{ApiError, SecretString, Session, UserId};

use super::{Admins, Caller};
use crate::error::{
    YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS, YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS,
};
use crate::permission;

impl Admins {
    /// The live sessions of a user, newest first.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS`], `USER_NOT_FOUND`.
    pub async fn list_sessions(
        &self,
        caller: Caller<'_>,
        id: &UserId,
    ) -> Result<Vec<Session>, ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS;
        self.require(caller, permission::session::List, refusal)?;
        self.find(id).await?;
        Ok(self.auth.sessions().list_sessions(id, self.auth.now()).await?)
    }

    /// Ends one session, named by the handle of a list or by its token. An unknown one is as good
    /// as ended.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS`], also for a user with more rights than the
    /// caller.
    pub async fn revoke_session(
        &self,
        caller: Caller<'_>,
        named: &SecretString,
    ) -> Result<(), ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS;
        self.require(caller, permission::session::Revoke, refusal)?;
        let text = named.expose();
        let read = SessionToken::parse_bearer(text, self.auth.keyring());
        let hash = read.map_or_else(|| TokenHash::of(text), |token| token.hash());
        let handle = SessionHandle::parse(text);
        let key = match &handle {
            Some(handle) => SessionKey::Id(handle.session()),
            None => SessionKey::Token(&hash),
        };
        let Some((session, owner)) = self.store.find_session_owner(key).await? else {
            return Ok(());
        };
        let Some(user) = self.auth.users().find_user(&owner).await? else { return Ok(()) };
        self.require_over(caller, &user, refusal)?;
        let event = self.event(SESSIONS_REVOKED, caller, &owner).session(&session);
        self.auth.end_sessions_by(&owner, Some(&session), event).await?;
        Ok(())
    }

    /// Ends all sessions of a user, and those in which they act in the name of others.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS`], also for a user with more rights than the
    /// caller; `USER_NOT_FOUND`.
    pub async fn revoke_sessions(&self, caller: Caller<'_>, id: &UserId) -> Result<(), ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS;
        self.require(caller, permission::session::Revoke, refusal)?;
        let user = self.find(id).await?;
        self.require_over(caller, &user, refusal)?;
        let event = self.event(SESSIONS_REVOKED, caller, id);
        self.auth.end_sessions_by(id, None, event).await?;
        Ok(())
    }
}
