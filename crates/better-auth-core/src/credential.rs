//! Verifying a password: the one place where a typed password meets a stored hash.
//!
//! Protects from: telling an unknown name, a wrong password and an account without a password
//! apart by the answer or the work done; a rehash that undoes a password change. Does not protect
//! from: telling accounts with imported hashes of another scheme apart by time, until their first
//! sign-in has rehashed them.

use crate::assurance::Amr;
use crate::auth::Auth;
use crate::entity::{PasswordLogin, User};
use crate::error::ApiError;
use crate::event::kinds;
use crate::extract::{CurrentSession, RequestFacts};
use crate::id::AccountId;
use crate::mail::Message;
use crate::password::codes::{CREDENTIAL_ACCOUNT_NOT_FOUND, INVALID_PASSWORD};
use crate::password::{Password, PasswordHash, Verdict};
use crate::secret::SecretString;
use crate::sign_in::{SignInMethod, SignedIn, VerifiedUser};
use crate::store::{LoginName, PasswordChange};

/// The password that somebody who is signed in wants from now on.
#[derive(Debug)]
pub struct NewPassword {
    /// The password.
    pub password: Password,
    /// Whether the other sessions of the user end.
    pub end_others: bool,
    /// Whether the user gets a notice by mail, if the application sends mail at all.
    pub notify: bool,
}

impl Auth {
    /// Verifies a password against what [`find_password_login`] found. `None` in, or an account
    /// without a password, costs the same work and gives `None`.
    ///
    /// A hash with other parameters than today's is replaced, unless the password changes at the
    /// same time.
    ///
    /// # Errors
    /// When the hashing queue is full (503) or the store fails.
    ///
    /// [`find_password_login`]: crate::store::UserStore::find_password_login
    pub async fn verify_password(
        &self,
        login: Option<PasswordLogin>,
        password: Password,
        request: &RequestFacts,
    ) -> Result<Option<VerifiedUser>, ApiError> {
        let hash = login.as_ref().and_then(|login| login.account.as_ref());
        let verdict = self.hasher().verify(password, hash.map(|(_, hash)| hash.clone())).await?;
        let Some(PasswordLogin { user, account: Some((account, old)) }) = login else {
            return Ok(None);
        };
        match verdict {
            Verdict::Wrong => return Ok(None),
            Verdict::Right => {}
            Verdict::RightButStale(new) => {
                let event = self.event(kinds::PASSWORD_REHASHED, request).actor(&user.id);
                let consequences = self.consequences([event]);
                let accounts = self.accounts();
                let now = self.now();
                if accounts.replace_password(&account, &old, &new, now, &consequences).await? {
                    self.announce(consequences);
                }
            }
        }
        Ok(Some(VerifiedUser::vouch(user, SignInMethod::Password)))
    }

    /// Verifies the password of somebody who is signed in, before something that matters.
    /// Failures count against the account as failed sign-ins do.
    ///
    /// # Errors
    /// `INVALID_PASSWORD`; `CREDENTIAL_ACCOUNT_NOT_FOUND` for a user without a password;
    /// `TOO_MANY_REQUESTS` after too many failures.
    pub async fn confirm_password(
        &self,
        user: &User,
        password: &SecretString,
        request: &RequestFacts,
    ) -> Result<(AccountId, PasswordHash), ApiError> {
        let password = self.settings().password_policy.candidate(password)?;
        let login = self.users().find_password_login(LoginName::Email(&user.email)).await?;
        let own = login.filter(|login| login.user.id == user.id);
        let account = own.and_then(|login| login.account).ok_or(CREDENTIAL_ACCOUNT_NOT_FOUND)?;
        let attempt = async {
            let hash = Some(account.1.clone());
            Ok((self.hasher().verify(password, hash).await? != Verdict::Wrong).then_some(()))
        };
        if self.count_failures(user.email.as_str(), attempt).await?.is_none() {
            let event = self.event(kinds::SIGN_IN_FAILED, request).subject(&user.id);
            self.record(self.consequences([event.detail(INVALID_PASSWORD.code)])).await?;
            return Err(INVALID_PASSWORD.into());
        }
        Ok(account)
    }

    /// Gives the owner of a session another password, and a new session in place of the one that
    /// asked. Links that were mailed for the account are void then. `None` if the password
    /// is not `old` any more, because it was changed at the same time.
    ///
    /// The caller has verified the old password.
    ///
    /// # Errors
    /// When the hashing queue is full (503), or a store or a plugin fails.
    pub async fn change_password(
        &self,
        current: CurrentSession,
        old: (AccountId, PasswordHash),
        new: NewPassword,
        request: &RequestFacts,
    ) -> Result<Option<SignedIn>, ApiError> {
        let NewPassword { password, end_others, notify } = new;
        let new = self.hasher().hash(password).await?;
        let assurance = current.session.assurance.clone();
        let assurance = assurance.proven_again(Amr::PASSWORD, self.now());
        let prepared = self.prepare_replacement(&current, assurance, request)?;
        let CurrentSession { session: asked_by, user, .. } = current;
        let change = PasswordChange {
            account: old.0,
            old: old.1,
            new,
            asked_by: asked_by.id.clone(),
            session: prepared.new_session().clone(),
            end_others,
            now: self.now(),
        };
        let event = self.event(kinds::PASSWORD_CHANGED, request);
        let mut consequences = self.consequences([event.actor(&user.id).session(prepared.id())]);
        if notify {
            self.notify(&mut consequences, &user.email, &Message::PasswordChanged)?;
        }
        if !self.accounts().change_password(change, &consequences).await? {
            return Ok(None);
        }
        self.announce(consequences);
        for hooks in self.hooks() {
            let ended = (!end_others).then_some(&asked_by.id);
            hooks.session_ended(self, &user.id, ended).await?;
        }
        Ok(Some(self.opened(prepared)))
    }
}
