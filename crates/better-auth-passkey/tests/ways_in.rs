//! A passkey is a way in beside the accounts, and the last way in stays; on every database.

use better_auth_account::SessionManagementPlugin;
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_passkey::{PasskeyOptions, PasskeyPlugin};
use better_auth_test::{Browser, PASSWORD, TestApp};
use futures_util::future::join;
use serde_json::json;

use crate::{app, member};

async fn unlink_password(browser: &Browser) -> better_auth_test::TestResponse {
    browser.post("/unlink-account", json!({ "providerId": "credential" })).await
}

#[tokio::test]
async fn the_last_account_can_go_where_there_is_a_passkey() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    unlink_password(&ada).await.expect(200);
    let browser = app.browser();
    passkey.sign_in(&browser).await.expect(200);
    let listed = ada.get("/passkey/list-user-passkeys").await.expect(200).json();
    let last = ada.post("/passkey/delete-passkey", json!({ "id": listed[0]["id"] })).await;
    last.expect_error(400, "FAILED_TO_DELETE_LAST_PASSKEY");
}

#[tokio::test]
async fn the_last_account_stays_when_the_passkey_is_gone_again() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    let listed = ada.get("/passkey/list-user-passkeys").await.expect(200).json();
    ada.post("/passkey/delete-passkey", json!({ "id": listed[0]["id"] })).await.expect(200);
    unlink_password(&ada).await.expect_error(400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
}

#[tokio::test]
async fn the_passkey_of_somebody_else_does_not_count() {
    let app = app().await;
    member(&app, "bob").await;
    let (ada, _) = app.sign_up("ada").await;
    unlink_password(&ada).await.expect_error(400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_last_passkey_and_the_last_account_removed_at_once_one_stays() {
    let app = app().await;
    for round in 0..6 {
        let (ada, _) = member(&app, &format!("ada{round}")).await;
        let listed = ada.get("/passkey/list-user-passkeys").await.expect(200).json();
        let (one, other) = (ada.copy(), ada.copy());
        let (unlinked, deleted) = join(
            unlink_password(&one),
            other.post("/passkey/delete-passkey", json!({ "id": listed[0]["id"] })),
        )
        .await;
        let gone = [unlinked.status, deleted.status].iter().filter(|it| **it == 200).count();
        assert_eq!(gone, 1, "{} {}", unlinked.text(), deleted.text());
    }
}

async fn claiming() -> TestApp {
    TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(PasskeyPlugin::with(PasskeyOptions::default()))
    })
    .await
}

#[tokio::test]
async fn who_proves_the_address_by_a_reset_shares_the_account_with_no_passkey_from_before() {
    for proven in [false, true] {
        let app = claiming().await;
        let (_, mut passkey) = member(&app, "ada").await;
        if proven {
            app.execute("UPDATE users SET email_verified = true").await;
        }
        app.mailbox().take_all();
        let browser = app.browser();
        let body = json!({ "email": "ada@example.com", "redirectTo": "/choose" });
        browser.post("/request-password-reset", body).await.expect(200);
        let text = app.mailbox().take_to("ada@example.com").text;
        let (_, rest) = text.split_once("/reset-password/").unwrap();
        let end = |c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_';
        let body = json!({ "token": rest.split(end).next().unwrap(), "newPassword": PASSWORD });
        browser.post("/reset-password", body).await.expect(200);
        app.mailbox().take_all();
        let status = if proven { 200 } else { 401 };
        passkey.sign_in(&app.browser()).await.expect(status);
        assert_eq!(app.count("passkeys").await, i64::from(proven));
    }
}
