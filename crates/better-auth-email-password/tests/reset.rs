//! The cases of the reset table, and what goes on between the routes of a reset.

mod enumeration;
mod others;
mod races;

use std::time::Duration;

use better_auth_account::SessionManagementPlugin;
use better_auth_core::event::kinds;
use better_auth_email_password::{
    EmailPasswordOptions, EmailPasswordPlugin, PasswordManagementOptions, PasswordManagementPlugin,
};
use better_auth_test::{Browser, TestApp, TestResponse};
use serde_json::json;

use crate::{PASSWORD, app};

pub(crate) const NEW: &str = "another horse another staple";

/// An application with other options for passwords.
pub(crate) async fn app_with_passwords(options: PasswordManagementOptions) -> TestApp {
    TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::with(EmailPasswordOptions::default()))
            .plugin(PasswordManagementPlugin::with(options))
            .plugin(SessionManagementPlugin::new())
    })
    .await
}

pub(crate) async fn ask(browser: &Browser, name: &str) -> TestResponse {
    let body = json!({ "email": format!("{name}@example.com"), "redirectTo": "/choose" });
    browser.post("/request-password-reset", body).await
}

/// The link in the oldest unread mail to somebody.
pub(crate) fn link_to(app: &TestApp, name: &str) -> String {
    let mail = app.mailbox().take_to(&format!("{name}@example.com"));
    let link = mail.text.lines().find(|line| line.starts_with("http")).unwrap();
    link.to_owned()
}

/// The link that somebody gets who asks for one, as a path below the base path.
pub(crate) async fn mailed_path(app: &TestApp, name: &str) -> String {
    ask(&app.browser(), name).await.expect(200);
    let link = link_to(app, name);
    link.strip_prefix("http://localhost:3000/auth").unwrap().to_owned()
}

pub(crate) async fn mailed_token(app: &TestApp, name: &str) -> String {
    let path = mailed_path(app, name).await;
    let (route, _) = path.split_once('?').unwrap();
    route.strip_prefix("/reset-password/").unwrap().to_owned()
}

pub(crate) async fn reset(browser: &Browser, token: &str, new: &str) -> TestResponse {
    browser.post("/reset-password", json!({ "newPassword": new, "token": token })).await
}

pub(crate) async fn sign_in(app: &TestApp, name: &str, password: &str) -> TestResponse {
    let body = json!({ "email": format!("{name}@example.com"), "password": password });
    app.browser().post("/sign-in/email", body).await
}

pub(crate) async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/get-session").await.expect(200).json().is_object()
}

/// Takes the notice that a password was changed.
pub(crate) fn take_notice(app: &TestApp, name: &str) {
    let mail = app.mailbox().take_to(&format!("{name}@example.com"));
    assert!(mail.subject.contains("was changed"), "{}", mail.subject);
}

#[tokio::test]
async fn rst_01_a_token_works_once() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
    let second = reset(&app.browser(), &token, "a third horse a third staple").await;
    second.expect_error(400, "INVALID_TOKEN");
    sign_in(&app, "ada", NEW).await.expect(200);
    for wrong in [PASSWORD, "a third horse a third staple"] {
        sign_in(&app, "ada", wrong).await.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    }
}

