//! A forgotten password: a link by mail, and a new password for it.

use better_auth_core::entity::{Proof, Purpose, Verification};
use better_auth_core::error::codes;
use better_auth_core::event::kinds;
use better_auth_core::mail::Message;
use better_auth_core::password::About;
use better_auth_core::redirect::{RedirectTarget, SafeRedirect};
use better_auth_core::store::{PasswordReset, StoreError};
use better_auth_core::token::TokenHash;
use better_auth_core::{
    AccountId, ApiError, Consequences, Email, RequestFacts, SecretString, User,
};

use super::Passwords;
use crate::error::{INVALID_TOKEN, RESET_PASSWORD_DISABLED};

/// The token in a mailed link to a new password. Its value is the address to which it was mailed.
pub const RESET_PASSWORD: Purpose = Purpose::new("reset-password");

impl Passwords {
    /// Mails a link with which a new password can be chosen, if the address has an account. The
    /// link leads to `redirect`, or to the
    /// [`reset_page`](crate::PasswordManagementOptions::reset_page). Nothing tells the caller
    /// whether there is an account, or whether the address has had its
    /// [mails of this hour](better_auth_core::config::RateLimitOptions::mail).
    ///
    /// # Errors
    /// [`RESET_PASSWORD_DISABLED`] if the application sends no mail; failures of the store.
    pub async fn request_reset(
        &self,
        email: &Email,
        redirect: Option<&SafeRedirect>,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        if !self.auth.sends_mail() {
            return Err(RESET_PASSWORD_DISABLED.into());
        }
        let event = self.auth.event(kinds::PASSWORD_RESET_REQUESTED, request);
        let limit = self.auth.settings().rate_limit.mail;
        if !self.auth.may_mail(RESET_PASSWORD.as_str(), email, limit).await {
            self.auth.emit(event.detail("mail_limit"));
            return Ok(());
        }
        let user = self.auth.users().find_user_by_email(email).await?;
        let event = user.iter().fold(event, |event, user| event.subject(&user.id));
        let mut consequences = self.auth.consequences([event]);
        self.add_link(&mut consequences, email, user.as_ref(), redirect)?;
        match self.auth.record(consequences).await {
            // The account was deleted at this moment: as if there had been none.
            Err(StoreError::MissingReference) => Ok(()),
            recorded => Ok(recorded?),
        }
    }

    /// The token and the mail. Without a user both are made all the same, and reach nobody.
    fn add_link(
        &self,
        consequences: &mut Consequences,
        email: &Email,
        user: Option<&User>,
        redirect: Option<&SafeRedirect>,
    ) -> Result<(), ApiError> {
        let (auth, life) = (&self.auth, self.options.reset_link_life);
        let page = self.page(redirect)?;
        let address = email.as_str().to_owned();
        let (token, stored) =
            auth.make_token(RESET_PASSWORD, user.map(|user| &user.id), address, life)?;
        let route = format!("/reset-password/{}", token.expose());
        let message = Message::ResetPassword {
            name: user.map(|user| user.name.clone()).unwrap_or_default(),
            url: auth.settings().base_url.link(&route, &[("callbackURL", page.as_str())]),
            expires_in: life,
        };
        consequences.token(stored);
        consequences.mail(match user {
            Some(_) => auth.compose(email, &message)?,
            None => auth.compose_decoy(email, &message)?,
        });
        Ok(())
    }

    fn page(&self, redirect: Option<&SafeRedirect>) -> Result<SafeRedirect, ApiError> {
        if let Some(redirect) = redirect {
            return Ok(redirect.clone());
        }
        let page = RedirectTarget::new(self.options.reset_page.as_str());
        self.auth.check_redirect(&page, codes::INVALID_REDIRECT_URL)
    }

    /// Whether a token from a mail still works. Uses nothing up: mail programs and virus scanners
    /// open links before people do.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_live_reset(&self, token: &SecretString) -> Result<bool, ApiError> {
        Ok(self.find_reset(&TokenHash::of(token.expose())).await?.is_some())
    }

    /// The user of a token that works. The address to which it was mailed must still be theirs:
    /// who reads a mailbox that the user has left must not get in.
    async fn find_reset(&self, token: &TokenHash) -> Result<Option<User>, ApiError> {
        let found = self.auth.verifications().find_verification(RESET_PASSWORD, token).await?;
        let now = self.auth.now();
        let live = found.filter(|row| row.consumed_at.is_none() && row.expires_at > now);
        let Some(Verification { user_id: Some(user), value: address, .. }) = live else {
            return Ok(None);
        };
        let user = self.auth.users().find_user(&user).await?;
        Ok(user.filter(|user| user.email.as_str() == address))
    }

    /// Replaces a forgotten password, or sets a first one. Uses the token up, voids the user's
    /// other tokens and ends the user's sessions, unless they are
    /// [kept](crate::PasswordManagementOptions::keep_sessions). Opens no session: signing in asks
    /// for whatever else it asks for, a second factor among it.
    ///
    /// # Errors
    /// [`INVALID_TOKEN`], before any hash is computed, for one that is unknown, used or expired,
    /// or whose address is not the user's any more; those of the password policy and of the
    /// checks on passwords, which leave the token as it is.
    pub async fn reset(
        &self,
        token: &SecretString,
        new: &SecretString,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let auth = &self.auth;
        // the rule that needs nobody comes first: a password too short is told with any token
        auth.settings().password_policy.accept(new)?;
        let token = TokenHash::of(token.expose());
        let user = self.find_reset(&token).await?.ok_or(INVALID_TOKEN)?;
        let new = auth.accept_password(new, &About::from(&user)).await?;
        let reset = PasswordReset {
            proof: Proof { purpose: RESET_PASSWORD, token: &token, user: Some(&user.id) },
            account: AccountId::generate(auth.random())?,
            new: auth.hasher().hash(new).await?,
            credential_tables: auth.credential_tables(),
            end_sessions: !self.options.keep_sessions,
            now: auth.now(),
        };
        let event = auth.event(kinds::PASSWORD_RESET, request).actor(&user.id);
        let mut consequences = auth.consequences([event]);
        self.notify(&mut consequences, &user)?;
        auth.accounts().reset_password(reset, &consequences).await?.ok_or(INVALID_TOKEN)?;
        auth.announce(consequences);
        self.sessions_ended(&user).await
    }

    async fn sessions_ended(&self, user: &User) -> Result<(), ApiError> {
        if !self.options.keep_sessions {
            for hooks in self.auth.hooks() {
                hooks.session_ended(&self.auth, &user.id, None).await?;
            }
        }
        Ok(())
    }
}
