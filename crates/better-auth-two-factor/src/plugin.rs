//! The plugin, and the table of contents of its routes.

use std::sync::Arc;
use std::time::Duration;

use better_auth_core::api::UserField;
use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::migration::MigrationSet;
use better_auth_core::plugin::{Hooks, Service};
use better_auth_core::{Auth, ErrorCode, Mounted, Plugin};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error;
use crate::hooks::TwoFactorHooks;
use crate::options::TwoFactorOptions;
use crate::routes::{
    disable_two_factor, enable_two_factor, generate_backup_codes, get_totp_uri,
    list_trusted_devices, revoke_trusted_device, send_otp, verify_backup_code, verify_otp,
    verify_totp,
};
use crate::service::TwoFactors;
use crate::store::{TrustedDeviceStore, TwoFactorStore};

/// The tables that the plugin owns.
const MIGRATIONS: MigrationSet = better_auth_core::migrations!("two-factor", "0001_create");

/// Asks people for a second factor at sign-in: an authenticator app, a mailed code, a backup code,
/// or a passkey.
#[derive(Debug, Clone, Default)]
pub struct TwoFactorPlugin {
    options: Arc<TwoFactorOptions>,
}

impl TwoFactorPlugin {
    /// With the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other options.
    pub fn with(options: TwoFactorOptions) -> Self {
        Self { options: Arc::new(options) }
    }
}

impl Service for TwoFactorPlugin {
    type Handle = TwoFactors;
}

impl<A: TwoFactorStore + TrustedDeviceStore> Plugin<A> for TwoFactorPlugin {
    fn name(&self) -> &'static str {
        "two-factor"
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        self.options.check(settings)
    }

    fn migrations(&self) -> Option<MigrationSet> {
        Some(MIGRATIONS)
    }

    fn hooks(&self, adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(TwoFactorHooks {
            store: adapter.clone(),
            devices: adapter.clone(),
            options: self.options.clone(),
        }))
    }

    /// A page may list devices as often as it is opened; every other route takes a secret or
    /// sends a mail.
    fn rate_rules(&self) -> Vec<RateRule> {
        let ten_seconds = Duration::from_secs(10);
        vec![
            RateRule::new("/two-factor/list-trusted-devices", 30, ten_seconds),
            RateRule::new("/two-factor/*", 3, ten_seconds),
        ]
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn user_fields(&self) -> &'static [UserField] {
        &[UserField::TwoFactor]
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let service = TwoFactors {
            auth: auth.clone(),
            store: adapter.clone(),
            devices: adapter.clone(),
            options: self.options.clone(),
        };
        let router = OpenApiRouter::new()
            .routes(routes!(enable_two_factor::enable_two_factor))
            .routes(routes!(disable_two_factor::disable_two_factor))
            .routes(routes!(get_totp_uri::get_totp_uri))
            .routes(routes!(verify_totp::verify_totp))
            .routes(routes!(send_otp::send_otp))
            .routes(routes!(verify_otp::verify_otp))
            .routes(routes!(generate_backup_codes::generate_backup_codes))
            .routes(routes!(verify_backup_code::verify_backup_code))
            .routes(routes!(list_trusted_devices::list_trusted_devices))
            .routes(routes!(revoke_trusted_device::revoke_trusted_device));
        Mounted::routes(router.with_state(service.clone())).with_service::<Self>(service)
    }
}
