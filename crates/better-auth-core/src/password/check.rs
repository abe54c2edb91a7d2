//! Further questions about a new password, beyond the policy.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::Password;
use crate::auth::Auth;
use crate::entity::User;
use crate::error::ApiError;
use crate::secret::SecretString;

/// Has a say in whether a new password may be one: how strong it is, whether it leaked.
///
/// `AuthBuilder::password_check` adds one. Passwords at sign-in are not asked about: they were
/// accepted once, and a refusal would lock their owner out.
///
/// The verdict depends on the password and on what the client knows, never on what the database
/// says of others: a check is asked before the address is looked at, and its answer and its time
/// must not tell whether the address has an account.
#[async_trait]
pub trait PasswordCheck: fmt::Debug + Send + Sync {
    /// Lets the password pass, or says why not.
    ///
    /// # Errors
    /// [`PASSWORD_TOO_WEAK`](super::codes::PASSWORD_TOO_WEAK),
    /// [`PASSWORD_COMPROMISED`](super::codes::PASSWORD_COMPROMISED), or another refusal;
    /// `SERVICE_UNAVAILABLE` (503) if the check can not tell now and does not let pass what it
    /// did not see.
    async fn check(&self, password: &Password, about: &About<'_>) -> Result<(), ApiError>;
}

#[async_trait]
impl<C: PasswordCheck + ?Sized> PasswordCheck for Arc<C> {
    async fn check(&self, password: &Password, about: &About<'_>) -> Result<(), ApiError> {
        (**self).check(password, about).await
    }
}

/// What the owner of a new password is called: what is guessed first.
///
/// ```
/// use better_auth_core::password::About;
/// let about = About { name: Some("Ada"), email: Some("ada@example.com"), ..About::default() };
/// assert_eq!(about.username, None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About<'a> {
    /// The display name.
    pub name: Option<&'a str>,
    /// The address.
    pub email: Option<&'a str>,
    /// The user name.
    pub username: Option<&'a str>,
}

impl<'a> From<&'a User> for About<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            name: Some(&user.name),
            email: Some(user.email.as_str()),
            username: user.username.as_deref(),
        }
    }
}

impl Auth {
    /// Takes a new password, if the policy and every
    /// [check](crate::auth::AuthBuilder::password_check) let it pass; they are asked in that
    /// order, and the first refusal counts. Every route that sets a password goes through here,
    /// before it asks the database.
    ///
    /// # Errors
    /// Those of [`PasswordPolicy::accept`](super::PasswordPolicy::accept) and
    /// [`PasswordCheck::check`].
    pub async fn accept_password(
        &self,
        typed: &SecretString,
        about: &About<'_>,
    ) -> Result<Password, ApiError> {
        let password = self.settings().password_policy.accept(typed)?;
        for check in self.password_checks() {
            check.check(&password, about).await?;
        }
        Ok(password)
    }
}
