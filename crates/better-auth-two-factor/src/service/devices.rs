use better_auth_core::sign_in::PendingSignIn;
use better_auth_core::{ApiError, RequestFacts, User};
use http::HeaderValue;

use super::TwoFactors;
use crate::kinds;
use crate::trusted_device::{COOKIE, DeviceToken, TrustedDevice, TrustedDeviceId};

impl TwoFactors {
    /// The devices that skip the second factor of a user, the last used first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_devices(&self, user: &User) -> Result<Vec<TrustedDevice>, ApiError> {
        let (version, now) = (user.credential_version, self.auth.now());
        Ok(self.devices.list_trusted_devices(&user.id, version, now).await?)
    }

    /// Trusts a device of a user no more. Says whether it was one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revoke_device(
        &self,
        user: &User,
        device: &TrustedDeviceId,
        request: &RequestFacts,
    ) -> Result<bool, ApiError> {
        let event = self.auth.event(kinds::DEVICE_REVOKED, request).actor(&user.id);
        let consequences = self.auth.consequences([event]);
        let revoked = self.devices.revoke_trusted_device(&user.id, device, &consequences).await?;
        if revoked {
            self.auth.announce(consequences);
        }
        Ok(revoked)
    }

    /// The device of a sign-in that is being completed, and its cookie.
    pub(super) fn new_device(
        &self,
        pending: &PendingSignIn,
        request: &RequestFacts,
    ) -> Result<Option<(TrustedDevice, HeaderValue)>, ApiError> {
        let Some(life) = self.options.trust_devices else { return Ok(None) };
        let user = &pending.user;
        let token = DeviceToken::generate(&self.auth, &user.id)?;
        let now = self.auth.now();
        let device = TrustedDevice {
            id: TrustedDeviceId::generate(self.auth.random())?,
            user_id: user.id.clone(),
            token_hash: token.hash,
            credential_version: user.credential_version,
            ip_address: request.ip_address_text(),
            user_agent: request.user_agent().map(str::to_owned),
            created_at: now,
            used_at: now,
            expires_at: now.plus(life),
        };
        let cookie = self.auth.cookies().set(COOKIE, token.cookie.expose(), Some(life));
        Ok(Some((device, cookie)))
    }
}
