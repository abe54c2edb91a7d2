use better_auth_core::event::kinds;
use better_auth_core::password::Password;
use better_auth_core::store::LoginName;
use better_auth_core::{ApiError, Email, ErrorCode, RequestFacts, VerifiedUser};

use super::EmailPasswords;
use crate::error::{INVALID_EMAIL_OR_PASSWORD, INVALID_USERNAME_OR_PASSWORD};
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
