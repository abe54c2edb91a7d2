//! The one way to a session.
//!
//! Whatever the door (password, passkey, identity provider, a plugin of the application), a
//! sign-in comes here with a [`VerifiedUser`], and every plugin is asked before a session exists.
//! No door can forget the ban or the second factor, because no door makes sessions.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, header};
use serde::Serialize;

use crate::auth::Auth;
use crate::entity::{NewSession, Session, User};
use crate::error::{ApiError, codes};
use crate::event::{Event, kinds};
use crate::extract::RequestFacts;
use crate::id::SessionId;
use crate::plugin::Decision;
use crate::token::SessionToken;

/// How a person proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignInMethod {
    /// A password, by address or user name.
    Password,
    /// The account was made just now, with the password that was given.
    SignUp,
    /// An identity provider, by its id.
    Federated(String),
    /// A passkey.
    Passkey {
        /// Whether the authenticator verified its user (a PIN, a fingerprint).
        user_verified: bool,
    },
    /// A method of a plugin of the application.
    Other(&'static str),
}

impl SignInMethod {
    /// A fixed word for events.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SignUp => "sign_up",
            Self::Federated(_) => "federated",
            Self::Passkey { .. } => "passkey",
            Self::Other(name) => name,
        }
    }
}

/// A user who has proven who they are, by one factor. Not `Clone`: one proof, one sign-in.
#[derive(Debug)]
pub struct VerifiedUser {
    user: User,
    method: SignInMethod,
}

impl VerifiedUser {
    /// States that the user has proven, by that method and in this request, who they are.
    ///
    /// Only a verifier calls this: the function that has just checked a password hash, a
    /// signature or an ID token. `cargo xtask tidy` keeps the list of them.
    pub fn vouch(user: User, method: SignInMethod) -> Self {
        Self { user, method }
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }
}

/// A sign-in under way, as plugins see it.
#[derive(Debug)]
pub struct SignIn<'a> {
    /// Who.
    pub user: &'a User,
    /// How.
    pub method: &'a SignInMethod,
    /// From where.
    pub request: &'a RequestFacts,
    /// Whether the session is to outlive the browser.
    pub remember: bool,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum SignInOutcome {
    /// There is a session.
    SignedIn(Box<SignedIn>),
    /// A plugin asks for more; this goes to the client.
    Challenged(Box<Response>),
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
}

impl SignedIn {
    /// The answer: a JSON body, with the session cookie.
    pub fn respond(self, body: &impl Serialize) -> Response {
        let mut response = crate::extract::Json(body).into_response();
        self.set_cookie(&mut response);
        response
    }

    /// Sets the session cookie on an answer of another kind, such as a redirect, and the header
    /// `set-auth-token` for clients that keep the token themselves.
    pub fn set_cookie(self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, self.cookie);
        if let Ok(mut token) = HeaderValue::from_str(self.token.expose()) {
            token.set_sensitive(true);
            headers.insert(HeaderName::from_static("set-auth-token"), token);
        }
    }
}

impl Auth {
    /// Completes a sign-in: asks every plugin, then creates the session.
    ///
    /// # Errors
    /// The refusal of a plugin, or a failure of the store.
    pub async fn sign_in(
        &self,
        verified: VerifiedUser,
        request: &RequestFacts,
        remember: bool,
    ) -> Result<SignInOutcome, ApiError> {
        let VerifiedUser { user, method } = verified;
        let sign_in = SignIn { user: &user, method: &method, request, remember };
        if let Some(challenge) = self.ask_plugins(&sign_in).await? {
            let event = self.event(kinds::SIGN_IN_CHALLENGED, request).actor(&user.id);
            self.record(self.consequences([event.detail(method.name())])).await?;
            return Ok(SignInOutcome::Challenged(challenge));
        }
        let (new, token) = self.prepare_session(&user, request, remember)?;
        let event = self.event(kinds::SIGNED_IN, request).actor(&user.id);
        let event = event.session(&new.session.id).detail(method.name());
        let consequences = self.consequences([event]);
        let created = self.sessions().create_session(new, &consequences).await?;
        // `None`: since the user was verified they were deleted, or their password changed.
        let session = created.ok_or(codes::UNAUTHORIZED)?;
        self.announce(consequences);
        Ok(SignInOutcome::SignedIn(Box::new(self.signed_in(session, user, token))))
    }

    /// What a session that was stored just now is answered with.
    pub(crate) fn signed_in(&self, session: Session, user: User, token: SessionToken) -> SignedIn {
        let life = session.expires_at.since(session.created_at);
        let cookie = self.cookies().session(&token, session.remembered.then_some(life));
        SignedIn { session, user, token, cookie }
    }

    /// An event of now.
    pub fn event(&self, kind: crate::event::EventKind, request: &RequestFacts) -> Event {
        Event::new(kind, self.now(), request)
    }

    /// A refusal by any plugin wins over a challenge; of several challenges the first one counts.
    async fn ask_plugins(&self, sign_in: &SignIn<'_>) -> Result<Option<Box<Response>>, ApiError> {
        let mut challenge = None;
        for hooks in self.hooks() {
            match hooks.before_session(self, sign_in).await? {
                Decision::Continue => {}
                Decision::Challenge(response) => challenge = challenge.or(Some(response)),
                Decision::Refuse(error) => {
                    let event = self.event(kinds::SIGN_IN_FAILED, sign_in.request);
                    let event = event.subject(&sign_in.user.id).detail(error.code());
                    self.record(self.consequences([event])).await?;
                    return Err(error);
                }
            }
        }
        Ok(challenge)
    }

    /// A session that is not stored yet. Only for those who have asked the plugins, or who
    /// replace a session that exists.
    pub(crate) fn prepare_session(
        &self,
        user: &User,
        request: &RequestFacts,
        remember: bool,
    ) -> Result<(NewSession, SessionToken), ApiError> {
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
            additional: self.settings().session_fields.defaults(),
        };
        let credential_version = user.credential_version;
        Ok((NewSession { session, token_hash: token.hash(), credential_version }, token))
    }

    fn session_life(&self, remember: bool) -> Duration {
        let options = &self.settings().session;
        if remember { options.expires_in } else { options.unremembered_expires_in }
    }
}
