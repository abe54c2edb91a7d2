//! The providers by which people sign in, each switched on by its variables: `GOOGLE_CLIENT_ID`
//! and `GOOGLE_CLIENT_SECRET`, `GITHUB_…`; `OIDC_ISSUER` for any other that speaks OpenID Connect.

use axum::http::Uri;
use better_auth::http::{HttpOptions, HttpsClient};
use better_auth::oauth::providers::{self, Registered};
use better_auth::oauth::{IdTokenRules, OAuthPlugin};

use crate::BoxError;
use crate::environment::variable;

/// Those whose variables are set.
pub(crate) fn switched_on() -> Result<Vec<Registered>, BoxError> {
    let mut registered = providers::from_env(variable)?;
    if let Some((oidc, _)) = registered.iter_mut().find(|(provider, _)| provider.id() == "oidc") {
        // As with Google and Apple, an app that got an ID token by itself may present it.
        let rules = IdTokenRules::of_discovered_issuer().sign_in();
        *oidc = oidc.clone().id_token(rules);
    }
    Ok(registered)
}

/// The plugin with all of them.
pub(crate) fn plugin(registered: &[Registered], base_url: &str) -> Result<OAuthPlugin, BoxError> {
    let http = HttpsClient::new(reach(base_url)?)?;
    let with =
        |plugin: OAuthPlugin, (provider, settings): Registered| plugin.provider(provider, settings);
    Ok(registered.iter().cloned().fold(OAuthPlugin::new(http), with))
}

/// Where requests may go: to public servers by https. A provider on this machine, for tests and
/// for trying out, is reached by a server that is itself on this machine only.
fn reach(base_url: &str) -> Result<HttpOptions, BoxError> {
    let options = HttpOptions::default();
    if !variable("OIDC_ISSUER").is_some_and(|issuer| is_on_this_machine(&issuer)) {
        return Ok(options);
    }
    if !is_on_this_machine(base_url) {
        return Err("OIDC_ISSUER: a provider on this machine is for trying out; give one with a \
                    public https URL, or a BASE_URL on this machine"
            .into());
    }
    let options = options.plain_http(true).allow_network("127.0.0.0/8".parse()?);
    Ok(options.allow_network("::1/128".parse()?))
}

fn is_on_this_machine(url: &str) -> bool {
    let host = url.parse::<Uri>().ok().and_then(|url| url.host().map(str::to_owned));
    host.is_some_and(|host| matches!(&*host, "localhost" | "127.0.0.1" | "[::1]"))
}
