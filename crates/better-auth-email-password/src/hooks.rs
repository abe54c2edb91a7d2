use async_trait::async_trait;
use better_auth_core::entity::{User, UserChanges};
use better_auth_core::plugin::{Decision, Hooks};
use better_auth_core::sign_in::SignInMethod;
use better_auth_core::{ApiError, Auth, ErrorCode, SignIn};

use crate::error::{EMAIL_NOT_VERIFIED, USERNAME_IS_ALREADY_TAKEN};
use crate::options::EmailPasswordOptions;
use crate::username::Username;

/// Keeps unverified addresses out, if asked to, and user names in their form.
#[derive(Debug)]
pub(crate) struct EmailPasswordHooks {
    options: EmailPasswordOptions,
}

impl EmailPasswordHooks {
    pub(crate) fn new(options: EmailPasswordOptions) -> Self {
        Self { options }
    }
}

#[async_trait]
impl Hooks for EmailPasswordHooks {
    async fn before_session(
        &self,
        _auth: &Auth,
        sign_in: &SignIn<'_>,
    ) -> Result<Decision, ApiError> {
        let by_password = matches!(sign_in.method, SignInMethod::Password | SignInMethod::SignUp);
        let unverified = self.options.require_email_verification && !sign_in.user.email_verified;
        if by_password && unverified {
            return Ok(Decision::Refuse(EMAIL_NOT_VERIFIED.into()));
        }
        Ok(Decision::Continue)
    }

    /// Folds the user name. Its spelling stays with the display name, unless that is set or
    /// changes at the same time.
    async fn before_user_updated(
        &self,
        _auth: &Auth,
        user: &User,
        changes: &mut UserChanges,
    ) -> Result<(), ApiError> {
        let Some(options) = &self.options.usernames else {
            (changes.username, changes.display_username) = (None, None);
            return Ok(());
        };
        let Some(typed) = changes.username.take() else { return Ok(()) };
        let username = Username::parse(&typed, options)?;
        changes.username = Some(username.folded().to_owned());
        if user.display_username.is_none() && changes.display_username.is_none() {
            changes.display_username = Some(typed);
        }
        Ok(())
    }

    fn explain_conflict(&self, index: &str) -> Option<ErrorCode> {
        (index == "users_username_key").then_some(USERNAME_IS_ALREADY_TAKEN)
    }
}
