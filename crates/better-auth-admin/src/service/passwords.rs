use better_auth_core::mail::Message;
use better_auth_core::password::About;
use better_auth_core::{AccountId, ApiError, SecretString, UserId};

use super::{Admins, Caller};
use crate::error::YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD;
use crate::store::{Actor, PasswordSetting};
use crate::{kinds, permission};

impl Admins {
    /// Gives a user another password, or a first one. Their sessions, sign-ins under way and mailed
    /// links end, and they are told by mail.
    ///
    /// # Errors
    /// [`YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD`], also for a user with more rights than the
    /// caller; `USER_NOT_FOUND`; what the policy says to the password.
    pub async fn set_password(
        &self,
        caller: Caller<'_>,
        id: &UserId,
        typed: &SecretString,
    ) -> Result<(), ApiError> {
        let refusal = YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD;
        self.require(caller, permission::user::SetPassword, refusal)?;
        let user = self.find(id).await?;
        self.require_over(caller, &user, refusal)?;
        let password = self.auth.accept_password(typed, &About::from(&user)).await?;
        let hash = self.auth.hasher().hash(password).await?;
        let setting = PasswordSetting {
            actor: caller.actor(),
            user: Actor::of(&user),
            account: AccountId::generate(self.auth.random())?,
            hash: &hash,
            now: self.auth.now(),
        };
        let event = self.event(kinds::PASSWORD_SET, caller, id);
        let mut consequences = self.auth.consequences([event]);
        self.auth.notify(&mut consequences, &user.email, &Message::PasswordChanged)?;
        if !self.store.set_password(setting, &consequences).await? {
            return Err(refusal.into());
        }
        self.auth.announce_end(id, consequences).await
    }
}
