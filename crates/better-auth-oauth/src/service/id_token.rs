//! Identities that an app on the user's device presents by itself: an ID token without a visit.

use better_auth_core::event::kinds;
use better_auth_core::sign_in::SignInOutcome;
use better_auth_core::{ApiError, CurrentSession, RequestFacts, SecretString};

use super::OAuth;
use super::link::Asker;
use super::sign_in::{Identity, Wish};
use crate::callback_error::{CallbackError, Failure};
use crate::error::{
    EMAIL_NOT_VERIFIED, FAILED_TO_GET_USER_INFO, ID_TOKEN_NOT_SUPPORTED, INVALID_TOKEN,
    LINKING_DIFFERENT_EMAILS_NOT_ALLOWED, LINKING_FAILED, LINKING_NOT_ALLOWED, OAUTH_LINK_ERROR,
    PROVIDER_NOT_FOUND, SOCIAL_ACCOUNT_ALREADY_LINKED, USER_EMAIL_NOT_FOUND,
};
use crate::flow::Intent;
use crate::remote::ExpectedToken;
use crate::tokens::Tokens;

/// What the app presents.
#[derive(Debug)]
pub(crate) struct PresentedToken {
    pub(crate) provider: String,
    pub(crate) token: SecretString,
    /// The nonce that the app asked with.
    pub(crate) nonce: Option<String>,
    /// The other tokens, and when the access token ends.
    pub(crate) tokens: Tokens,
    /// What the app knows of the name, as JSON.
    pub(crate) user: Option<String>,
    pub(crate) request_sign_up: bool,
}

impl OAuth {
    /// Signs in by an ID token.
    ///
    /// # Errors
    /// [`PROVIDER_NOT_FOUND`], [`ID_TOKEN_NOT_SUPPORTED`], [`INVALID_TOKEN`],
    /// [`FAILED_TO_GET_USER_INFO`], [`USER_EMAIL_NOT_FOUND`], [`OAUTH_LINK_ERROR`],
    /// [`EMAIL_NOT_VERIFIED`]; the refusal of a plugin.
    pub(crate) async fn sign_in_by_token(
        &self,
        presented: PresentedToken,
        request: &RequestFacts,
    ) -> Result<SignInOutcome, ApiError> {
        let request_sign_up = presented.request_sign_up;
        let identity = match self.identify_by_token(presented).await {
            Ok(identity) if identity.profile.email.is_ok() => identity,
            refused => {
                let error = refused.err().unwrap_or_else(|| USER_EMAIL_NOT_FOUND.into());
                let event = self.auth.event(kinds::SIGN_IN_FAILED, request).detail(error.code());
                self.auth.record(self.auth.consequences([event])).await?;
                return Err(error);
            }
        };
        let wish = Wish { request_sign_up, callback: None };
        let entered = async {
            let entrant = self.admit(&identity, &wish, request).await?;
            self.open_session(entrant, &wish, request).await
        };
        match entered.await {
            Ok(outcome) => Ok(outcome),
            Err(Failure::Internal(error)) => Err(error),
            Err(Failure::Callback(error)) => {
                self.record_failure(Some(&Intent::SignIn), error, request).await;
                Err(refusal_of_sign_in(error))
            }
        }
    }

    /// Links the account that an ID token speaks of.
    ///
    /// # Errors
    /// [`PROVIDER_NOT_FOUND`], [`ID_TOKEN_NOT_SUPPORTED`], [`INVALID_TOKEN`],
    /// [`FAILED_TO_GET_USER_INFO`], [`USER_EMAIL_NOT_FOUND`], [`LINKING_NOT_ALLOWED`],
    /// [`LINKING_DIFFERENT_EMAILS_NOT_ALLOWED`], [`SOCIAL_ACCOUNT_ALREADY_LINKED`],
    /// [`LINKING_FAILED`].
    pub(crate) async fn link_by_token(
        &self,
        presented: PresentedToken,
        current: &CurrentSession,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let identity = self.identify_by_token(presented).await?;
        if identity.profile.email.is_err() {
            return Err(USER_EMAIL_NOT_FOUND.into());
        }
        if !self.options.linking || !self.vouches(&identity) {
            return Err(LINKING_NOT_ALLOWED.into());
        }
        let asker = Asker { user: &current.user.id, session: &current.session.id };
        match self.link(asker, &identity, request).await {
            Ok(()) => Ok(()),
            Err(Failure::Internal(error)) => Err(error),
            Err(Failure::Callback(error)) => {
                let (user, session) = (asker.user.clone(), asker.session.clone());
                let intent = Intent::Link { user, session };
                self.record_failure(Some(&intent), error, request).await;
                Err(match error {
                    CallbackError::EmailDoesNotMatch => LINKING_DIFFERENT_EMAILS_NOT_ALLOWED,
                    CallbackError::AccountAlreadyLinkedToDifferentUser => {
                        SOCIAL_ACCOUNT_ALREADY_LINKED
                    }
                    _ => LINKING_FAILED,
                }
                .into())
            }
        }
    }

    async fn identify_by_token(&self, presented: PresentedToken) -> Result<Identity, ApiError> {
        let remote = self.remote(&presented.provider, PROVIDER_NOT_FOUND)?;
        let rules = remote.client.provider().id_token.as_ref();
        if !rules.is_some_and(|rules| rules.sign_in) {
            return Err(ID_TOKEN_NOT_SUPPORTED.into());
        }
        let now = self.auth.now();
        let refused = |error| ApiError::from(INVALID_TOKEN).with_source(error);
        let endpoints = remote.endpoints(now).await.map_err(refused)?;
        let mut tokens = presented.tokens;
        let expected = ExpectedToken {
            nonce: presented.nonce.as_deref(),
            access_token: tokens.access_token.as_ref(),
            from_app: true,
        };
        let claims = remote.verify(&presented.token, expected, &endpoints, now).await;
        let claims = claims.map_err(refused)?;
        let profile = remote.profile_of_claims(claims, presented.user.as_deref());
        let profile =
            profile.map_err(|error| ApiError::from(FAILED_TO_GET_USER_INFO).with_source(error))?;
        tokens.id_token = Some(presented.token);
        let provider = presented.provider.clone();
        Ok(Identity { provider, profile, tokens, scopes: Vec::new() })
    }
}

fn refusal_of_sign_in(error: CallbackError) -> ApiError {
    match error {
        CallbackError::EmailNotVerified => EMAIL_NOT_VERIFIED.into(),
        CallbackError::EmailNotFound => USER_EMAIL_NOT_FOUND.into(),
        error => ApiError::from(OAUTH_LINK_ERROR).with_message(error.as_str().replace('_', " ")),
    }
}
