use std::sync::Arc;
use std::time::Duration;

use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::plugin::{Mounted, Plugin, Service};
use better_auth_core::{Auth, ErrorCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::PASSWORD_ALREADY_SET;
use crate::passwords::Passwords;
use crate::routes::{change_password, set_password, verify_password};

/// Lets signed-in people change, set and verify their password.
#[derive(Debug, Clone, Copy, Default)]
pub struct PasswordManagementPlugin;

impl PasswordManagementPlugin {
    /// What passwords must be like is a setting of core
    /// ([`PasswordPolicy`](better_auth_core::password::PasswordPolicy)), and so are further checks.
    pub fn new() -> Self {
        Self
    }
}

impl Service for PasswordManagementPlugin {
    type Handle = Passwords;
}

impl<A> Plugin<A> for PasswordManagementPlugin {
    fn name(&self) -> &'static str {
        "password-management"
    }

    /// Who holds a stolen session must not find the password out with it.
    fn rate_rules(&self) -> Vec<RateRule> {
        let routes = ["/change-password", "/set-password", "/verify-password"];
        routes.map(|route| RateRule::new(route, 3, Duration::from_secs(10))).into()
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        &[PASSWORD_ALREADY_SET]
    }

    fn mount(&self, auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        let passwords = Passwords { auth: auth.clone() };
        let router = OpenApiRouter::new()
            .routes(routes!(change_password::change_password))
            .routes(routes!(set_password::set_password))
            .routes(routes!(verify_password::verify_password));
        Mounted::routes(router.with_state(passwords.clone())).with_service::<Self>(passwords)
    }
}
