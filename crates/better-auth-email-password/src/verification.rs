//! Proving addresses: the actions behind the routes.

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::address::OpenedLink;
use better_auth_core::event::kinds;
use better_auth_core::redirect::SafeRedirect;
use better_auth_core::sign_in::{SignInMethod, SignInOutcome};
use better_auth_core::store::StoreError;
use better_auth_core::{ApiError, Auth, Email, RequestFacts, User, VerifiedUser};

use crate::error::EMAIL_ALREADY_VERIFIED;
use crate::options::EmailVerificationOptions;

/// What events call a sign-in by a link that proved an address.
const BY_LINK: SignInMethod = SignInMethod::Other("email_verification");

/// Sends and opens the links by which people prove their address. A cheap handle;
/// `BetterAuth::plugin::<EmailVerificationPlugin>()` hands it out.
#[derive(Debug, Clone)]
pub struct EmailVerification {
    pub(crate) auth: Auth,
    options: Arc<EmailVerificationOptions>,
}

impl FromRef<EmailVerification> for Auth {
    fn from_ref(service: &EmailVerification) -> Self {
        service.auth.clone()
    }
}

impl EmailVerification {
    pub(crate) fn new(auth: Auth, options: EmailVerificationOptions) -> Self {
        Self { auth, options: options.into() }
    }

    /// Sends a link to an address, if somebody has it and has not proven it. Otherwise, and when
    /// the address has been written to often enough, nothing arrives; neither the answer nor the
    /// work tells.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn send(
        &self,
        email: &Email,
        callback: Option<&SafeRedirect>,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let user = self.auth.users().find_user_by_email(email).await?;
        let unproven = user.filter(|user| !user.email_verified);
        self.mail(unproven.as_ref(), email, callback, request).await
    }

    /// Sends a link to a user, unless they have been written to often enough.
    ///
    /// # Errors
    /// [`EMAIL_ALREADY_VERIFIED`]; a failure of a store.
    pub async fn send_to(
        &self,
        user: &User,
        callback: Option<&SafeRedirect>,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        if user.email_verified {
            return Err(EMAIL_ALREADY_VERIFIED.into());
        }
        self.mail(Some(user), &user.email, callback, request).await
    }

    async fn mail(
        &self,
        user: Option<&User>,
        email: &Email,
        callback: Option<&SafeRedirect>,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let auth = &self.auth;
        if !may_send(auth, email).await {
            return Ok(());
        }
        let mut event = auth.event(kinds::VERIFICATION_REQUESTED, request);
        event.subject = user.map(|user| user.id.clone());
        let mut consequences = auth.consequences([event]);
        let link = self.options.link(callback);
        match user {
            Some(user) => auth.mail_verification(&mut consequences, user, link)?,
            None => auth.mail_verification_decoy(&mut consequences, email, link)?,
        }
        match auth.record(consequences).await {
            // The user was deleted at the same time.
            Err(StoreError::MissingReference) => Ok(()),
            recorded => Ok(recorded?),
        }
    }

    /// Signs in who has just proven their address by a link, if the application wants that.
    ///
    /// Not where somebody is signed in already: whoever gets a person to open a link must not put
    /// another account under their browser.
    pub(crate) async fn sign_in(
        &self,
        opened: &OpenedLink,
        visitor: Option<&User>,
        request: &RequestFacts,
    ) -> Result<Option<SignInOutcome>, ApiError> {
        let OpenedLink::Verified(user) = opened else { return Ok(None) };
        if !self.options.sign_in_after_verification || visitor.is_some() {
            return Ok(None);
        }
        let verified = VerifiedUser::vouch(User::clone(user), BY_LINK);
        self.auth.sign_in(verified, request, true).await.map(Some)
    }
}

/// Whether one more link may go to an address, whoever asks for it.
pub(crate) async fn may_send(auth: &Auth, address: &Email) -> bool {
    auth.may_mail("verify-email", address, auth.settings().rate_limit.mail).await
}
