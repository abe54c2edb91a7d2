//! The policy, in one place: after which sign-ins a second factor is asked for.

use std::sync::Arc;

use async_trait::async_trait;
use axum::response::{IntoResponse, Response};
use better_auth_core::plugin::{Decision, Hooks};
use better_auth_core::{ApiError, Auth, Json, SignIn};
use http::{HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::kinds;
use crate::options::{MailedCodes, TwoFactorOptions};
use crate::store::{DeviceUse, TrustedDeviceStore, TwoFactorStore};
use crate::trusted_device::{self, COOKIE, DeviceToken};

/// The answer to a sign-in whose second factor is missing; it comes in place of the sign-in's own.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TwoFactorRedirectResponse {
    /// Always true.
    two_factor_redirect: bool,
    /// What the person may prove: `totp`, `otp`.
    two_factor_methods: Vec<&'static str>,
}

/// Asks those who have a second factor for it.
#[derive(Debug)]
pub(crate) struct TwoFactorHooks {
    pub(crate) store: Arc<dyn TwoFactorStore>,
    pub(crate) devices: Arc<dyn TrustedDeviceStore>,
    pub(crate) options: Arc<TwoFactorOptions>,
}

#[async_trait]
impl Hooks for TwoFactorHooks {
    async fn before_session(
        &self,
        auth: &Auth,
        sign_in: &SignIn<'_>,
    ) -> Result<Decision, ApiError> {
        let asked = sign_in.user.two_factor_enabled && (self.options.asks)(sign_in.method);
        if sign_in.is_completion || !asked {
            return Ok(Decision::Continue);
        }
        if let Some(cookie) = self.use_device(auth, sign_in).await? {
            return Ok(Decision::ContinueWith(cookie));
        }
        Ok(Decision::Challenge(Box::new(self.challenge(auth, sign_in).await?)))
    }
}

impl TwoFactorHooks {
    /// Lets a trusted device through, and gives it another cookie. Of several sign-ins at once with
    /// one cookie one is let through.
    async fn use_device(
        &self,
        auth: &Auth,
        sign_in: &SignIn<'_>,
    ) -> Result<Option<HeaderValue>, ApiError> {
        let Some(life) = self.options.trust_devices else { return Ok(None) };
        let user = &sign_in.user.id;
        let Some(old) = trusted_device::presented(auth, user, sign_in.request) else {
            return Ok(None);
        };
        let token = DeviceToken::generate(auth, user)?;
        let device = DeviceUse {
            user,
            old: &old,
            new: &token.hash,
            credential_version: sign_in.user.credential_version,
            ip_address: sign_in.request.ip_address_text(),
            user_agent: sign_in.request.user_agent(),
            now: auth.now(),
            expires_at: auth.now().plus(life),
        };
        let event = auth.event(kinds::DEVICE_USED, sign_in.request).actor(user);
        let consequences = auth.consequences([event.detail(sign_in.method.name())]);
        if !self.devices.use_trusted_device(device, &consequences).await? {
            return Ok(None);
        }
        auth.announce(consequences);
        Ok(Some(auth.cookies().set(COOKIE, token.cookie.expose(), Some(life))))
    }

    async fn challenge(&self, auth: &Auth, sign_in: &SignIn<'_>) -> Result<Response, ApiError> {
        let row = self.store.find_two_factor(&sign_in.user.id).await?;
        let (app, chosen) = row.map_or((false, false), |it| (it.has_app(), it.mailed_codes));
        let mailed = self.options.mails_codes(auth.sends_mail())
            && (chosen || self.options.mailed_codes == MailedCodes::Everybody);
        let methods = [("totp", app && self.options.totp), ("otp", mailed)];
        let body = TwoFactorRedirectResponse {
            two_factor_redirect: true,
            two_factor_methods: methods.iter().filter(|it| it.1).map(|it| it.0).collect(),
        };
        let mut response = Json(body).into_response();
        if trusted_device::presented(auth, &sign_in.user.id, sign_in.request).is_some() {
            // It is this user's, and it is not trusted any more.
            response.headers_mut().append(header::SET_COOKIE, auth.cookies().clear(COOKIE));
        }
        Ok(response)
    }
}
