//! The plugin over HTTP, on the database that `TEST_DATABASE_URL` names.
//! `tests/routes/<route>.rs` mirrors `src/routes/<route>.rs`.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod attacks;
mod building;
mod consequences;
mod junk;
mod races;
mod routes;
mod sign_up;
mod ways_in;

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_passkey::{PasskeyOptions, PasskeyPlugin};
use better_auth_test::{Browser, SoftPasskey, TestApp, TestResponse};
use serde_json::{Value, json};

async fn app() -> TestApp {
    app_with(PasskeyOptions::default()).await
}

async fn app_with(options: PasskeyOptions) -> TestApp {
    TestApp::without_mailer(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(AccountManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
            .plugin(PasskeyPlugin::with(options))
    })
    .await
}

/// Somebody who signed up by password and has one passkey.
async fn member(app: &TestApp, name: &str) -> (Browser, SoftPasskey) {
    let (browser, _) = app.sign_up(name).await;
    let mut passkey = SoftPasskey::new();
    passkey.register(&browser).await.expect(200);
    (browser, passkey)
}

async fn register_options(browser: &Browser) -> Value {
    browser.get("/passkey/generate-register-options").await.expect(200).json()
}

async fn sign_in_options(browser: &Browser) -> Value {
    browser.get("/passkey/generate-authenticate-options").await.expect(200).json()
}

async fn verify_registration(browser: &Browser, response: Value) -> TestResponse {
    browser.post("/passkey/verify-registration", json!({ "response": response })).await
}

async fn verify_sign_in(browser: &Browser, response: Value) -> TestResponse {
    browser.post("/passkey/verify-authentication", json!({ "response": response })).await
}

/// The address of whoever is signed in there.
async fn signed_in_as(browser: &Browser) -> Option<String> {
    let session = browser.get("/get-session").await.expect(200).json();
    session["user"]["email"].as_str().map(str::to_owned)
}
