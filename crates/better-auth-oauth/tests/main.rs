//! The plugin over HTTP, on the database that `TEST_DATABASE_URL` names, with an identity provider
//! in software. `tests/routes/<route>.rs` mirrors `src/routes/<route>.rs`.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod building;
mod claiming;
mod claims;
mod failures;
mod id_tokens;
mod linking;
mod races;
mod redirects;
mod routes;
mod second_factor;
mod states;
mod tokens_at_rest;

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
use better_auth_email_password::{EmailPasswordPlugin, EmailVerificationPlugin};
use better_auth_oauth::{ClientSettings, IdTokenRules, OAuthOptions, OAuthPlugin, Provider};
use better_auth_test::{Browser, FakeProvider, TestApp, TestResponse};
use serde_json::{Value, json};

const ISSUER: &str = "https://id.example";

/// The registration that the fake provider knows.
fn settings() -> ClientSettings {
    ClientSettings::new(FakeProvider::CLIENT_ID, FakeProvider::CLIENT_SECRET)
}

/// The fake provider under another name, where ID tokens of apps sign in.
fn native() -> Provider {
    Provider::oidc("native", ISSUER).id_token(IdTokenRules::of_discovered_issuer().sign_in())
}

fn plugin(provider: &FakeProvider, options: OAuthOptions) -> OAuthPlugin {
    OAuthPlugin::new(provider.clone())
        .provider(Provider::oidc("company", provider.issuer().to_owned()), settings())
        .provider(native(), settings())
        .options(options)
}

async fn app() -> (TestApp, FakeProvider) {
    app_with(OAuthOptions::default()).await
}

async fn app_with(options: OAuthOptions) -> (TestApp, FakeProvider) {
    let provider = FakeProvider::new(ISSUER);
    let app = TestApp::build(|builder| {
        builder
            .trusted_origin(better_auth_test::REDIRS_TRUSTED)
            .plugin(EmailPasswordPlugin::new())
            .plugin(EmailVerificationPlugin::new())
            .plugin(AccountManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
            .plugin(plugin(&provider, options))
    })
    .await;
    provider.follow(app.clock());
    (app, provider)
}

/// Somebody at the provider, whose address is verified there.
fn claims(name: &str) -> Value {
    json!({
        "sub": format!("sub-of-{name}"),
        "email": format!("{name}@example.com"),
        "email_verified": true,
        "name": name,
    })
}

/// Somebody who signed in by the provider.
async fn member(app: &TestApp, provider: &FakeProvider, name: &str) -> Browser {
    let browser = app.browser();
    provider.sign_in(&browser, "company", claims(name)).await.expect_redirect("/welcome");
    browser
}

/// Somebody who signed up by password and proved their address.
async fn verified(app: &TestApp, name: &str) -> Browser {
    let (browser, _) = app.sign_up(name).await;
    let email = format!("{name}@example.com");
    app.execute(&format!("UPDATE users SET email_verified = TRUE WHERE email = '{email}'")).await;
    browser
}

/// That people were told by mail, each once, that one more account opens theirs.
fn expect_told<const N: usize>(app: &TestApp, told: [(&str, &str); N]) {
    let mails = app.mailbox().take_all();
    let got: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
    let subject =
        |provider| format!("Sign-in with {provider} was added to your Better Auth account");
    let wanted = told.map(|(name, provider)| (format!("{name}@example.com"), subject(provider)));
    let wanted: Vec<_> = wanted.iter().map(|(to, about)| (to.as_str(), about.as_str())).collect();
    assert_eq!(got, wanted);
}

/// The address of whoever is signed in there.
async fn signed_in_as(browser: &Browser) -> Option<String> {
    let session = browser.get("/get-session").await.expect(200).json();
    session["user"]["email"].as_str().map(str::to_owned)
}

/// The authorization URL of a visit that this browser begins.
async fn begin(browser: &Browser) -> String {
    let body = json!({ "provider": "company", "callbackURL": "/welcome" });
    let begun = browser.post("/sign-in/social", body).await.expect(200).json();
    begun["url"].as_str().unwrap().to_owned()
}

async fn accounts(browser: &Browser) -> Vec<Value> {
    browser.get("/list-accounts").await.expect(200).json().as_array().unwrap().clone()
}

trait Redirected {
    /// Asserts a 302 to this place.
    fn expect_redirect(self, to: &str) -> Self;
    /// Asserts a 302 to the page for errors, with this word.
    fn expect_failure(self, word: &str) -> Self;
}

impl Redirected for TestResponse {
    fn expect_redirect(self, to: &str) -> Self {
        let response = self.expect(302);
        assert_eq!(response.header("location"), Some(to));
        response
    }

    fn expect_failure(self, word: &str) -> Self {
        assert_eq!(self.header("set-auth-token"), None, "there is a session");
        self.expect_redirect(&format!("/auth/error?error={word}"))
    }
}
