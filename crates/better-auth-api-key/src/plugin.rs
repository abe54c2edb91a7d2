//! The plugin, and the table of contents of its routes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::migration::MigrationSet;
use better_auth_core::plugin::Service;
use better_auth_core::{Auth, ErrorCode, Hooks, Mounted, Plugin};
use http::HeaderName;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error;
use crate::hooks::ApiKeyHooks;
use crate::options::ApiKeyOptions;
use crate::routes::{
    create_api_key, delete_api_key, get_api_key, list_api_keys, rotate_api_key, update_api_key,
};
use crate::service::{ApiKeys, Parts};
use crate::store::ApiKeyStore;

/// The table that the plugin owns.
const MIGRATIONS: MigrationSet = better_auth_core::migrations!("api-key", "0001_create");

/// What the configuration is called that counts when none is named.
pub(crate) const DEFAULT: &str = "default";

/// API keys: making them, looking after them, and letting requests in by them.
#[derive(Debug, Clone)]
pub struct ApiKeyPlugin {
    pub(crate) configs: Vec<(String, ApiKeyOptions)>,
    pub(crate) header: String,
    pub(crate) any_form: bool,
}

impl Default for ApiKeyPlugin {
    fn default() -> Self {
        Self::with(ApiKeyOptions::default())
    }
}

impl ApiKeyPlugin {
    /// With one configuration, of default options.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one configuration, of other options. Its name is `default`.
    pub fn with(options: ApiKeyOptions) -> Self {
        Self {
            configs: vec![(DEFAULT.to_owned(), options)],
            header: "x-api-key".to_owned(),
            any_form: false,
        }
    }

    /// One more configuration, under a name that clients send as `configId`.
    #[must_use]
    pub fn config(mut self, name: impl Into<String>, options: ApiKeyOptions) -> Self {
        self.configs.push((name.into(), options));
        self
    }

    /// The header in which requests carry a key. Default `x-api-key`.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>) -> Self {
        self.header = name.into();
        self
    }

    /// Looks keys up whose checksum does not fit: for imported keys that a generator of your own
    /// made, with digits at their end. Keys as the npm package makes them need it not. Default
    /// false.
    #[must_use]
    pub fn accept_any_form(mut self, on: bool) -> Self {
        self.any_form = on;
        self
    }

    fn parts(&self, store: Arc<dyn ApiKeyStore>) -> Arc<Parts> {
        Arc::new(Parts {
            store,
            configs: self.configs.clone(),
            // `check` has refused what is none.
            header: HeaderName::try_from(&self.header)
                .unwrap_or(HeaderName::from_static("x-api-key")),
            any_form: self.any_form,
        })
    }
}

impl Service for ApiKeyPlugin {
    type Handle = ApiKeys;
}

impl<A: ApiKeyStore + fmt::Debug> Plugin<A> for ApiKeyPlugin {
    fn name(&self) -> &'static str {
        "api-key"
    }

    fn check(&self, _settings: &Settings) -> Result<(), ConfigError> {
        for (at, (name, options)) in self.configs.iter().enumerate() {
            let is_name = better_auth_core::id::check(name).is_ok();
            if !is_name || self.configs.iter().skip(at + 1).any(|(other, _)| other == name) {
                return Err(ConfigError::new(
                    "api_key.config",
                    format!("{name:?} is no name, or is there twice"),
                    "give each configuration a name of its own, of letters, digits, - and _",
                ));
            }
            options.check()?;
        }
        if HeaderName::try_from(&self.header).is_err() {
            return Err(ConfigError::new(
                "api_key.header",
                format!("{:?} can not be a header", self.header),
                "give a name such as x-api-key",
            ));
        }
        Ok(())
    }

    fn migrations(&self) -> Option<MigrationSet> {
        Some(MIGRATIONS)
    }

    fn hooks(&self, adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(ApiKeyHooks { parts: self.parts(adapter.clone()) }))
    }

    /// Whoever made a key before the owner of the address came must not keep it.
    fn credential_tables(&self) -> &'static [&'static str] {
        &["api_keys"]
    }

    /// Each creation and rotation is a row and an event; nobody makes keys all day.
    fn rate_rules(&self) -> Vec<RateRule> {
        let window = Duration::from_secs(60);
        vec![
            RateRule::new("/api-key/create", 20, window),
            RateRule::new("/api-key/rotate", 20, window),
        ]
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let service = ApiKeys { auth: auth.clone(), parts: self.parts(adapter.clone()) };
        let router = OpenApiRouter::new()
            .routes(routes!(create_api_key::create_api_key))
            .routes(routes!(get_api_key::get_api_key))
            .routes(routes!(update_api_key::update_api_key))
            .routes(routes!(delete_api_key::delete_api_key))
            .routes(routes!(list_api_keys::list_api_keys))
            .routes(routes!(rotate_api_key::rotate_api_key))
            .with_state(service.clone());
        Mounted::routes(router).with_service::<Self>(service)
    }
}