#[tokio::test]
async fn rst_03_a_token_expires() {
    let app = app().await;
    app.sign_up("ada").await;
    let (first, second) = (mailed_token(&app, "ada").await, mailed_token(&app, "ada").await);
    app.clock().advance(Duration::from_secs(60 * 60) - Duration::from_millis(1));
    reset(&app.browser(), &first, "short").await.expect_error(400, "PASSWORD_TOO_SHORT");
    app.clock().advance(Duration::from_millis(1));
    reset(&app.browser(), &first, NEW).await.expect_error(400, "INVALID_TOKEN");
    app.clock().rewind(Duration::from_secs(60 * 60));
    app.execute("UPDATE verifications SET expires_at = '2020-01-01 00:00:00'").await;
    reset(&app.browser(), &second, NEW).await.expect_error(400, "INVALID_TOKEN");
    sign_in(&app, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn rst_05_the_database_does_not_hold_the_token() {
    let app = app().await;
    app.sign_up("ada").await;
    app.mailbox().refuse(true);
    ask(&app.browser(), "ada").await.expect(200);
    assert_eq!(app.count("mails").await, 1, "the mail waits in the outbox");
    app.mailbox().refuse(false);
    app.clock().advance(Duration::from_secs(60));
    let before = app.columns_with("/reset-password/").await;
    assert_eq!(before, [""; 0], "the mail is readable in the database");
    app.browser().get("/ok").await.expect(200);
    let link = link_to(&app, "ada");
    let token = link.split(['/', '?']).find(|part| part.len() == 43).unwrap();
    assert_eq!(app.columns_with(token).await, [""; 0]);
    reset(&app.browser(), token, NEW).await.expect(200);
    take_notice(&app, "ada");
    assert_eq!(app.columns_with(token).await, [""; 0]);
}

#[tokio::test]
async fn rst_09_a_reset_signs_every_device_out() {
    let app = app().await;
    let (laptop, _) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let token = mailed_token(&app, "ada").await;
    reset(&laptop, &token, NEW).await.expect(200);
    take_notice(&app, "ada");
    assert!(!is_signed_in(&laptop).await && !is_signed_in(&phone).await);
    assert!(is_signed_in(&bob).await);
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn sessions_stay_if_the_application_wants_them_to() {
    let app = app_with_passwords(PasswordManagementOptions::default().keep_sessions(true)).await;
    let (ada, _) = app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
    assert!(is_signed_in(&ada).await);
}

#[tokio::test]
async fn rst_16_a_reset_opens_no_session() {
    let app = app().await;
    app.sign_up("ada").await;
    let browser = app.browser();
    let token = mailed_token(&app, "ada").await;
    let answer = reset(&browser, &token, NEW).await.expect(200);
    assert_eq!(answer.json(), json!({ "status": true }));
    assert!(answer.set_cookies().is_empty() && answer.header("set-auth-token").is_none());
    assert_eq!(app.count("sessions").await, 0);
    take_notice(&app, "ada");
}

#[tokio::test]
async fn rst_17_scanners_that_open_the_link_use_nothing_up() {
    let app = app().await;
    app.sign_up("ada").await;
    let path = mailed_path(&app, "ada").await;
    let events = app.observed().all().len();
    for _ in 0..5 {
        for method in [http::Method::HEAD, http::Method::GET] {
            let answer = app.browser().send(method, &path, None, Vec::new()).await.expect(302);
            assert!(answer.header("location").unwrap().contains("?token="));
        }
    }
    assert_eq!(app.count("verifications WHERE consumed_at IS NULL").await, 1);
    assert_eq!(app.observed().all().len(), events);
    let token = path.split(['/', '?']).find(|part| part.len() == 43).unwrap();
    reset(&app.browser(), token, NEW).await.expect(200);
    take_notice(&app, "ada");
}

#[tokio::test]
async fn the_request_and_the_reset_are_events_of_the_user() {
    let app = app().await;
    let user = app.sign_up("ada").await.1["user"]["id"].clone();
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
    let requested = app.observed().of_kind(kinds::PASSWORD_RESET_REQUESTED).remove(0);
    assert_eq!(requested.subject.unwrap().as_str(), user);
    assert!(requested.actor.is_none(), "anybody can ask");
    let done = app.observed().of_kind(kinds::PASSWORD_RESET);
    assert_eq!(done.len(), 1);
    assert_eq!(done[0].actor.as_ref().unwrap().as_str(), user);
}

#[tokio::test]
async fn a_reset_voids_the_other_links_of_the_user() {
    let app = app().await;
    app.sign_up("ada").await;
    app.sign_up("bob").await;
    let (first, second) = (mailed_token(&app, "ada").await, mailed_token(&app, "ada").await);
    let of_bob = mailed_token(&app, "bob").await;
    reset(&app.browser(), &second, NEW).await.expect(200);
    take_notice(&app, "ada");
    reset(&app.browser(), &first, NEW).await.expect_error(400, "INVALID_TOKEN");
    reset(&app.browser(), &of_bob, NEW).await.expect(200);
    take_notice(&app, "bob");
}

#[tokio::test]
async fn a_change_of_password_voids_the_links_of_the_user() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let body = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
    ada.post("/change-password", body).await.expect(200);
    take_notice(&app, "ada");
    reset(&app.browser(), &token, PASSWORD).await.expect_error(400, "INVALID_TOKEN");
    sign_in(&app, "ada", NEW).await.expect(200);
}

#[tokio::test]
async fn a_link_in_a_mailbox_that_the_user_has_left_is_void() {
    let app = app().await;
    app.sign_up("ada").await;
    let path = mailed_path(&app, "ada").await;
    app.execute("UPDATE users SET email = 'ada@example.org'").await;
    let answer = app.browser().get(&path).await.expect(302);
    assert_eq!(answer.header("location"), Some("http://localhost:3000/choose?error=INVALID_TOKEN"));
    let token = path.split(['/', '?']).find(|part| part.len() == 43).unwrap();
    reset(&app.browser(), token, NEW).await.expect_error(400, "INVALID_TOKEN");
}

#[tokio::test]
async fn a_deleted_user_has_no_links() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    app.execute("DELETE FROM users").await;
    assert_eq!(app.count("verifications").await, 0);
    reset(&app.browser(), &token, NEW).await.expect_error(400, "INVALID_TOKEN");
    app.sign_up("ada").await;
    reset(&app.browser(), &token, NEW).await.expect_error(400, "INVALID_TOKEN");
}

#[tokio::test]
async fn somebody_without_a_password_gets_a_first_one() {
    let app = app().await;
    app.sign_up("ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github', account_id = '1', password = NULL")
        .await;
    app.execute("UPDATE users SET email_verified = true").await;
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
    sign_in(&app, "ada", NEW).await.expect(200);
    assert_eq!(app.count("accounts WHERE provider_id = 'github'").await, 1);
    assert_eq!(app.count("accounts WHERE provider_id = 'credential'").await, 1);
}

#[tokio::test]
async fn a_reset_proves_the_address() {
    let app = app().await;
    app.sign_up("ada").await;
    app.sign_up("bob").await;
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
    assert_eq!(app.count("users WHERE email_verified").await, 1);
    let user = sign_in(&app, "ada", NEW).await.expect(200).json();
    assert_eq!(user["user"]["emailVerified"], true);
}

#[tokio::test]
async fn no_notice_goes_out_if_the_application_does_not_want_it() {
    let app = app_with_passwords(PasswordManagementOptions::default().notify(false)).await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
    ada.post("/change-password", body).await.expect(200);
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    ada.post("/set-password", json!({ "newPassword": NEW })).await.expect(200);
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, PASSWORD).await.expect(200);
    assert!(app.mailbox().take_all().is_empty());
}
