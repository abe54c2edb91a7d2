use better_auth_core::event::kinds;
use better_auth_core::password::Password;
use better_auth_core::plugin::{AddressProof, ProofOccasion};
use better_auth_core::redirect::SafeRedirect;
use better_auth_core::sign_in::SignInOutcome;
use better_auth_core::store::LoginName;
use better_auth_core::{ApiError, Email, ErrorCode, RequestFacts, VerifiedUser};

use super::EmailPasswords;
use crate::error::{EMAIL_NOT_VERIFIED, INVALID_EMAIL_OR_PASSWORD, INVALID_USERNAME_OR_PASSWORD};
use crate::username::Username;

impl EmailPasswords {
    /// Verifies an address and a password.
    ///
    /// # Errors
    /// [`INVALID_EMAIL_OR_PASSWORD`], whichever is wrong; `TOO_MANY_REQUESTS` after too many
    /// failures on this address.
    pub async fn verify_email(
        &self,
        email: &Email,
        password: Password,
        request: &RequestFacts,
    ) -> Result<VerifiedUser, ApiError> {
        let name = LoginName::Email(email);
        self.verify(name, email.as_str(), password, request, INVALID_EMAIL_OR_PASSWORD).await
    }

    /// Verifies a user name and a password.
    ///
    /// # Errors
    /// [`INVALID_USERNAME_OR_PASSWORD`], whichever is wrong; `TOO_MANY_REQUESTS` after too many
    /// failures on this user name.
    pub async fn verify_username(
        &self,
        username: &Username,
        password: Password,
        request: &RequestFacts,
    ) -> Result<VerifiedUser, ApiError> {
        let name = LoginName::Username(username.folded());
        self.verify(name, username.folded(), password, request, INVALID_USERNAME_OR_PASSWORD).await
    }

    /// Completes a sign-in. If the unproven address is all that stands in its way, whoever reads
    /// the mail of that address is sent a link, which leads to `callback`.
    ///
    /// # Errors
    /// As [`Auth::sign_in`](better_auth_core::Auth::sign_in).
    pub async fn sign_in(
        &self,
        verified: VerifiedUser,
        request: &RequestFacts,
        remember: bool,
        callback: Option<&SafeRedirect>,
    ) -> Result<SignInOutcome, ApiError> {
        let user = verified.user();
        let unproven = (!user.email_verified).then(|| user.clone());
        let outcome = self.auth.sign_in(verified, request, remember).await;
        if let (Err(error), Some(user)) = (&outcome, &unproven)
            && error.code() == EMAIL_NOT_VERIFIED.code
        {
            let occasion = ProofOccasion::RefusedSignIn;
            let mut consequences = self.auth.consequences([]);
            let proof = AddressProof { user, occasion, callback };
            self.auth.prove_address(&proof, &mut consequences).await?;
            self.auth.record(consequences).await?;
        }
        outcome
    }

    async fn verify(
        &self,
        name: LoginName<'_>,
        throttle: &str,
        password: Password,
        request: &RequestFacts,
        refusal: ErrorCode,
    ) -> Result<VerifiedUser, ApiError> {
        let mut subject = None;
        let attempt = async {
            let login = self.auth.users().find_password_login(name).await?;
            subject = login.as_ref().map(|login| login.user.id.clone());
            self.auth.verify_password(login, password, request).await
        };
        let error = match self.auth.count_failures(throttle, attempt).await {
            Ok(Some(verified)) => return Ok(verified),
            Ok(None) => ApiError::from(refusal),
            Err(error) => error,
        };
        let mut event = self.auth.event(kinds::SIGN_IN_FAILED, request).detail(error.code());
        event.subject = subject;
        self.auth.record(self.auth.consequences([event])).await?;
        Err(error)
    }
}
