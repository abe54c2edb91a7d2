//! The facade, as an application sees it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests say what is wrong by panicking"
)]

mod building;
#[cfg(feature = "api-key")]
mod credentials;
mod deletion;
mod document;
mod host;
#[cfg(all(
    feature = "admin",
    feature = "api-key",
    feature = "oauth",
    feature = "organization",
    feature = "passkey",
    feature = "two-factor"
))]
mod impersonation;
mod outbox;
mod plugin;
mod rates;

use axum::body::Body;
use better_auth::prelude::*;
use better_auth_test::{Browser, TestAppBuilder, TestResponse};
use http::Request;

/// What the prelude offers, all on.
fn everything(builder: TestAppBuilder) -> TestAppBuilder {
    let builder = without_keys(builder);
    #[cfg(feature = "api-key")]
    let builder = builder.plugin(ApiKeyPlugin::new());
    builder
}

/// The same, without API keys.
fn without_keys(builder: TestAppBuilder) -> TestAppBuilder {
    let builder = builder
        .plugin(EmailPasswordPlugin::new())
        .plugin(EmailVerificationPlugin::new())
        .plugin(PasswordManagementPlugin::new())
        .plugin(SessionManagementPlugin::new())
        .plugin(AccountManagementPlugin::new())
        .plugin(UserManagementPlugin::new());
    #[cfg(feature = "oauth")]
    let builder = builder.plugin(OAuthPlugin::new(NoNetwork));
    #[cfg(feature = "admin")]
    let builder = builder.plugin(AdminPlugin::new());
    #[cfg(feature = "organization")]
    let builder = builder.plugin(OrganizationPlugin::with(
        better_auth::organization::OrganizationOptions::default().dynamic_roles(true).teams(true),
    ));
    #[cfg(feature = "passkey")]
    let builder = builder.plugin(PasskeyPlugin::new());
    #[cfg(feature = "two-factor")]
    let builder = builder.plugin(TwoFactorPlugin::new());
    builder
}

/// Reaches nobody.
#[cfg(feature = "oauth")]
#[derive(Debug)]
struct NoNetwork;

#[cfg(feature = "oauth")]
#[async_trait::async_trait]
impl better_auth::core::HttpClient for NoNetwork {
    async fn send(
        &self,
        _: Request<better_auth::core::http_client::Bytes>,
    ) -> Result<
        http::Response<better_auth::core::http_client::Bytes>,
        better_auth::core::http_client::HttpError,
    > {
        Err(better_auth::core::http_client::HttpError::Refused("there is no network".to_owned()))
    }
}

/// A GET of a page of the application itself, outside of the base path.
async fn visit(browser: &Browser, path: &str) -> TestResponse {
    let cookies: Vec<_> =
        browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::get(path).header("cookie", cookies.join("; "));
    browser.call(request.body(Body::empty()).unwrap()).await
}
