//! Acting in the name of a user, and going back.
//!
//! The administrator's own session stays as it is; the browser keeps its token aside in a cookie of
//! its own, which opens nothing anywhere else.

use better_auth_core::error::codes;
use better_auth_core::extract::Via;
use better_auth_core::sign_in::SignedIn;
use better_auth_core::token::SessionToken;
use better_auth_core::{ApiError, CurrentSession, RequestFacts, Session, UserId};
use http::{HeaderValue, header};

use super::{Admins, Caller};
use crate::error::{
    BANNED_USER, YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS, YOU_ARE_NOT_IMPERSONATING_ANYONE,
    YOU_CANNOT_IMPERSONATE_ADMINS,
};
use crate::hooks::is_barred;
use crate::store::{Actor, Impersonation};
use crate::{kinds, permission};

/// The cookie in which the browser keeps the administrator's session aside.
pub(crate) const ASIDE: &str = "admin_session";

/// An administrator is back in their own session.
#[derive(Debug)]
pub struct StoppedImpersonation {
    /// The session.
    pub own: SignedIn,
}

impl Admins {
    /// Opens a session in the name of a user, for [as long as the options
    /// say](crate::AdminOptions::impersonation_life). It is marked, and refused wherever a
    /// credential changes.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS`]; [`YOU_CANNOT_IMPERSONATE_ADMINS`] for a user who
    /// may do something here, unless a role allows that; [`BANNED_USER`]; `USER_NOT_FOUND`.
    pub async fn impersonate(
        &self,
        current: &CurrentSession,
        id: &UserId,
        reason: Option<&str>,
        request: &RequestFacts,
    ) -> Result<SignedIn, ApiError> {
        let caller = Caller::new(current, request);
        let refusal = YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS;
        self.require(caller, permission::user::Impersonate, refusal)?;
        let user = self.find(id).await?;
        if user.id == current.user.id || self.is_privileged(&user) {
            let refusal = YOU_CANNOT_IMPERSONATE_ADMINS;
            self.require(caller, permission::user::ImpersonateAdmins, refusal)?;
            self.require_over(caller, &user, refusal)?;
        }
        if is_barred(&self.auth, &user) {
            return Err(BANNED_USER.into());
        }
        let life = self.options.impersonation_life;
        let prepared = self.auth.prepare_impersonation(&user, &current.user.id, life, request)?;
        let impersonation = Impersonation {
            actor: Actor::of(&current.user),
            user: Actor::of(&user),
            session: prepared.new_session(),
            reason,
        };
        let event = self.event(kinds::IMPERSONATION_STARTED, caller, id).session(prepared.id());
        let consequences = self.auth.consequences([event]);
        if !self.store.impersonate(impersonation, &consequences).await? {
            return Err(refusal.into());
        }
        self.auth.announce(consequences);
        let opened = self.auth.opened(prepared);
        Ok(match self.put_aside(current) {
            Some(cookie) => opened.with_cookie(cookie),
            None => opened,
        })
    }

    /// Ends the session in the name of a user, and goes back to the administrator's own. It works
    /// as well when the session has run out meanwhile.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_IMPERSONATING_ANYONE`]; `UNAUTHORIZED` where the administrator's own session is
    /// over, or the request does not carry it: a program that sends bearer tokens has it still.
    pub async fn stop_impersonating(
        &self,
        current: Option<&CurrentSession>,
        request: &RequestFacts,
    ) -> Result<StoppedImpersonation, ApiError> {
        let kept = self.kept_aside(request).await?;
        let acting = match current {
            None => None,
            Some(current) => match &current.session.impersonated_by {
                None => return Err(YOU_ARE_NOT_IMPERSONATING_ANYONE.into()),
                Some(admin) => Some((&current.session, admin)),
            },
        };
        if let Some((session, admin)) = acting {
            self.end(session, admin, request).await?;
        }
        let own = kept.filter(|kept| acting.is_none_or(|(_, admin)| kept.user.id == *admin));
        let own = own.and_then(|own| self.auth.reopened(own));
        let forget = self.auth.cookies().clear(ASIDE);
        match own {
            Some(own) => Ok(StoppedImpersonation { own: own.with_cookie(forget) }),
            None => {
                let mut error = ApiError::from(codes::UNAUTHORIZED);
                for cookie in self.auth.cookies().clear_session(request.cookies()) {
                    error = error.with_header(header::SET_COOKIE, cookie);
                }
                Err(error.with_header(header::SET_COOKIE, forget))
            }
        }
    }

    async fn end(
        &self,
        session: &Session,
        admin: &UserId,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let event = self.auth.event(kinds::IMPERSONATION_ENDED, request);
        let event = event.actor(admin).subject(&session.user_id).session(&session.id);
        self.auth.end_sessions_by(&session.user_id, Some(&session.id), event).await?;
        Ok(())
    }

    /// The cookie that keeps the session of a browser aside.
    fn put_aside(&self, current: &CurrentSession) -> Option<HeaderValue> {
        let Via::Cookie(token) = &current.via else { return None };
        let left = current.session.expires_at.since(self.auth.now());
        let life = current.session.remembered.then_some(left);
        Some(self.auth.cookies().set(ASIDE, token.expose(), life))
    }

    /// The live session that the browser keeps aside: its user's own.
    async fn kept_aside(&self, request: &RequestFacts) -> Result<Option<CurrentSession>, ApiError> {
        let cookie = self.auth.cookies().get(request.cookies(), ASIDE);
        let token = cookie.and_then(|text| SessionToken::parse(text, self.auth.keyring()));
        let Some(token) = token else { return Ok(None) };
        let found = self.auth.find_live(Via::Cookie(token)).await?;
        Ok(found.filter(|found| found.session.impersonated_by.is_none()))
    }
}
