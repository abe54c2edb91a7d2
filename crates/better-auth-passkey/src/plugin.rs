//! The plugin, and the table of contents of its routes.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::migration::MigrationSet;
use better_auth_core::plugin::Service;
use better_auth_core::{ApiError, Auth, ErrorCode, Hooks, Mounted, Plugin, UserId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error;
use crate::options::PasskeyOptions;
use crate::routes::{
    delete_passkey, generate_authenticate_options, generate_register_options, list_user_passkeys,
    update_passkey, verify_authentication, verify_registration,
};
use crate::service::Passkeys;
use crate::store::PasskeyStore;

/// The table that the plugin owns.
const MIGRATIONS: MigrationSet = better_auth_core::migrations!("passkey", "0001_create");

/// Registration of passkeys, sign-in with them, and looking after them.
#[derive(Debug, Clone, Default)]
pub struct PasskeyPlugin {
    options: PasskeyOptions,
}

impl PasskeyPlugin {
    /// With the default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With other options.
    pub fn with(options: PasskeyOptions) -> Self {
        Self { options }
    }
}

impl Service for PasskeyPlugin {
    type Handle = Passkeys;
}

impl<A: PasskeyStore> Plugin<A> for PasskeyPlugin {
    fn name(&self) -> &'static str {
        "passkey"
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        self.options.check(settings)
    }

    fn migrations(&self) -> Option<MigrationSet> {
        Some(MIGRATIONS)
    }

    fn credential_tables(&self) -> &'static [&'static str] {
        &["passkeys"]
    }

    fn hooks(&self, adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(WaysIn { store: adapter.clone() }))
    }

    /// Options are asked for with every page that offers passkeys in its forms, and each is a row
    /// for five minutes; a signature is not guessed, but checking one costs time.
    fn rate_rules(&self) -> Vec<RateRule> {
        let window = Duration::from_secs(10);
        vec![
            RateRule::new("/passkey/generate-authenticate-options", 30, window),
            RateRule::new("/passkey/generate-register-options", 20, window),
            RateRule::new("/passkey/verify-authentication", 10, window),
            RateRule::new("/passkey/verify-registration", 10, window),
        ]
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let service = Passkeys::new(auth.clone(), adapter.clone(), self.options.clone());
        let router = OpenApiRouter::new()
            .routes(routes!(generate_register_options::generate_register_options))
            .routes(routes!(verify_registration::verify_registration))
            .routes(routes!(
                generate_authenticate_options::generate_authenticate_options,
                generate_authenticate_options::post_generate_authenticate_options
            ))
            .routes(routes!(verify_authentication::verify_authentication))
            .routes(routes!(list_user_passkeys::list_user_passkeys))
            .routes(routes!(update_passkey::update_passkey))
            .routes(routes!(delete_passkey::delete_passkey))
            .with_state(service.clone());
        Mounted::routes(router).with_service::<Self>(service)
    }
}

/// Says that a passkey is a way in.
#[derive(Debug)]
struct WaysIn {
    store: Arc<dyn PasskeyStore>,
}

#[async_trait]
impl Hooks for WaysIn {
    async fn ways_in(&self, _auth: &Auth, user: &UserId) -> Result<usize, ApiError> {
        Ok(self.store.list_passkeys(user).await?.len())
    }
}
