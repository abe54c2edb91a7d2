use std::sync::Arc;
use std::time::Duration;

use better_auth_core::api::UserField;
use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::plugin::{Hooks, Mounted, Plugin, Service};
use better_auth_core::{Auth, ErrorCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::email_verification::EmailVerificationPlugin;
use crate::error;
use crate::hooks::EmailPasswordHooks;
use crate::options::{EmailPasswordOptions, UsernameOptions};
use crate::routes::{is_username_available, sign_in_email, sign_in_username, sign_up_email};
use crate::service::EmailPasswords;

/// Sign-up and sign-in by address or user name and password.
#[derive(Debug, Clone, Default)]
pub struct EmailPasswordPlugin {
    options: EmailPasswordOptions,
}

impl EmailPasswordPlugin {
    /// With the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other options.
    pub fn with(options: EmailPasswordOptions) -> Self {
        Self { options }
    }
}

impl Service for EmailPasswordPlugin {
    type Handle = EmailPasswords;
}

impl<A> Plugin<A> for EmailPasswordPlugin {
    fn name(&self) -> &'static str {
        "email-password"
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        let verifies = settings.plugins.contains(&EmailVerificationPlugin::NAME);
        if self.options.require_email_verification && !verifies {
            return Err(ConfigError::new(
                "require_email_verification",
                "is on, and nobody could verify an address",
                "plug in EmailVerificationPlugin as well, or leave it off",
            ));
        }
        self.options.usernames.as_ref().map_or(Ok(()), check_usernames)
    }

    fn hooks(&self, _adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(EmailPasswordHooks::new(self.options.clone())))
    }

    /// Enough for a form that asks at each key, too little to collect the names of an application.
    fn rate_rules(&self) -> Vec<RateRule> {
        vec![RateRule::new("/is-username-available", 20, Duration::from_secs(10))]
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn user_fields(&self) -> &'static [UserField] {
        if self.options.usernames.is_some() { &[UserField::Username] } else { &[] }
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let service = EmailPasswords::new(auth.clone(), self.options.clone());
        let mut router = OpenApiRouter::new()
            .routes(routes!(sign_up_email::sign_up_email))
            .routes(routes!(sign_in_email::sign_in_email));
        if self.options.usernames.is_some() {
            router = router
                .routes(routes!(sign_in_username::sign_in_username))
                .routes(routes!(is_username_available::is_username_available));
        }
        Mounted::routes(router.with_state(service.clone())).with_service::<Self>(service)
    }
}

fn check_usernames(usernames: &UsernameOptions) -> Result<(), ConfigError> {
    let length = &usernames.length;
    if *length.start() == 0 || length.is_empty() || *length.end() > 64 {
        return Err(ConfigError::new(
            "usernames.length",
            format!("no user name has {} to {} characters", length.start(), length.end()),
            "give at least 1 and at most 64, as the default 3 to 30",
        ));
    }
    Ok(())
}
