//! The end of a visit to a provider.

use axum::response::Response;
use better_auth_core::plugin::{AddressProof, ProofOccasion};
use better_auth_core::redirect::{RedirectTarget, SafeRedirect};
use better_auth_core::sign_in::{SignInOutcome, SignedIn};
use better_auth_core::{ApiError, RequestFacts, User};

use super::OAuth;
use super::link::Asker;
use super::sign_in::{Entrant, Identity, Wish};
use crate::callback_error::{CallbackError, Failure};
use crate::error::EMAIL_NOT_VERIFIED;
use crate::flow::{Flow, Intent};
use crate::remote::{ExpectedToken, Remote, Source, TokenAnswer};

/// What the provider sent the browser back with. Everything else of the query is in `all`, for the
/// providers that want something repeated.
#[derive(Debug, Default)]
pub(crate) struct CallbackParameters {
    pub(crate) state: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) error: Option<String>,
    pub(crate) iss: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) all: Vec<(String, String)>,
}

/// Where the browser goes.
pub(crate) enum Answer {
    /// Signed in.
    SignedIn(SafeRedirect, Box<SignedIn>),
    /// A plugin asks for more; its answer carries what the browser needs for that.
    Challenged(SafeRedirect, Box<Response>),
    /// The account is linked.
    Linked(SafeRedirect),
    /// Nothing came of it.
    Failed(SafeRedirect),
}

impl OAuth {
    /// Ends a visit. `visitor` is who is signed in where the browser came back. Never fails:
    /// whatever is wrong, the browser goes to a page that can tell.
    pub(crate) async fn finish(
        &self,
        provider: &str,
        parameters: CallbackParameters,
        visitor: Option<&User>,
        request: &RequestFacts,
    ) -> Answer {
        let flow = match self.take_flow(&parameters, request).await {
            Ok(flow) => flow,
            Err(failure) => {
                let error = Self::word_for(failure);
                self.record_failure(None, error, request).await;
                return Answer::Failed(self.error_page(None, error));
            }
        };
        let ended = self.end(provider, &flow, &parameters, visitor, request).await;
        match ended {
            Ok(answer) => answer,
            Err(failure) => {
                let error = Self::word_for(failure);
                self.record_failure(Some(&flow.intent), error, request).await;
                Answer::Failed(self.error_page(Some(&flow), error))
            }
        }
    }

    /// Sends a browser away whose callback can not be read.
    pub(crate) async fn refuse(
        &self,
        error: CallbackError,
        request: &RequestFacts,
    ) -> SafeRedirect {
        self.record_failure(None, error, request).await;
        self.error_page(None, error)
    }

    async fn take_flow(
        &self,
        parameters: &CallbackParameters,
        request: &RequestFacts,
    ) -> Result<Flow, Failure> {
        let state = parameters.state.as_deref().filter(|state| !state.is_empty());
        let state = state.ok_or(CallbackError::StateNotFound)?;
        Flow::finish(&self.auth, state, request.cookies()).await
    }

    async fn end(
        &self,
        provider: &str,
        flow: &Flow,
        parameters: &CallbackParameters,
        visitor: Option<&User>,
        request: &RequestFacts,
    ) -> Result<Answer, Failure> {
        // The answer of another provider than the one that was asked (RFC 9700 section 4.4).
        if flow.provider != provider {
            return Err(CallbackError::StateMismatch.into());
        }
        let remote = self.remotes.get(provider).ok_or(CallbackError::ProviderNotFound)?;
        let callback = self.safe(&flow.callback).ok_or(CallbackError::NoCallbackUrl)?;
        let identity = self.identify(remote, flow, parameters).await?;
        match &flow.intent {
            Intent::Link { user, session } => {
                if visitor.is_some_and(|visitor| visitor.id != *user) {
                    return Err(CallbackError::UnableToLinkAccount.into());
                }
                self.link(Asker { user, session }, &identity, request).await?;
                Ok(Answer::Linked(callback))
            }
            Intent::SignIn => {
                let wish = Wish {
                    request_sign_up: flow.request_sign_up,
                    callback: Some(callback.clone()),
                };
                let entrant = self.admit(&identity, &wish, request).await?;
                let new_user = flow.new_user_callback.as_deref().filter(|_| entrant.is_new);
                let to = new_user.and_then(|target| self.safe(target)).unwrap_or(callback);
                self.enter(entrant, &wish, to, request).await
            }
        }
    }

