//! What follows from a change: a notice to the owner of the account, a question to a new address.

use better_auth_account::SessionManagementPlugin;
use better_auth_email_password::{
    EmailPasswordPlugin, EmailVerificationOptions, EmailVerificationPlugin,
};
use better_auth_passkey::{PasskeyOptions, PasskeyPlugin};
use better_auth_test::{SoftPasskey, TestApp};
use serde_json::json;

use crate::verify_registration;

async fn app() -> TestApp {
    let asking = EmailVerificationOptions::default().send_on_sign_up(true);
    TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(EmailVerificationPlugin::with(asking))
            .plugin(PasskeyPlugin::with(PasskeyOptions::default().sign_up(true)))
    })
    .await
}

#[tokio::test]
async fn the_owner_is_told_of_a_new_and_of_a_removed_passkey() {
    let app = app().await;
    let (browser, _) = app.sign_up("ada").await;
    app.mailbox().take_all();
    SoftPasskey::new().register(&browser).await.expect(200);
    let notice = app.mailbox().take_to("ada@example.com");
    assert!(notice.subject.contains("passkey") && notice.subject.contains("added"));
    let passkeys = browser.get("/passkey/list-user-passkeys").await.expect(200).json();
    let body = json!({ "id": passkeys[0]["id"] });
    browser.post("/passkey/delete-passkey", body).await.expect(200);
    let notice = app.mailbox().take_to("ada@example.com");
    assert!(notice.subject.contains("passkey") && notice.subject.contains("removed"));
}

#[tokio::test]
async fn a_refused_change_is_told_to_nobody() {
    let app = app().await;
    let (browser, _) = app.sign_up("ada").await;
    app.mailbox().take_all();
    let body = json!({ "id": "pk_unknown" });
    browser.post("/passkey/delete-passkey", body).await.expect(404);
    assert!(app.mailbox().take_all().is_empty());
}

#[tokio::test]
async fn who_signs_up_with_a_passkey_is_asked_to_prove_the_address() {
    let app = app().await;
    let browser = app.browser();
    let context = "%7B%22name%22%3A%22Ada%22%2C%22email%22%3A%22ada%40example.com%22%7D";
    let options = format!("/passkey/generate-register-options?context={context}");
    let options = browser.get(&options).await.expect(200).json();
    assert!(app.mailbox().take_all().is_empty());
    let response = SoftPasskey::new().create(&options);
    verify_registration(&browser, response).await.expect(200);
    let mail = app.mailbox().take_to("ada@example.com");
    let link = mail.text.lines().find(|line| line.starts_with("http")).unwrap();
    let (_, path) = link.split_once("/auth").unwrap();
    browser.get(path).await;
    let session = browser.get("/get-session").await.expect(200).json();
    assert_eq!(session["user"]["emailVerified"], true);
}
