//! The life of a user after the sign-up: changed, deleted.

use super::Auth;
use crate::consequences::Consequences;
use crate::entity::{Proof, Purpose, User, UserChanges};
use crate::error::{ApiError, codes};
use crate::event::{Event, kinds};
use crate::extract::RequestFacts;
use crate::id::UserId;
use crate::store::StoreError;
use crate::token::TokenHash;

impl Auth {
    /// Changes a user, who asked for it, after every plugin has agreed.
    ///
    /// # Errors
    /// The refusal of a plugin, or what it says to a conflict on its column; `VALIDATION_ERROR` for
    /// a declared field that does not fit; `UNAUTHORIZED` if the user is gone; a failure of the
    /// store.
    pub async fn update_user(
        &self,
        user: &User,
        changes: UserChanges,
        request: &RequestFacts,
    ) -> Result<User, ApiError> {
        let event = self.event(kinds::USER_UPDATED, request).actor(&user.id);
        self.update_user_by(user, changes, event).await
    }

    /// Changes a user as [`update_user`](Self::update_user) does, because somebody else asked for
    /// it; the event says who.
    ///
    /// # Errors
    /// As [`update_user`](Self::update_user).
    pub async fn update_user_by(
        &self,
        user: &User,
        changes: UserChanges,
        event: Event,
    ) -> Result<User, ApiError> {
        let changes = self.accept_user_changes(user, changes).await?;
        let consequences = self.consequences([event]);
        let now = self.now();
        let updated = self.users().update_user(&user.id, changes, now, &consequences).await;
        let updated = updated.map_err(|error| self.explain(error))?.ok_or(codes::UNAUTHORIZED)?;
        self.announce(consequences);
        self.user_updated(&updated).await?;
        Ok(updated)
    }

    /// Asks every plugin what it says to changes of a user, and checks the declared fields: for a
    /// plugin that writes them in a transaction of its own, and tells by
    /// [`user_updated`](Self::user_updated) that it did.
    ///
    /// # Errors
    /// The refusal of a plugin; `VALIDATION_ERROR` for a declared field that does not fit.
    pub async fn accept_user_changes(
        &self,
        user: &User,
        mut changes: UserChanges,
    ) -> Result<UserChanges, ApiError> {
        for hooks in self.hooks() {
            hooks.before_user_updated(self, user, &mut changes).await?;
        }
        changes.additional = self.settings().user_fields.checked(changes.additional)?;
        Ok(changes)
    }

    /// Tells every plugin that a user was changed.
    ///
    /// # Errors
    /// That of a plugin; the change stays.
    pub async fn user_updated(&self, updated: &User) -> Result<(), ApiError> {
        for hooks in self.hooks() {
            hooks.user_updated(self, updated).await?;
        }
        Ok(())
    }

    /// What the client is told of a failure of the store: where a unique index of a plugin refused,
    /// what that plugin says.
    pub fn explain(&self, error: StoreError) -> ApiError {
        let StoreError::Conflict { index } = &error else { return error.into() };
        let explained = self.hooks().iter().find_map(|hooks| hooks.explain_conflict(index));
        explained.map_or_else(|| error.into(), ApiError::from)
    }

    /// Deletes a user and everything that is theirs, unless a plugin objects.
    ///
    /// # Errors
    /// The objection of a plugin, or a failure of the store.
    pub async fn delete_user(&self, user: &User, request: &RequestFacts) -> Result<(), ApiError> {
        let event = self.event(kinds::USER_DELETED, request).actor(&user.id);
        self.delete_user_by(user, event).await.map(|_| ())
    }

    /// Deletes a user as [`delete_user`](Self::delete_user) does, because somebody else asked for
    /// it; the event says who. Says whether the user was still there.
    ///
    /// # Errors
    /// As [`delete_user`](Self::delete_user).
    pub async fn delete_user_by(&self, user: &User, event: Event) -> Result<bool, ApiError> {
        self.ask_before_deletion(user).await?;
        let consequences = self.consequences([event]);
        let deleted = self.users().delete_user(&user.id, &consequences).await?;
        if deleted {
            self.deleted(user, consequences).await?;
        }
        Ok(deleted)
    }

    /// Deletes a user by a token that was mailed to them, unless a plugin objects, which leaves the
    /// token as it is. The token's value is the address to which it was mailed; it must still be
    /// the user's. Says whether the token was live, and theirs; of any number of callers at once,
    /// one deletes.
    ///
    /// # Errors
    /// The objection of a plugin, or a failure of the store.
    pub async fn delete_user_by_token(
        &self,
        user: &User,
        purpose: Purpose,
        token: &TokenHash,
        request: &RequestFacts,
    ) -> Result<bool, ApiError> {
        let now = self.now();
        let found = self.verifications().find_verification(purpose, token).await?;
        let good = found.is_some_and(|found| {
            found.user_id.as_ref() == Some(&user.id)
                && found.value == user.email.as_str()
                && found.consumed_at.is_none()
                && found.expires_at > now
        });
        if !good {
            return Ok(false);
        }
        self.ask_before_deletion(user).await?;
        let proof = Proof { purpose, token, user: Some(&user.id) };
        let consequences = self.deletion(user, request);
        let deleted = self.users().delete_user_by_token(proof, now, &consequences).await?;
        if deleted {
            self.deleted(user, consequences).await?;
        }
        Ok(deleted)
    }

    /// Whether a plugin knows a way into the account beside those of the account store. Who acts on
    /// the answer does so at the [`credential_version`](User::credential_version) that was read
    /// before.
    ///
    /// # Errors
    /// When a plugin fails.
    pub async fn has_way_in_of_plugin(&self, user: &UserId) -> Result<bool, ApiError> {
        for hooks in self.hooks() {
            if hooks.ways_in(self, user).await? > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn ask_before_deletion(&self, user: &User) -> Result<(), ApiError> {
        for hooks in self.hooks() {
            hooks.before_user_deleted(self, user).await?;
        }
        for hooks in self.hooks() {
            hooks.user_being_deleted(self, user).await?;
        }
        Ok(())
    }

    fn deletion(&self, user: &User, request: &RequestFacts) -> Consequences {
        self.consequences([self.event(kinds::USER_DELETED, request).actor(&user.id)])
    }

    async fn deleted(&self, user: &User, consequences: Consequences) -> Result<(), ApiError> {
        self.announce(consequences);
        for hooks in self.hooks() {
            hooks.session_ended(self, &user.id, None).await?;
        }
        Ok(())
    }
}
