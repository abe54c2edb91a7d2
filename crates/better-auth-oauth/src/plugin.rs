//! The plugin, and the table of contents of its routes.

use std::sync::Arc;
use std::time::Duration;

use better_auth_core::config::{ConfigError, SameSite, Settings};
use better_auth_core::http_client::HttpClient;
use better_auth_core::layer::csrf::ForeignForm;
use better_auth_core::layer::rate_limit::RateRule;
use better_auth_core::plugin::Service;
use better_auth_core::{Auth, ErrorCode, Mounted, Plugin};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error;
use crate::options::OAuthOptions;
use crate::provider::{Client, ClientSettings, Provider};
use crate::remote::Remote;
use crate::routes::{
    account_info, callback, get_access_token, link_social, refresh_token, sign_in_social,
};
use crate::service::OAuth;
use crate::store::OAuthStore;

/// Where providers post their answers to.
const FORMS: &[ForeignForm] = &[ForeignForm::post("/callback/{provider}")];

/// Social sign-in and OpenID Connect: by the accounts that people have elsewhere.
#[derive(Debug, Clone)]
pub struct OAuthPlugin {
    http: Arc<dyn HttpClient>,
    providers: Vec<(Provider, ClientSettings)>,
    options: OAuthOptions,
}

impl OAuthPlugin {
    /// The plugin, with what sends its requests to the providers: `better_auth_http::HttpsClient`.
    pub fn new(http: impl HttpClient + 'static) -> Self {
        Self { http: Arc::new(http), providers: Vec::new(), options: OAuthOptions::default() }
    }

    /// One more provider, and the application's registration there.
    #[must_use]
    pub fn provider(mut self, provider: Provider, settings: ClientSettings) -> Self {
        self.providers.push((provider, settings));
        self
    }

    /// With other options.
    #[must_use]
    pub fn options(mut self, options: OAuthOptions) -> Self {
        self.options = options;
        self
    }

    fn clients(&self) -> impl Iterator<Item = Result<Client, crate::SetupError>> {
        self.providers.iter().cloned().map(|(provider, settings)| provider.client(settings))
    }
}

impl Service for OAuthPlugin {
    type Handle = OAuth;
}

impl<A: OAuthStore> Plugin<A> for OAuthPlugin {
    fn name(&self) -> &'static str {
        "oauth"
    }

    fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        let mut ids: Vec<&str> = Vec::new();
        for (provider, _) in &self.providers {
            if ids.contains(&provider.id()) {
                return Err(ConfigError::new(
                    "oauth.provider",
                    format!("there are two with the id {:?}", provider.id()),
                    "give each an id of its own, as `Provider::oidc(\"company\", …)` does",
                ));
            }
            ids.push(provider.id());
        }
        for client in self.clients() {
            client.map_err(|error| {
                let remedy = "give what the provider's console shows for the application";
                ConfigError::new("oauth.provider", error.to_string(), remedy)
            })?;
        }
        if settings.cookies.same_site == SameSite::Strict && !ids.is_empty() {
            return Err(ConfigError::new(
                "cookies.same_site",
                "with `Strict` a browser that comes back from a provider brings no cookie",
                "use `SameSite::Lax`; the origin check guards what changes something",
            ));
        }
        self.options.check(settings, &ids)
    }

    /// Each start is a row for ten minutes, each callback a conversation with the provider.
    fn rate_rules(&self) -> Vec<RateRule> {
        let window = Duration::from_secs(10);
        vec![
            RateRule::new("/sign-in/social", 10, window),
            RateRule::new("/link-social", 10, window),
            RateRule::new("/callback/{provider}", 20, window),
            RateRule::new("/refresh-token", 10, window),
            RateRule::new("/account-info", 20, window),
        ]
    }

    fn foreign_forms(&self) -> &'static [ForeignForm] {
        FORMS
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        error::ALL
    }

    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted {
        let remotes = self.clients().flatten().map(|client| Remote::new(client, self.http.clone()));
        let service =
            OAuth::new(auth.clone(), adapter.clone(), remotes.collect(), self.options.clone());
        let router = OpenApiRouter::new()
            .routes(routes!(sign_in_social::sign_in_social))
            .routes(routes!(callback::callback, callback::post_callback))
            .routes(routes!(link_social::link_social))
            .routes(routes!(get_access_token::get_access_token))
            .routes(routes!(refresh_token::refresh_token))
            .routes(routes!(account_info::account_info))
            .with_state(service.clone());
        Mounted::routes(router).with_service::<Self>(service)
    }
}
