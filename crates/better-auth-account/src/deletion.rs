//! The end of an account, asked for by its owner: at once, or confirmed by mail.
//!
//! Protects from: a stolen session that deletes an account whose password the thief does not know,
//! where the application wants deletions confirmed by mail; a link that works for somebody else
//! than its owner, or for whoever forwards or scans mails, because it needs the owner's session
//! beside the token.
//!
//! Does not protect from: somebody who has both, the session and the mailbox.

use std::time::Duration;

use axum::extract::FromRef;
use better_auth_core::entity::Purpose;
use better_auth_core::error::codes::UNAUTHORIZED;
use better_auth_core::event::kinds;
use better_auth_core::mail::Message;
use better_auth_core::redirect::SafeRedirect;
use better_auth_core::store::StoreError;
use better_auth_core::token::TokenHash;
use better_auth_core::{ApiError, Auth, RequestFacts, SecretString, User};

use crate::error::INVALID_TOKEN;

/// What the mailed token is for.
const DELETE_ACCOUNT: Purpose = Purpose::new("delete-account");

/// Deletes accounts by a link that is mailed to their owner; [`Auth::delete_user`] deletes without
/// asking. A cheap handle; `BetterAuth::plugin::<UserManagementPlugin>()` hands it out.
#[derive(Debug, Clone)]
pub struct AccountDeletion {
    pub(crate) auth: Auth,
    pub(crate) always_by_mail: bool,
    pub(crate) link_life: Duration,
}

impl AccountDeletion {
    /// Mails a link that deletes the account, for a browser in which its owner is signed in. Then
    /// the browser goes to `callback`, or to the root of the site. Beyond
    /// [`RateLimitOptions::mail`](better_auth_core::config::RateLimitOptions::mail) no mail goes
    /// out, and nobody is told.
    ///
    /// # Errors
    /// `UNAUTHORIZED` if the user is gone; when the application sends no mail, or the store fails.
    pub async fn request(
        &self,
        user: &User,
        callback: Option<&SafeRedirect>,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let auth = &self.auth;
        let limit = auth.settings().rate_limit.mail;
        let event = auth.event(kinds::USER_DELETION_REQUESTED, request).actor(&user.id);
        if !auth.may_mail(DELETE_ACCOUNT.as_str(), &user.email, limit).await {
            auth.emit(event.detail("mail_limit"));
            return Ok(());
        }
        let address = user.email.as_str().to_owned();
        let (token, stored) =
            auth.make_token(DELETE_ACCOUNT, Some(&user.id), address, self.link_life)?;
        let callback = callback.map_or("/", SafeRedirect::as_str);
        let query = [("token", token.expose()), ("callbackURL", callback)];
        let url = auth.settings().base_url.link("/delete-user/callback", &query);
        let mut consequences = auth.consequences([event]);
        consequences.token(stored);
        consequences.mail(auth.compose(&user.email, &Message::DeleteAccount { url })?);
        match auth.record(consequences).await {
            // The account was deleted at this moment.
            Err(StoreError::MissingReference) => Err(UNAUTHORIZED.into()),
            recorded => Ok(recorded?),
        }
    }

    /// Deletes the account by a mailed token.
    ///
    /// # Errors
    /// [`INVALID_TOKEN`] for one that is unknown, used, expired or somebody else's, which it stays;
    /// the objection of a plugin; a failure of the store.
    pub async fn confirm(
        &self,
        user: &User,
        token: &SecretString,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let token = TokenHash::of(token.expose());
        let deleted = self.auth.delete_user_by_token(user, DELETE_ACCOUNT, &token, request).await?;
        if deleted { Ok(()) } else { Err(INVALID_TOKEN.into()) }
    }
}

impl FromRef<AccountDeletion> for Auth {
    fn from_ref(deletion: &AccountDeletion) -> Self {
        deletion.auth.clone()
    }
}
