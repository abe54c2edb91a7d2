//! Rows: new users, links, new tokens.

use better_auth_core::entity::NewUser;
use better_auth_core::event::kinds;
use better_auth_core::mail::Message;
use better_auth_core::plugin::{AddressProof, ProofOccasion};
use better_auth_core::{AccountId, ApiError, Email, RequestFacts, User, UserId};

use super::OAuth;
use super::sign_in::{Identity, Wish};
use crate::callback_error::{CallbackError, Failure};
use crate::kinds::ACCOUNT_LINKED;
use crate::provider::is_placeholder;
use crate::store::{AccountUpdate, LinkCondition, LinkedAccount, NewLinkedAccount, Updated};
use crate::tokens::Tokens;

/// The index that says that an account at a provider belongs to one user.
const ACCOUNT_TAKEN: &str = "accounts_provider_id_account_id_key";

impl OAuth {
    /// Makes a user with the account as first way in. `None` if the address or the account came
    /// into being at the same time.
    pub(super) async fn create(
        &self,
        email: Email,
        identity: &Identity,
        wish: &Wish,
        request: &RequestFacts,
    ) -> Result<Option<User>, Failure> {
        let auth = &self.auth;
        let (now, profile) = (auth.now(), &identity.profile);
        let new = NewUser {
            id: UserId::generate(auth.random())?,
            name: profile.name.clone().unwrap_or_default(),
            email_verified: profile.email_verified && !is_placeholder(&email),
            email,
            image: profile.image.clone(),
            username: None,
            display_username: None,
            additional: auth.settings().user_fields.defaults(),
            created_at: now,
        };
        let account = self.new_account(&new.id, identity)?;
        let created = auth.event(kinds::USER_CREATED, request).actor(&new.id);
        let linked = auth.event(ACCOUNT_LINKED, request).actor(&new.id).object(&account.account.id);
        let mut consequences = auth.consequences([created, linked]);
        let user = User::from(new.clone());
        if !user.email_verified && !is_placeholder(&user.email) {
            let occasion = match self.options.verified_email {
                true => ProofOccasion::SignUp,
                false => ProofOccasion::SignUpWithSession,
            };
            let proof = AddressProof { user: &user, occasion, callback: wish.callback.as_ref() };
            auth.prove_address(&proof, &mut consequences).await?;
        }
        let user = match self.store.create_linked_user(new, account, &consequences).await {
            Err(error)
                if error.is_conflict_on("users_email_key")
                    || error.is_conflict_on(ACCOUNT_TAKEN) =>
            {
                return Ok(None);
            }
            created => created?,
        };
        auth.announce(consequences);
        for hooks in auth.hooks() {
            hooks.user_created(auth, &user).await?;
        }
        Ok(Some(user))
    }

    /// Links the account to a user if the condition holds. False if it does not, or if the account
    /// was linked at the same time.
    pub(super) async fn insert_link(
        &self,
        user: &User,
        identity: &Identity,
        condition: LinkCondition,
        request: &RequestFacts,
    ) -> Result<bool, Failure> {
        let account = self.new_account(&user.id, identity)?;
        let event =
            self.auth.event(ACCOUNT_LINKED, request).actor(&user.id).object(&account.account.id);
        let mut consequences = self.auth.consequences([event]);
        let provider = identity.provider.to_string();
        let notice = Message::AccountsChanged { provider, linked: true };
        self.auth.notify(&mut consequences, &user.email, &notice)?;
        match self.store.link(account, condition, &consequences).await {
            Ok(true) => {
                self.auth.announce(consequences);
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(error) if error.is_conflict_on(ACCOUNT_TAKEN) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives an account its new tokens. `None` if somebody else did so at the same time, or the
    /// account is gone.
    pub(super) async fn renew(
        &self,
        account: LinkedAccount,
        user: User,
        identity: &Identity,
        scopes: Vec<String>,
        request: &RequestFacts,
    ) -> Result<Option<User>, Failure> {
        let auth = &self.auth;
        let profile = &identity.profile;
        let proven =
            profile.email.clone().ok().filter(|email| {
                profile.email_verified && !user.email_verified && *email == user.email
            });
        let event = proven.as_ref().map(|_| auth.event(kinds::EMAIL_VERIFIED, request));
        let consequences = auth.consequences(event.map(|event| event.actor(&user.id)));
        let was_verified = proven.is_none();
        let tokens = self.merged(&account, &identity.tokens)?;
        let update = AccountUpdate { was: account, tokens, scopes, proven, now: auth.now() };
        if self.store.update_linked(update, &consequences).await? == Updated::Outdated {
            return Ok(None);
        }
        auth.announce(consequences);
        if was_verified {
            return Ok(Some(user));
        }
        let user = auth.users().find_user(&user.id).await?;
        let user = user.ok_or(CallbackError::UnableToCreateSession)?;
        for hooks in auth.hooks() {
            hooks.user_updated(auth, &user).await?;
        }
        Ok(Some(user))
    }

    /// The new tokens, with what they lack of the old ones, for the same row.
    pub(super) fn merged(
        &self,
        account: &LinkedAccount,
        new: &Tokens,
    ) -> Result<crate::SealedTokens, ApiError> {
        let old = account.tokens.as_ref().map(|old| Tokens::open(&self.auth, &account.id, old).0);
        let merged = new.clone().or(old.unwrap_or_default());
        Ok(merged.seal(&self.auth, &account.id)?)
    }

    fn new_account(
        &self,
        user: &UserId,
        identity: &Identity,
    ) -> Result<NewLinkedAccount, ApiError> {
        let id = AccountId::generate(self.auth.random())?;
        let tokens = Some(identity.tokens.seal(&self.auth, &id)?);
        let account = LinkedAccount {
            id,
            user_id: user.clone(),
            provider_id: identity.provider.clone(),
            account_id: identity.profile.id.clone(),
            scopes: identity.scopes.clone(),
            tokens,
        };
        Ok(NewLinkedAccount { account, created_at: self.auth.now() })
    }
}
