//! The passwords of people: changed and set by those who are signed in, reset by those who forgot.

mod reset;

use std::sync::Arc;

use axum::extract::FromRef;
use better_auth_core::credential::NewPassword;
use better_auth_core::entity::NewAccount;
use better_auth_core::event::kinds;
use better_auth_core::mail::Message;
use better_auth_core::password::About;
use better_auth_core::password::codes::INVALID_PASSWORD;
use better_auth_core::sign_in::SignedIn;
use better_auth_core::{
    AccountId, ApiError, Auth, Consequences, CurrentSession, RequestFacts, SecretString, User,
};

pub use reset::RESET_PASSWORD;

use crate::error::PASSWORD_ALREADY_SET;
use crate::password_management::PasswordManagementOptions;

/// Changes, sets and resets passwords; [`Auth::confirm_password`] verifies them. A cheap handle;
/// `BetterAuth::plugin::<PasswordManagementPlugin>()` hands it out.
#[derive(Debug, Clone)]
pub struct Passwords {
    pub(crate) auth: Auth,
    options: Arc<PasswordManagementOptions>,
}

impl Passwords {
    pub(crate) fn new(auth: Auth, options: PasswordManagementOptions) -> Self {
        Self { auth, options: options.into() }
    }

    /// Changes the password of the owner of a session.
    ///
    /// # Errors
    /// As [`Auth::confirm_password`], those of [`Auth::accept_password`], and `INVALID_PASSWORD` if
    /// the password changes at the same time.
    pub async fn change(
        &self,
        current: CurrentSession,
        old: &SecretString,
        new: &SecretString,
        end_others: bool,
        request: &RequestFacts,
    ) -> Result<SignedIn, ApiError> {
        let password = self.auth.accept_password(new, &About::from(&current.user)).await?;
        let account = self.auth.confirm_password(&current.user, old, request).await?;
        let new = NewPassword { password, end_others, notify: self.options.notify };
        let changed = self.auth.change_password(current, account, new, request).await?;
        changed.ok_or_else(|| INVALID_PASSWORD.into())
    }

    /// Sets the first password of a user.
    ///
    /// # Errors
    /// [`PASSWORD_ALREADY_SET`], and those of [`Auth::accept_password`].
    pub async fn set(
        &self,
        user: &User,
        new: &SecretString,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let new = self.auth.accept_password(new, &About::from(user)).await?;
        let hash = self.auth.hasher().hash(new).await?;
        let id = AccountId::generate(self.auth.random())?;
        let account = NewAccount::credential(id, user.id.clone(), hash, self.auth.now());
        let event = self.auth.event(kinds::PASSWORD_SET, request).actor(&user.id);
        let mut consequences = self.auth.consequences([event]);
        self.notify(&mut consequences, user)?;
        match self.auth.accounts().add_account(account, &consequences).await {
            Err(error) if error.is_conflict_on("accounts_provider_id_account_id_key") => {
                Err(PASSWORD_ALREADY_SET.into())
            }
            added => {
                added?;
                self.auth.announce(consequences);
                Ok(())
            }
        }
    }

    /// Tells the user of the change, unless that is switched off.
    fn notify(&self, consequences: &mut Consequences, user: &User) -> Result<(), ApiError> {
        if self.options.notify {
            self.auth.notify(consequences, &user.email, &Message::PasswordChanged)?;
        }
        Ok(())
    }
}

impl FromRef<Passwords> for Auth {
    fn from_ref(passwords: &Passwords) -> Self {
        passwords.auth.clone()
    }
}
