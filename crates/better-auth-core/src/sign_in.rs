//! The one way to a session.
//!
//! Whatever the door (password, passkey, identity provider, a plugin of the application), a
//! sign-in comes here with a [`VerifiedUser`], and every plugin is asked before a session exists.
//! No door can forget the ban or the second factor, because no door makes sessions.

mod pending;
mod prepared;

use axum::response::Response;
use http::HeaderValue;

use crate::assurance::{Amr, Assurance};
use crate::auth::Auth;
use crate::entity::User;
use crate::error::{ApiError, codes};
use crate::event::{Event, kinds};
use crate::extract::RequestFacts;
use crate::plugin::Decision;

pub use pending::{PENDING, PENDING_LIFE, PendingSignIn};
pub use prepared::{PreparedSession, SignedIn};

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
    /// What has been proven.
    pub assurance: &'a Assurance,
    /// Whether this completes a sign-in that a plugin had challenged: only a refusal counts then.
    pub is_completion: bool,
}

/// How a sign-in ended.
#[derive(Debug)]
pub enum SignInOutcome {
    /// There is a session.
    SignedIn(Box<SignedIn>),
    /// A plugin asks for more; this goes to the client.
    Challenged(Box<Response>),
}

impl Auth {
    /// Completes a sign-in: asks every plugin, then creates the session, or puts the sign-in off
    /// until a second factor is proven.
    ///
    /// A passkey is a second factor by itself: where the browser has a sign-in of the same user
    /// that waits for one, this completes it.
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
        if let Some(pending) = self.completable(&user, &method, request).await? {
            return self.complete(&pending, &method, request).await;
        }
        let assurance = Assurance::of(&method, self.now());
        let sign_in = SignIn {
            user: &user,
            method: &method,
            request,
            remember,
            assurance: &assurance,
            is_completion: false,
        };
        let (challenge, cookies) = self.ask_plugins(&sign_in).await?;
        if let Some(answer) = challenge {
            return self.suspend(&sign_in, answer).await.map(SignInOutcome::Challenged);
        }
        let prepared = self.prepare_session(&user, request, remember, assurance)?;
        let consequences =
            self.consequences([self.sign_in_event(&prepared, request).detail(method.name())]);
        let new = prepared.new_session().clone();
        let created = self.sessions().create_session(new, &consequences).await?;
        // `None`: since the user was verified they were deleted, or their password changed.
        created.ok_or(codes::UNAUTHORIZED)?;
        self.announce(consequences);
        let forgotten = self.forget_pending_sign_in(request);
        let prepared = Self::with_cookies(prepared, cookies.into_iter().chain(forgotten));
        Ok(SignInOutcome::SignedIn(Box::new(self.opened(prepared))))
    }

    /// The pending sign-in that this one completes: of the same user in the same browser, where
    /// this one proves the possession of a key and that one did not.
    async fn completable(
        &self,
        user: &User,
        method: &SignInMethod,
        request: &RequestFacts,
    ) -> Result<Option<PendingSignIn>, ApiError> {
        if !matches!(method, SignInMethod::Passkey { .. }) {
            return Ok(None);
        }
        let pending = self.pending_sign_in(request).await?;
        Ok(pending.filter(|it| it.user.id == user.id && !it.assurance.has(&Amr::KEY)))
    }

    async fn complete(
        &self,
        pending: &PendingSignIn,
        method: &SignInMethod,
        request: &RequestFacts,
    ) -> Result<SignInOutcome, ApiError> {
        let now = self.now();
        let means = Assurance::of(method, now).methods;
        let assurance = pending.assurance.clone().with_second_factor(means, now);
        let prepared = self.prepare_completion(pending, assurance, request).await?;
        let event = self.sign_in_event(&prepared, request).detail(method.name());
        let consequences = self.consequences([event]);
        let new = prepared.new_session().clone();
        let sessions = self.sessions();
        let created = sessions.complete_sign_in(pending.proof(), new, now, &consequences).await?;
        created.ok_or(codes::UNAUTHORIZED)?;
        self.announce(consequences);
        Ok(SignInOutcome::SignedIn(Box::new(self.opened(prepared))))
    }

    /// An event of now.
    pub fn event(&self, kind: crate::event::EventKind, request: &RequestFacts) -> Event {
        Event::new(kind, self.now(), request)
    }

    /// A refusal by any plugin wins over a challenge; of several challenges the first one counts.
    async fn ask_plugins(
        &self,
        sign_in: &SignIn<'_>,
    ) -> Result<(Option<Box<Response>>, Vec<HeaderValue>), ApiError> {
        if let Some(refusal) = self.barred(sign_in.user).await? {
            return Err(self.refused(sign_in, refusal).await?);
        }
        let (mut challenge, mut cookies) = (None, Vec::new());
        for hooks in self.hooks() {
            match hooks.before_session(self, sign_in).await? {
                Decision::Continue => {}
                Decision::ContinueWith(cookie) => cookies.push(cookie),
                Decision::Challenge(response) => challenge = challenge.or(Some(response)),
                Decision::Refuse(error) => return Err(self.refused(sign_in, error).await?),
            }
        }
        Ok((challenge, cookies))
    }

    /// Writes a refusal down, and hands it back.
    async fn refused(&self, sign_in: &SignIn<'_>, error: ApiError) -> Result<ApiError, ApiError> {
        let event = self.event(kinds::SIGN_IN_FAILED, sign_in.request);
        let event = event.subject(&sign_in.user.id).detail(error.code());
        self.record(self.consequences([event])).await?;
        Ok(error)
    }
}
