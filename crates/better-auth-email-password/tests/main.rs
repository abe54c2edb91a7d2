//! The routes of the crate, over HTTP, on the database that `TEST_DATABASE_URL` names.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod codes;
mod enumeration;
mod input;
mod origin;
mod passwords;
mod races;
mod rates;
mod reset;
mod routes;
mod verification;

use better_auth_account::SessionManagementPlugin;
use better_auth_email_password::{
    EmailPasswordOptions, EmailPasswordPlugin, PasswordManagementPlugin,
};
use better_auth_test::{TestApp, TestAppBuilder};
use serde_json::{Value, json};

const PASSWORD: &str = better_auth_test::PASSWORD;

async fn app() -> TestApp {
    app_with(EmailPasswordOptions::default(), |builder| builder).await
}

async fn app_with(
    options: EmailPasswordOptions,
    configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder,
) -> TestApp {
    TestApp::build(|builder| {
        let plugin = EmailPasswordPlugin::with(options);
        let passwords = PasswordManagementPlugin::new();
        configure(builder.plugin(plugin).plugin(passwords).plugin(SessionManagementPlugin::new()))
    })
    .await
}

/// A sign-up body for `<name>@example.com`.
fn signing_up(name: &str) -> Value {
    json!({ "name": name, "email": format!("{name}@example.com"), "password": PASSWORD })
}

/// A sign-up body with one more field, or another value for one.
fn signing_up_with(name: &str, field: &str, value: impl Into<Value>) -> Value {
    let mut body = signing_up(name);
    body[field] = value.into();
    body
}
