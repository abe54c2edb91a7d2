//! Linking an account on the wish of somebody who is signed in.

use better_auth_core::entity::UserChanges;
use better_auth_core::{RequestFacts, SessionId, User, UserId};

use super::OAuth;
use super::sign_in::{ATTEMPTS, Identity};
use crate::callback_error::{CallbackError, Failure};
use crate::store::LinkCondition;

/// Who wants it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) user: &'a UserId,
    /// The session that asked; it must still live.
    pub(super) session: &'a SessionId,
}

impl OAuth {
    /// Links the account, or gives one that is linked already its new tokens and scopes.
    pub(super) async fn link(
        &self,
        asker: Asker<'_>,
        identity: &Identity,
        request: &RequestFacts,
    ) -> Result<(), Failure> {
        let user = self.asker(asker).await?;
        if !self.options.linking || !self.vouches(identity) {
            return Err(CallbackError::UnableToLinkAccount.into());
        }
        let same = identity.profile.email.as_ref().is_ok_and(|email| *email == user.email);
        if !same && !self.options.different_emails {
            return Err(CallbackError::EmailDoesNotMatch.into());
        }
        for _ in 0..ATTEMPTS {
            if self.try_link(asker, &user, identity, request).await? {
                if self.options.update_on_link {
                    self.copy_profile(user, identity, request).await;
                }
                return Ok(());
            }
        }
        Err(CallbackError::UnableToLinkAccount.into())
    }

    async fn try_link(
        &self,
        asker: Asker<'_>,
        user: &User,
        identity: &Identity,
        request: &RequestFacts,
    ) -> Result<bool, Failure> {
        let known = self.store.find_linked(&identity.provider, &identity.profile.id).await?;
        let Some(account) = known else {
            let (id, now) = (asker.session.clone(), self.auth.now());
            let condition = LinkCondition::Session { id, now };
            let linked = self.insert_link(user, identity, condition, request).await?;
            // Either somebody else has it by now, which the next look tells, or the session ended.
            if !linked {
                self.asker(asker).await?;
            }
            return Ok(linked);
        };
        if account.user_id != user.id {
            return Err(CallbackError::AccountAlreadyLinkedToDifferentUser.into());
        }
        let mut scopes = account.scopes.clone();
        let added = identity.scopes.iter().filter(|scope| !account.scopes.contains(scope));
        scopes.extend(added.cloned());
        Ok(self.renew(account, user.clone(), identity, scopes, request).await?.is_some())
    }

    /// The user, if the session that asked is still theirs and alive.
    async fn asker(&self, asker: Asker<'_>) -> Result<User, Failure> {
        let sessions = self.auth.sessions().list_sessions(asker.user, self.auth.now()).await?;
        if !sessions.iter().any(|session| session.id == *asker.session) {
            return Err(CallbackError::UnableToLinkAccount.into());
        }
        let user = self.auth.users().find_user(asker.user).await?;
        user.ok_or_else(|| CallbackError::UnableToLinkAccount.into())
    }

    /// Takes name and picture over. What goes wrong with that does not undo the sign-in.
    pub(super) async fn copy_profile(
        &self,
        user: User,
        identity: &Identity,
        request: &RequestFacts,
    ) -> User {
        let profile = &identity.profile;
        let changes = UserChanges {
            name: profile.name.clone().filter(|name| *name != user.name),
            image: profile.image.clone().map(Some).filter(|image| *image != user.image),
            ..UserChanges::default()
        };
        if changes.is_empty() {
            return user;
        }
        match self.auth.update_user(&user, changes, request).await {
            Ok(updated) => updated,
            Err(error) => {
                tracing::warn!(%error, "name and picture of a user were not taken over");
                user
            }
        }
    }
}
