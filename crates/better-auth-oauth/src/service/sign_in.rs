//! Finding the account here of somebody whom a provider has vouched for.
//!
//! Who somebody is, is the pair of provider and name there, never the address. The address decides
//! one thing only: whether an account that exists already may be linked. It may, by itself, where
//! the provider vouches for the address *and* the owner of the account has proven it: otherwise
//! whoever signed up first with the address of somebody else would wait for them in their account,
//! or whoever gives a wrong address at a provider would enter theirs.

use better_auth_core::redirect::SafeRedirect;
use better_auth_core::sign_in::SignInMethod;
use better_auth_core::{Email, RequestFacts, User, VerifiedUser};

use super::OAuth;
use crate::callback_error::{CallbackError, Failure};
use crate::provider::Profile;
use crate::store::{LinkCondition, LinkedAccount};
use crate::tokens::Tokens;

/// So often everything is looked up again when somebody else changes it at the same time.
pub(super) const ATTEMPTS: usize = 8;

/// So often a sign-in tries to leave its tokens.
const RENEWALS: usize = 3;

/// Somebody at a provider: what it says of them, and its tokens.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) provider: String,
    pub(super) profile: Profile,
    pub(super) tokens: Tokens,
    /// What they agreed to.
    pub(super) scopes: Vec<String>,
}

/// What the page asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Wish {
    pub(super) request_sign_up: bool,
    /// Where a link in a mail leads.
    pub(super) callback: Option<SafeRedirect>,
}

/// Somebody who may have a session.
#[derive(Debug)]
pub(super) struct Entrant {
    pub(super) verified: VerifiedUser,
    pub(super) is_new: bool,
}

impl OAuth {
    /// Finds the user, links the account to one, or makes one.
    pub(super) async fn admit(
        &self,
        identity: &Identity,
        wish: &Wish,
        request: &RequestFacts,
    ) -> Result<Entrant, Failure> {
        for _ in 0..ATTEMPTS {
            if let Some((user, is_new)) = self.try_admit(identity, wish, request).await? {
                let method = SignInMethod::Federated(identity.provider.clone());
                return Ok(Entrant { verified: VerifiedUser::vouch(user, method), is_new });
            }
        }
        Err(CallbackError::UnableToLinkAccount.into())
    }

    /// `None` when somebody else was faster, and it has to be looked up again.
    async fn try_admit(
        &self,
        identity: &Identity,
        wish: &Wish,
        request: &RequestFacts,
    ) -> Result<Option<(User, bool)>, Failure> {
        let name = &identity.profile.id;
        if let Some(account) = self.store.find_linked(&identity.provider, name).await? {
            let user = self.return_to(account, identity, request).await?;
            return Ok(user.map(|user| (user, false)));
        }
        let email = identity.profile.email.clone().map_err(|_| CallbackError::EmailNotFound)?;
        match self.auth.users().find_user_by_email(&email).await? {
            Some(user) => {
                let linked = self.link_by_address(user, email, identity, request).await?;
                Ok(linked.map(|user| (user, false)))
            }
            None if !self.options.may_sign_up(&identity.provider, wish.request_sign_up) => {
                Err(CallbackError::SignupDisabled.into())
            }
            None => {
                let user = self.create(email, identity, wish, request).await?;
                Ok(user.map(|user| (user, true)))
            }
        }
    }

    /// Somebody who has been here by this account before. Their tokens are replaced, and the
    /// address is proven if it is theirs and the provider vouches for it.
    async fn return_to(
        &self,
        account: LinkedAccount,
        identity: &Identity,
        request: &RequestFacts,
    ) -> Result<Option<User>, Failure> {
        let user = self.auth.users().find_user(&account.user_id).await?;
        // The account goes when the user goes: it was deleted at this moment.
        let Some(user) = user else { return Ok(None) };
        let Some(user) = self.renew_or_keep(account, user, identity, request).await? else {
            return Ok(None);
        };
        if self.options.update_on_sign_in {
            return Ok(Some(self.copy_profile(user, identity, request).await));
        }
        Ok(Some(user))
    }

    /// Replaces the tokens. Where many sign in at once, some leave the tokens of the others: they
    /// are as young. `None` if the account is gone, or somebody else's.
    async fn renew_or_keep(
        &self,
        mut account: LinkedAccount,
        user: User,
        identity: &Identity,
        request: &RequestFacts,
    ) -> Result<Option<User>, Failure> {
        for _ in 0..RENEWALS {
            let (id, scopes) = (account.id.clone(), account.scopes.clone());
            let renewed = self.renew(account, user.clone(), identity, scopes, request).await?;
            if renewed.is_some() {
                return Ok(renewed);
            }
            let name = &identity.profile.id;
            let found = self.store.find_linked(&identity.provider, name).await?;
            match found.filter(|found| found.id == id && found.user_id == user.id) {
                Some(found) => account = found,
                None => return Ok(None),
            }
        }
        Ok(Some(user))
    }

    async fn link_by_address(
        &self,
        user: User,
        email: Email,
        identity: &Identity,
        request: &RequestFacts,
    ) -> Result<Option<User>, Failure> {
        let vouched = self.vouches(identity);
        let allowed = self.options.linking && self.options.implicit_linking;
        if !(allowed && vouched && user.email_verified) {
            return Err(CallbackError::AccountNotLinked.into());
        }
        let credential_version = user.credential_version;
        let condition = LinkCondition::ProvenAddress { credential_version, email };
        if !self.insert_link(&user, identity, condition, request).await? {
            return Ok(None);
        }
        if self.options.update_on_link {
            return Ok(Some(self.copy_profile(user, identity, request).await));
        }
        Ok(Some(user))
    }

    /// Whether the provider's word on the address counts.
    pub(super) fn vouches(&self, identity: &Identity) -> bool {
        identity.profile.email_verified || self.options.trusted.contains(&identity.provider)
    }
}
