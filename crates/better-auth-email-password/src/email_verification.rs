use std::sync::Arc;

use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::plugin::{Hooks, Mounted, Plugin, Service};
use better_auth_core::{Auth, ErrorCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::{EMAIL_ALREADY_VERIFIED, EMAIL_MISMATCH};
use crate::options::{EmailVerificationOptions, LINK_LIVES};
use crate::routes::{send_verification_email, verify_email};
use crate::verification::EmailVerification;
use crate::verification_hooks::EmailVerificationHooks;

/// Sends the links by which people prove their address, and opens them.
///
/// It needs a mailer. Plugins that wait for a proven address or change it ask for this one.
#[derive(Debug, Clone, Default)]
pub struct EmailVerificationPlugin {
    options: EmailVerificationOptions,
}

impl EmailVerificationPlugin {
    /// Under this name other plugins look for it in
    /// [`Settings::plugins`](better_auth_core::config::Settings::plugins).
    pub const NAME: &str = "email-verification";

    /// With the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other options.
    pub fn with(options: EmailVerificationOptions) -> Self {
        Self { options }
    }
}

impl Service for EmailVerificationPlugin {
    type Handle = EmailVerification;
}

impl<A> Plugin<A> for EmailVerificationPlugin {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        if !settings.sends_mail {
            return Err(ConfigError::new(
                "mailer",
                "is not set, and EmailVerificationPlugin sends links by mail",
                "give one with `.mailer(…)`, or leave the plugin out",
            ));
        }
        if !LINK_LIVES.contains(&self.options.link_life) {
            return Err(ConfigError::new(
                "email_verification.link_life",
                format!("{:?} is too short or too long", self.options.link_life),
                "give at least a minute and at most 30 days, as the default of an hour",
            ));
        }
        Ok(())
    }

    fn hooks(&self, _adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(EmailVerificationHooks::new(self.options.clone())))
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        &[EMAIL_MISMATCH, EMAIL_ALREADY_VERIFIED]
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let service = EmailVerification::new(auth.clone(), self.options.clone());
        let router = OpenApiRouter::new()
            .routes(routes!(send_verification_email::send_verification_email))
            .routes(routes!(verify_email::verify_email));
        Mounted::routes(router.with_state(service.clone())).with_service::<Self>(service)
    }
}
