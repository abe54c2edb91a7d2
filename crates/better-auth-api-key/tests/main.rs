//! The plugin over HTTP, on the database that `TEST_DATABASE_URL` names.
//! `tests/routes/<route>.rs` mirrors `src/routes/<route>.rs`.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod building;
mod expiry;
mod host;
mod limits;
mod organizations;
mod owners;
mod races;
mod real_organizations;
mod routes;
mod sessions;
mod verifying;

use std::time::Duration;

use better_auth_account::{SessionManagementPlugin, UserManagementPlugin};
use better_auth_api_key::{
    ApiKeyOptions, ApiKeyPlugin, ApiKeys, By, KeyOwner, KeyRecord, NewApiKey, Verified,
};
use better_auth_core::{ApiError, RequestFacts, UserId};
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_test::{Browser, TestApp, TestAppBuilder};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

fn with(plugin: ApiKeyPlugin) -> impl FnOnce(TestAppBuilder) -> TestAppBuilder {
    |builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
            .plugin(plugin)
    }
}

async fn app() -> TestApp {
    app_with(ApiKeyOptions::default()).await
}

async fn app_with(options: ApiKeyOptions) -> TestApp {
    TestApp::build(with(ApiKeyPlugin::with(options))).await
}

fn service(app: &TestApp) -> ApiKeys {
    app.site().plugin::<ApiKeyPlugin>().unwrap()
}

/// A key that its owner makes over HTTP: its text and what the answer says.
async fn made(browser: &Browser, body: Value) -> (String, Value) {
    let answer = browser.post("/api-key/create", body).await.expect(200).json();
    (answer["key"].as_str().unwrap().to_owned(), answer)
}

/// The id of whoever signed up with that answer.
fn user_of(answer: &Value) -> UserId {
    answer["user"]["id"].as_str().unwrap().parse().unwrap()
}

/// A key that server code makes for somebody.
async fn given(
    app: &TestApp,
    user: &UserId,
    change: impl FnOnce(&mut NewApiKey),
) -> (String, KeyRecord) {
    let mut new = NewApiKey::of(KeyOwner::User(user.clone()));
    change(&mut new);
    let facts = RequestFacts::default();
    let made = service(app).create(new, By { user: None, request: &facts }).await.unwrap();
    (made.1.expose().to_owned(), made.0)
}

async fn verify(app: &TestApp, key: &str) -> Result<Verified, ApiError> {
    service(app).verify(key, None, &RequestFacts::default()).await
}

/// The code with which a key is refused.
async fn refusal(app: &TestApp, key: &str) -> &'static str {
    verify(app, key).await.expect_err("the key is refused").code()
}

/// The `id` of the only key that somebody has.
async fn id_of_first(browser: &Browser) -> Value {
    listed(browser).await[0]["id"].clone()
}

async fn listed(browser: &Browser) -> Vec<Value> {
    let list = browser.get("/api-key/list").await.expect(200).json();
    list["apiKeys"].as_array().unwrap().clone()
}

fn update(id: &Value, field: &str, value: Value) -> Value {
    json!({ "keyId": id, field: value })
}
