mod options;

use std::sync::Arc;
use std::time::Duration;

use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::plugin::{Mounted, Plugin, Service};
use better_auth_core::{Auth, ErrorCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use options::PasswordManagementOptions;

use crate::error::{INVALID_TOKEN, PASSWORD_ALREADY_SET, RESET_PASSWORD_DISABLED};
use crate::passwords::Passwords;
use crate::routes::{
    change_password, request_password_reset, reset_password, reset_password_link, set_password,
    verify_password,
};

/// Lets people change, set and verify their password, and replace a forgotten one.
#[derive(Debug, Clone, Default)]
pub struct PasswordManagementPlugin {
    options: PasswordManagementOptions,
}

impl PasswordManagementPlugin {
    /// With the default options. What passwords must be like is a setting of core
    /// ([`PasswordPolicy`](better_auth_core::password::PasswordPolicy)), and so are further checks.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other options.
    pub fn with(options: PasswordManagementOptions) -> Self {
        Self { options }
    }
}

impl Service for PasswordManagementPlugin {
    type Handle = Passwords;
}

impl<A> Plugin<A> for PasswordManagementPlugin {
    fn name(&self) -> &'static str {
        "password-management"
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        self.options.check(settings)
    }

    /// Who holds a stolen session must not find the password out with it, and who holds nothing
    /// must not keep the database busy with made-up tokens. The routes that ask for a mail have
    /// their limits from core.
    fn rate_rules(&self) -> Vec<RateRule> {
        let routes = ["/change-password", "/set-password", "/verify-password"];
        let mut rules =
            routes.map(|route| RateRule::new(route, 3, Duration::from_secs(10))).to_vec();
        rules.push(RateRule::new("/reset-password", 10, Duration::from_secs(60)));
        rules
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        &[INVALID_TOKEN, PASSWORD_ALREADY_SET, RESET_PASSWORD_DISABLED]
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let passwords = Passwords::new(auth.clone(), self.options.clone());
        let router = OpenApiRouter::new()
            .routes(routes!(change_password::change_password))
            .routes(routes!(set_password::set_password))
            .routes(routes!(verify_password::verify_password))
            .routes(routes!(request_password_reset::request_password_reset))
            .routes(routes!(request_password_reset::forget_password))
            .routes(routes!(reset_password_link::reset_password_link))
            .routes(routes!(reset_password::reset_password));
        Mounted::routes(router.with_state(passwords.clone())).with_service::<Self>(passwords)
    }
}
