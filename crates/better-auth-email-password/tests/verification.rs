//! What goes on between the routes that prove an address.

mod hooks;
mod races;
mod sending;
mod starting;

use better_auth_account::SessionManagementPlugin;
use better_auth_email_password::{
    EmailPasswordOptions, EmailPasswordPlugin, EmailVerificationOptions, EmailVerificationPlugin,
};
use better_auth_test::{ORIGIN, TestApp, TestAppBuilder};

/// An application in which nobody signs in before their address is verified.
pub(crate) async fn required() -> TestApp {
    required_with(EmailVerificationOptions::default(), |builder| builder).await
}

pub(crate) async fn required_with(
    options: EmailVerificationOptions,
    configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder,
) -> TestApp {
    let passwords = EmailPasswordOptions::default().require_email_verification(true);
    verifying(passwords, options, configure).await
}

/// An application in which people may verify their address, and need not.
pub(crate) async fn offered(options: EmailVerificationOptions) -> TestApp {
    verifying(EmailPasswordOptions::default(), options, |builder| builder).await
}

async fn verifying(
    passwords: EmailPasswordOptions,
    options: EmailVerificationOptions,
    configure: impl FnOnce(TestAppBuilder) -> TestAppBuilder,
) -> TestApp {
    TestApp::build(|builder| {
        let builder = builder
            .plugin(EmailPasswordPlugin::with(passwords))
            .plugin(EmailVerificationPlugin::with(options))
            .plugin(SessionManagementPlugin::new());
        configure(builder)
    })
    .await
}

/// The link in the oldest unread mail to somebody, as a path below the base path.
pub(crate) fn path_to(app: &TestApp, name: &str) -> String {
    let mail = app.mailbox().take_to(&format!("{name}@example.com"));
    let link = mail.text.lines().find(|line| line.starts_with("http")).unwrap();
    link.strip_prefix(&format!("{ORIGIN}/auth")).unwrap().to_owned()
}

/// The token in the oldest unread mail to somebody.
pub(crate) fn token_to(app: &TestApp, name: &str) -> String {
    let path = path_to(app, name);
    let (token, _) = path.strip_prefix("/verify-email?token=").unwrap().split_once('&').unwrap();
    token.to_owned()
}

/// `/verify-email` as a program calls it, which reads the answer.
pub(crate) fn opening(token: &str) -> String {
    format!("/verify-email?token={token}")
}

/// Every byte percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub(crate) async fn verified(app: &TestApp) -> i64 {
    app.count("users WHERE email_verified").await
}
