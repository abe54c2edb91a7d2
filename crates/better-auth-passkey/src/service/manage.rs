use better_auth_core::mail::Message;
use better_auth_core::{ApiError, RequestFacts, User, UserId};

use super::Passkeys;
use crate::error::{FAILED_TO_DELETE_LAST_PASSKEY, PASSKEY_NOT_FOUND};
use crate::kinds;
use crate::store::{Passkey, PasskeyId, RemovedPasskey};

impl Passkeys {
    /// The passkeys of a user, oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, user: &UserId) -> Result<Vec<Passkey>, ApiError> {
        Ok(self.store.list_passkeys(user).await?)
    }

    /// Names a passkey of the user anew.
    ///
    /// # Errors
    /// [`PASSKEY_NOT_FOUND`] if there is none, or it is somebody else's.
    pub async fn rename(
        &self,
        user: &UserId,
        id: &PasskeyId,
        name: &str,
        request: &RequestFacts,
    ) -> Result<Passkey, ApiError> {
        let event = self.auth.event(kinds::PASSKEY_RENAMED, request).actor(user).object(id);
        let consequences = self.auth.consequences([event]);
        let renamed = self.store.rename_passkey(user, id, name, &consequences).await?;
        let renamed = renamed.ok_or(PASSKEY_NOT_FOUND)?;
        self.auth.announce(consequences);
        Ok(renamed)
    }

    /// Removes a passkey of the user, and tells them by mail. Sessions that it opened go on.
    ///
    /// # Errors
    /// [`PASSKEY_NOT_FOUND`] if there is none, or it is somebody else's;
    /// [`FAILED_TO_DELETE_LAST_PASSKEY`] if the user could not sign in any more.
    pub async fn remove(
        &self,
        user: &User,
        id: &PasskeyId,
        request: &RequestFacts,
    ) -> Result<(), ApiError> {
        let event = self.auth.event(kinds::PASSKEY_REMOVED, request).actor(&user.id).object(id);
        let mut consequences = self.auth.consequences([event]);
        let notice = Message::PasskeysChanged { added: false };
        self.auth.notify(&mut consequences, &user.email, &notice)?;
        match self.store.remove_passkey(&user.id, id, &consequences).await? {
            RemovedPasskey::Removed => {
                self.auth.announce(consequences);
                Ok(())
            }
            RemovedPasskey::Unknown => Err(PASSKEY_NOT_FOUND.into()),
            RemovedPasskey::Last => Err(FAILED_TO_DELETE_LAST_PASSKEY.into()),
        }
    }
}