    /// Exchanges the code, checks the ID token, and reads the profile.
    async fn identify(
        &self,
        remote: &Remote,
        flow: &Flow,
        parameters: &CallbackParameters,
    ) -> Result<Identity, Failure> {
        let (auth, id) = (&self.auth, remote.id());
        let endpoints = remote.endpoints(auth.now()).await;
        let endpoints =
            endpoints.map_err(|error| CallbackError::InvalidCode.because(id, &error))?;
        if !Remote::is_issuer(&endpoints, parameters.iss.as_deref()) {
            return Err(CallbackError::IssuerMismatch.into());
        }
        if let Some(error) = &parameters.error {
            return Err(CallbackError::of_provider(error).into());
        }
        let code = parameters.code.as_deref().filter(|code| !code.is_empty());
        let code = code.ok_or(CallbackError::NoCode)?;
        let answer = remote.exchange(auth, &endpoints, flow, code, &parameters.all).await;
        let answer = answer.map_err(|error| CallbackError::InvalidCode.because(id, &error))?;
        let unknown = |error| CallbackError::UnableToGetUserInfo.because(id, &error);
        let claims = match (&answer.tokens.id_token, remote.reads_id_tokens()) {
            (Some(token), true) => {
                let expected = ExpectedToken {
                    nonce: Some(&flow.nonce),
                    access_token: answer.tokens.access_token.as_ref(),
                    from_app: false,
                };
                let claims = remote.verify(token, expected, &endpoints, auth.now()).await;
                Some(claims.map_err(unknown)?)
            }
            _ => None,
        };
        let source = Source { answer: &answer, claims, user: parameters.user.as_deref() };
        let profile = remote.profile(&endpoints, source).await.map_err(unknown)?;
        let TokenAnswer { tokens, scopes, .. } = answer;
        let scopes = scopes.unwrap_or_else(|| flow.scopes.clone());
        Ok(Identity { provider: id.to_owned(), profile, tokens, scopes })
    }

    /// Asks every plugin, and opens the session.
    async fn enter(
        &self,
        entrant: Entrant,
        wish: &Wish,
        to: SafeRedirect,
        request: &RequestFacts,
    ) -> Result<Answer, Failure> {
        match self.open_session(entrant, wish, request).await? {
            SignInOutcome::SignedIn(signed_in) => Ok(Answer::SignedIn(to, signed_in)),
            SignInOutcome::Challenged(response) => {
                let page = self.options.second_factor_page.as_deref();
                let page = page.and_then(|page| self.safe(page)).unwrap_or(to);
                Ok(Answer::Challenged(page.with_query("twoFactorRedirect", "true"), response))
            }
        }
    }

    /// Opens the session. If the unproven address is all that stands in its way, its owner is sent
    /// a link.
    pub(super) async fn open_session(
        &self,
        entrant: Entrant,
        wish: &Wish,
        request: &RequestFacts,
    ) -> Result<SignInOutcome, Failure> {
        let (user, is_new) = (entrant.verified.user().clone(), entrant.is_new);
        let outcome: Result<_, Failure> = match self.options.verified_email && !user.email_verified
        {
            true => Err(CallbackError::EmailNotVerified.into()),
            false => {
                self.auth.sign_in(entrant.verified, request, true).await.map_err(Failure::from)
            }
        };
        let unproven = match &outcome {
            Err(Failure::Callback(error)) => *error == CallbackError::EmailNotVerified,
            Err(Failure::Internal(error)) => error.code() == EMAIL_NOT_VERIFIED.code,
            Ok(_) => false,
        };
        if unproven && !is_new {
            self.ask_for_proof(&user, wish).await?;
        }
        outcome
    }

    async fn ask_for_proof(&self, user: &User, wish: &Wish) -> Result<(), ApiError> {
        let occasion = ProofOccasion::RefusedSignIn;
        let proof = AddressProof { user, occasion, callback: wish.callback.as_ref() };
        let mut consequences = self.auth.consequences([]);
        self.auth.prove_address(&proof, &mut consequences).await?;
        Ok(self.auth.record(consequences).await?)
    }

    /// A target that was checked when it came in: the settings may have changed since.
    fn safe(&self, target: &str) -> Option<SafeRedirect> {
        self.auth.settings().check_redirect(&RedirectTarget::new(target))
    }

    fn error_page(&self, flow: Option<&Flow>, error: CallbackError) -> SafeRedirect {
        let asked = flow.and_then(|flow| self.safe(flow.error_callback.as_deref()?));
        let own = || self.safe(self.options.error_page.as_deref()?);
        let last = || SafeRedirect::of_route(&self.auth.settings().base_url, "/error");
        let page = asked.or_else(own).unwrap_or_else(last);
        page.with_query("error", &error.as_str().to_ascii_lowercase())
    }
}
