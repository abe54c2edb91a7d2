//! Somebody makes an account with the address of somebody else, at a provider that proves no
//! addresses; then comes who reads the mails of that address.

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin};
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_oauth::OAuthOptions;
use better_auth_test::{Browser, FakeProvider, PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::{ISSUER, plugin};

async fn app() -> (TestApp, FakeProvider) {
    let provider = FakeProvider::new(ISSUER);
    let app = TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(AccountManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(plugin(&provider, OAuthOptions::default()))
    })
    .await;
    provider.follow(app.clock());
    (app, provider)
}

fn claims(sub: &str, verified: bool) -> Value {
    json!({
        "sub": sub, "name": "Ada", "email": "ada@example.com", "email_verified": verified,
    })
}

async fn reset(app: &TestApp) {
    let ada = app.browser();
    let body = json!({ "email": "ada@example.com", "redirectTo": "/choose" });
    ada.post("/request-password-reset", body).await.expect(200);
    let text = app.mailbox().take_to("ada@example.com").text;
    let (_, rest) = text.split_once("/reset-password/").unwrap();
    let token = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next();
    let body = json!({ "token": token.unwrap(), "newPassword": PASSWORD });
    ada.post("/reset-password", body).await.expect(200);
    app.mailbox().take_all();
}

async fn session_of(browser: &Browser) -> Value {
    browser.get("/get-session").await.expect(200).json()
}

#[tokio::test]
async fn a_reset_that_proves_an_address_removes_the_way_in_of_who_came_before() {
    let (app, provider) = app().await;
    let mallory = app.browser();
    provider.sign_in(&mallory, "company", claims("mallory", false)).await;
    assert_eq!(session_of(&mallory).await["user"]["email"], "ada@example.com");
    reset(&app).await;
    assert!(session_of(&mallory).await.is_null());
    let again = app.browser();
    provider.sign_in(&again, "company", claims("mallory", false)).await;
    assert!(session_of(&again).await.is_null());
    let (ada, _) = app.sign_in("ada").await;
    let accounts = ada.get("/list-accounts").await.expect(200).json();
    assert_eq!(accounts.as_array().unwrap().len(), 1, "{accounts}");
}

#[tokio::test]
async fn a_reset_of_a_proven_address_leaves_the_ways_in() {
    let (app, provider) = app().await;
    let browser = app.browser();
    provider.sign_in(&browser, "company", claims("ada", true)).await;
    reset(&app).await;
    let again = app.browser();
    provider.sign_in(&again, "company", claims("ada", true)).await;
    assert_eq!(session_of(&again).await["user"]["email"], "ada@example.com");
    let accounts = again.get("/list-accounts").await.expect(200).json();
    assert_eq!(accounts.as_array().unwrap().len(), 2, "{accounts}");
}
