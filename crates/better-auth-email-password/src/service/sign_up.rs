use better_auth_core::entity::{NewAccount, NewUser, User};
use better_auth_core::event::kinds;
use better_auth_core::fields::Additional;
use better_auth_core::password::Password;
use better_auth_core::plugin::{AddressProof, ProofOccasion};
use better_auth_core::redirect::SafeRedirect;
use better_auth_core::sign_in::SignInMethod;
use better_auth_core::{
    AccountId, ApiError, Consequences, Email, RequestFacts, UserId, VerifiedUser,
};

use super::EmailPasswords;
use crate::error::{
    EMAIL_PASSWORD_SIGN_UP_DISABLED, USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL,
    USERNAME_IS_ALREADY_TAKEN,
};
use crate::username::Username;

/// Somebody who asks for an account; every part has been checked.
#[derive(Debug)]
pub struct SignUp {
    /// What they are called.
    pub name: String,
    /// The address.
    pub email: Email,
    /// The password, as the policy accepted it.
    pub password: Password,
    /// URL of a picture.
    pub image: Option<String>,
    /// The user name.
    pub username: Option<Username>,
    /// How the user name is shown; as typed, if `None`.
    pub display_username: Option<String>,
    /// Where the link in the verification mail leads.
    pub callback: Option<SafeRedirect>,
    /// The fields that the application declared.
    pub additional: Additional,
}

/// How a sign-up ended.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "made once a sign-up, and taken apart at once")]
pub enum SignUpOutcome {
    /// The account exists, and its owner may have a session.
    Created(VerifiedUser),
    /// There is nothing to open a session with: the address must be verified first, or sessions
    /// at sign-up are switched off. If the address must be verified, the user may be a look-alike
    /// of one that was not created, because the address is taken; the caller must not tell.
    Waiting(Box<User>),
}

impl EmailPasswords {
    /// Makes an account.
    ///
    /// # Errors
    /// [`EMAIL_PASSWORD_SIGN_UP_DISABLED`], [`USERNAME_IS_ALREADY_TAKEN`];
    /// [`USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL`] unless addresses must be verified.
    pub async fn sign_up(
        &self,
        sign_up: SignUp,
        request: &RequestFacts,
    ) -> Result<SignUpOutcome, ApiError> {
        if !self.options.sign_up {
            return Err(EMAIL_PASSWORD_SIGN_UP_DISABLED.into());
        }
        // Before the address is looked at: otherwise a taken name would answer differently for a
        // taken address and for a new one.
        self.check_username_is_free(sign_up.username.as_ref()).await?;
        let callback = sign_up.callback.clone();
        let (user, account) = self.rows(sign_up).await?;
        let new = User::from(user.clone());
        // One question and one transaction, whether or not the address is taken. The unique index
        // decides between those who sign up at the same time.
        if self.options.require_email_verification
            && self.auth.users().find_user_by_email(&new.email).await?.is_some()
        {
            return self.taken(new, callback.as_ref()).await;
        }
        let event = self.auth.event(kinds::USER_CREATED, request).actor(&user.id);
        let mut consequences = self.auth.consequences([event]);
        let proof =
            AddressProof { user: &new, occasion: self.occasion(), callback: callback.as_ref() };
        self.auth.prove_address(&proof, &mut consequences).await?;
        let users = self.auth.users();
        match users.create_user_with_account(user, account, &consequences).await {
            Ok(user) => self.created(user, consequences).await,
            Err(error) if error.is_conflict_on("users_username_key") => {
                Err(USERNAME_IS_ALREADY_TAKEN.into())
            }
            Err(error) if error.is_conflict_on("users_email_key") => {
                self.taken(new, callback.as_ref()).await
            }
            Err(error) => Err(error.into()),
        }
    }

    fn occasion(&self) -> ProofOccasion {
        if self.options.require_email_verification {
            ProofOccasion::SignUp
        } else {
            ProofOccasion::SignUpWithSession
        }
    }

    async fn check_username_is_free(&self, username: Option<&Username>) -> Result<(), ApiError> {
        if let Some(username) = username
            && self.auth.users().username_exists(username.folded()).await?
        {
            return Err(USERNAME_IS_ALREADY_TAKEN.into());
        }
        Ok(())
    }

    /// Hashes the password, whether or not the address is free.
    async fn rows(&self, sign_up: SignUp) -> Result<(NewUser, NewAccount), ApiError> {
        let password = self.auth.hasher().hash(sign_up.password).await?;
        let now = self.auth.now();
        let id = UserId::generate(self.auth.random())?;
        let account_id = AccountId::generate(self.auth.random())?;
        let account = NewAccount::credential(account_id, id.clone(), password, now);
        let typed = sign_up.username.as_ref().map(|username| username.typed().to_owned());
        let user = NewUser {
            id,
            name: sign_up.name,
            email: sign_up.email,
            email_verified: false,
            image: sign_up.image,
            display_username: sign_up.display_username.or(typed),
            username: sign_up.username.map(|username| username.folded().to_owned()),
            additional: sign_up.additional,
            created_at: now,
        };
        Ok((user, account))
    }

    async fn created(
        &self,
        user: User,
        consequences: Consequences,
    ) -> Result<SignUpOutcome, ApiError> {
        self.auth.announce(consequences);
        for hooks in self.auth.hooks() {
            hooks.user_created(&self.auth, &user).await?;
        }
        if self.options.require_email_verification || !self.options.auto_sign_in {
            return Ok(SignUpOutcome::Waiting(Box::new(user)));
        }
        Ok(SignUpOutcome::Created(VerifiedUser::vouch(user, SignInMethod::SignUp)))
    }

    /// The answer to a taken address. Where addresses must be verified it is the one to a new
    /// address, after the same work, and the owner is told by mail.
    async fn taken(
        &self,
        look_alike: User,
        callback: Option<&SafeRedirect>,
    ) -> Result<SignUpOutcome, ApiError> {
        if !self.options.require_email_verification {
            return Err(USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.into());
        }
        let occasion = ProofOccasion::SignUpWithTakenAddress;
        let proof = AddressProof { user: &look_alike, occasion, callback };
        let mut consequences = self.auth.consequences([]);
        self.auth.prove_address(&proof, &mut consequences).await?;
        self.auth.record(consequences).await?;
        Ok(SignUpOutcome::Waiting(Box::new(look_alike)))
    }
}
