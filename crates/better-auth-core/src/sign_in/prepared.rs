//! A session on its way into the store, where a store method of a plugin writes it together with
//! what justifies it: a code that is used up, a factor that is switched on.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, header};
use serde::Serialize;

use super::{PendingSignIn, SignIn, SignInMethod};
use crate::assurance::Assurance;
use crate::auth::Auth;
use crate::clock::Timestamp;
use crate::entity::{NewSession, Session, User};
use crate::error::{ApiError, codes};
use crate::event::{Event, kinds};
use crate::extract::{CurrentSession, RequestFacts, Via};
use crate::id::{SessionId, UserId};
use crate::token::SessionToken;

/// A session that is not stored yet, and the token that will open it. Not `Clone`: one decision,
/// one session.
#[derive(Debug)]
pub struct PreparedSession {
    new: NewSession,
    user: User,
    token: SessionToken,
    cookies: Vec<HeaderValue>,
}

impl PreparedSession {
    /// What is to be stored.
    pub fn new_session(&self) -> &NewSession {
        &self.new
    }

    /// Names the session.
    pub fn id(&self) -> &SessionId {
        &self.new.session.id
    }

    /// Whose session it will be.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// The user as they are once the transaction has committed.
    pub fn user_mut(&mut self) -> &mut User {
        &mut self.user
    }
}

/// A new session, and the token that opens it.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The user.
    pub user: User,
    /// The token: for the cookie and the answer, nowhere else.
    pub token: SessionToken,
    cookie: HeaderValue,
    more_cookies: Vec<HeaderValue>,
}

impl SignedIn {
    /// The answer: a JSON body, with the session cookie.
    pub fn respond(self, body: &impl Serialize) -> Response {
        let mut response = crate::extract::Json(body).into_response();
        self.set_cookie(&mut response);
        response
    }

    /// Adds a `Set-Cookie` of a plugin to the answer.
    #[must_use]
    pub fn with_cookie(mut self, cookie: HeaderValue) -> Self {
        self.more_cookies.push(cookie);
        self
    }

    /// Sets the session cookie on an answer of another kind, such as a redirect, and the header
    /// `set-auth-token` for clients that keep the token themselves.
    pub fn set_cookie(self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, self.cookie);
        for cookie in self.more_cookies {
            headers.append(header::SET_COOKIE, cookie);
        }
        if let Ok(mut token) = HeaderValue::from_str(self.token.expose()) {
            token.set_sensitive(true);
            headers.insert(HeaderName::from_static("set-auth-token"), token);
        }
    }
}

impl Auth {
    /// Prepares the session of a pending sign-in whose second factor is being proven. Every
    /// plugin is asked once more, because it may have changed its mind since: a refusal counts, a
    /// challenge does not.
    ///
    /// The caller stores it in the transaction that uses up the pending sign-in
    /// ([`PendingSignIn::proof`]) and the factor, with an event [`kinds::SIGNED_IN`], and then calls
    /// [`opened`](Self::opened).
    ///
    /// # Errors
    /// The refusal of a plugin.
    pub async fn prepare_completion(
        &self,
        pending: &PendingSignIn,
        assurance: Assurance,
        request: &RequestFacts,
    ) -> Result<PreparedSession, ApiError> {
        let (user, remember) = (&pending.user, pending.remember);
        let method = SignInMethod::Other("second_factor");
        let sign_in = SignIn {
            user,
            method: &method,
            request,
            remember,
            assurance: &assurance,
            is_completion: true,
        };
        let (_, cookies) = self.ask_plugins(&sign_in).await?;
        let mut prepared = self.prepare_session(user, request, remember, assurance.clone())?;
        prepared.cookies = cookies;
        prepared.cookies.extend(self.forget_pending_sign_in(request));
        Ok(prepared)
    }

