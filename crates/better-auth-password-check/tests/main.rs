//! The checks behind the routes that take a new password.
#![expect(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

mod breached;
mod log;
mod order;
mod service;
mod strength;

use better_auth_core::password::PasswordCheck;
use better_auth_email_password::{
    EmailPasswordOptions, EmailPasswordPlugin, EmailVerificationPlugin, PasswordManagementPlugin,
};
use better_auth_test::{Browser, PASSWORD, TestApp, TestResponse};
use serde_json::json;

/// Another one that nobody guesses.
const GOOD: &str = "violet trombone in 9 puddles";

async fn app(check: impl PasswordCheck + 'static) -> TestApp {
    app_with(EmailPasswordOptions::default(), check).await
}

async fn app_with(options: EmailPasswordOptions, check: impl PasswordCheck + 'static) -> TestApp {
    TestApp::build(|builder| {
        let builder = builder.plugin(EmailPasswordPlugin::with(options));
        let builder = builder.plugin(EmailVerificationPlugin::new());
        builder.plugin(PasswordManagementPlugin::new()).password_check(check)
    })
    .await
}

async fn sign_up(app: &TestApp, name: &str, password: &str) -> TestResponse {
    let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
    let body = json!({ "name": name, "email": email, "password": password });
    app.browser().post("/sign-up/email", body).await
}

async fn change(app: &TestApp, browser: &Browser, password: &str) -> TestResponse {
    let body = json!({ "currentPassword": PASSWORD, "newPassword": password });
    let answer = browser.post("/change-password", body).await;
    read_mails(app, &answer);
    answer
}

/// Sets a password, for somebody who has none any more.
async fn set(app: &TestApp, browser: &Browser, password: &str) -> TestResponse {
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    let answer = browser.post("/set-password", json!({ "newPassword": password })).await;
    read_mails(app, &answer);
    answer
}

/// Somebody whose password changed is told so; somebody whose new one was refused is not.
fn read_mails(app: &TestApp, answer: &TestResponse) {
    let mails = app.mailbox().take_all();
    assert_eq!(mails.len(), usize::from(answer.status == 200));
}
