//! The life of a user after the sign-up: changed, deleted.

use super::Auth;
use crate::entity::{User, UserChanges};
use crate::error::{ApiError, codes};
use crate::event::kinds;
use crate::extract::RequestFacts;
use crate::store::StoreError;

impl Auth {
    /// Changes a user, after every plugin has agreed.
    ///
    /// # Errors
    /// The refusal of a plugin, or what it says to a conflict on its column; `UNAUTHORIZED` if the
    /// user is gone; a failure of the store.
    pub async fn update_user(
        &self,
        user: &User,
        mut changes: UserChanges,
        request: &RequestFacts,
    ) -> Result<User, ApiError> {
        for hooks in self.hooks() {
            hooks.before_user_updated(self, user, &mut changes).await?;
        }
        let event = self.event(kinds::USER_UPDATED, request).actor(&user.id);
        let consequences = self.consequences([event]);
        let now = self.now();
        let updated = self.users().update_user(&user.id, changes, now, &consequences).await;
        let updated = updated.map_err(|error| self.explain(error))?.ok_or(codes::UNAUTHORIZED)?;
        self.announce(consequences);
        for hooks in self.hooks() {
            hooks.user_updated(self, &updated).await?;
        }
        Ok(updated)
    }

    fn explain(&self, error: StoreError) -> ApiError {
        let StoreError::Conflict { index } = &error else { return error.into() };
        let explained = self.hooks().iter().find_map(|hooks| hooks.explain_conflict(index));
        explained.map_or_else(|| error.into(), ApiError::from)
    }

    /// Deletes a user and everything that is theirs, unless a plugin objects.
    ///
    /// # Errors
    /// The objection of a plugin, or a failure of the store.
    pub async fn delete_user(&self, user: &User, request: &RequestFacts) -> Result<(), ApiError> {
        for hooks in self.hooks() {
            hooks.before_user_deleted(self, user).await?;
        }
        let event = self.event(kinds::USER_DELETED, request).actor(&user.id);
        let consequences = self.consequences([event]);
        if self.users().delete_user(&user.id, &consequences).await? {
            self.announce(consequences);
            for hooks in self.hooks() {
                hooks.session_ended(self, &user.id, None).await?;
            }
        }
        Ok(())
    }
}