    /// Prepares a session that takes the place of the one that asks, after a change of privilege.
    /// It is remembered as long, works in the same organization, and carries the same declared
    /// fields.
    ///
    /// The caller stores it in the transaction that makes the change and ends the old session, and
    /// then calls [`opened`](Self::opened).
    ///
    /// # Errors
    /// `UNAUTHORIZED` for a credential that is no session, such as an API key.
    pub fn prepare_replacement(
        &self,
        current: &CurrentSession,
        assurance: Assurance,
        request: &RequestFacts,
    ) -> Result<PreparedSession, ApiError> {
        if matches!(current.via, Via::Plugin) {
            return Err(codes::UNAUTHORIZED.into());
        }
        let old = &current.session;
        let mut prepared =
            self.prepare_session(&current.user, request, old.remembered, assurance)?;
        let session = &mut prepared.new.session;
        session.additional = old.additional.clone();
        session.active_organization_id = old.active_organization_id.clone();
        session.active_team_id = old.active_team_id.clone();
        session.impersonated_by = old.impersonated_by.clone();
        if session.impersonated_by.is_some() {
            session.expires_at = session.expires_at.min(old.expires_at);
        }
        Ok(prepared)
    }

    /// Prepares a session in which somebody acts in the name of another: marked, without anything
    /// proven, never fresh, never extended. It is for the one plugin that asks who may.
    ///
    /// The caller stores it in the transaction that judges whether the actor may, and then calls
    /// [`opened`](Self::opened).
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn prepare_impersonation(
        &self,
        user: &User,
        by: &UserId,
        life: std::time::Duration,
        request: &RequestFacts,
    ) -> Result<PreparedSession, ApiError> {
        let assurance = Assurance {
            methods: Vec::new(),
            authenticated_at: Timestamp::from_millis(0),
            second_factor_at: None,
        };
        let mut prepared = self.prepare_session(user, request, false, assurance)?;
        let session = &mut prepared.new.session;
        session.impersonated_by = Some(by.clone());
        session.expires_at = session.created_at.plus(life);
        Ok(prepared)
    }

    /// A session that is in the store, answered once more with its token: for a browser that kept
    /// it aside.
    pub fn reopened(&self, current: CurrentSession) -> Option<SignedIn> {
        let CurrentSession { session, user, via } = current;
        let (Via::Cookie(token) | Via::Bearer(token)) = via else { return None };
        let life = session.expires_at.since(self.now());
        let cookie = self.cookies().session(&token, session.remembered.then_some(life));
        Some(SignedIn { session, user, token, cookie, more_cookies: Vec::new() })
    }

    /// What a session that was stored just now is answered with.
    pub fn opened(&self, prepared: PreparedSession) -> SignedIn {
        let PreparedSession { new, user, token, cookies } = prepared;
        let session = new.session;
        let life = session.expires_at.since(session.created_at);
        let cookie = self.cookies().session(&token, session.remembered.then_some(life));
        SignedIn { session, user, token, cookie, more_cookies: cookies }
    }

    /// The event of a session that is being opened.
    pub fn sign_in_event(&self, prepared: &PreparedSession, request: &RequestFacts) -> Event {
        let event = self.event(kinds::SIGNED_IN, request).actor(&prepared.user.id);
        event.session(prepared.id())
    }

    /// A session that is not stored yet. Only for those who have asked the plugins, or who
    /// replace a session that exists.
    pub(crate) fn prepare_session(
        &self,
        user: &User,
        request: &RequestFacts,
        remember: bool,
        assurance: Assurance,
    ) -> Result<PreparedSession, ApiError> {
        let now = self.now();
        let token = SessionToken::generate(self.keyring(), self.random())?;
        let session = Session {
            id: SessionId::generate(self.random())?,
            user_id: user.id.clone(),
            expires_at: now.plus(self.session_life(remember)),
            created_at: now,
            updated_at: now,
            ip_address: request.ip_address_text(),
            user_agent: request.user_agent().map(str::to_owned),
            remembered: remember,
            active_organization_id: None,
            active_team_id: None,
            impersonated_by: None,
            additional: self.settings().session_fields.defaults(),
            assurance,
        };
        let credential_version = user.credential_version;
        let new = NewSession { session, token_hash: token.hash(), credential_version };
        Ok(PreparedSession { new, user: user.clone(), token, cookies: Vec::new() })
    }

    pub(super) fn with_cookies(
        mut prepared: PreparedSession,
        cookies: impl IntoIterator<Item = HeaderValue>,
    ) -> PreparedSession {
        prepared.cookies.extend(cookies);
        prepared
    }

    fn session_life(&self, remember: bool) -> std::time::Duration {
        let options = &self.settings().session;
        if remember { options.expires_in } else { options.unremembered_expires_in }
    }
}
