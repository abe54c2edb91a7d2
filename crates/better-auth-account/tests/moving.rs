//! Moving an account to another address, from the first request to the last link.

mod links;
mod races;

use better_auth_account::{ChangeEmail, SessionManagementPlugin, UserManagementPlugin};
use better_auth_email_password::{
    EmailPasswordPlugin, EmailVerificationPlugin, PasswordManagementPlugin,
};
use better_auth_test::{Browser, ORIGIN, TestApp, TestResponse};
use serde_json::json;

/// An application with the default way of changing an address.
pub(crate) async fn app() -> TestApp {
    app_that(ChangeEmail::default()).await
}

pub(crate) async fn app_that(how: ChangeEmail) -> TestApp {
    TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(EmailVerificationPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new().change_email(how))
    })
    .await
}

/// Somebody who is signed in, at an address that is proven.
pub(crate) async fn verified(app: &TestApp, name: &str) -> Browser {
    let (browser, _) = app.sign_up(name).await;
    let proven = format!("UPDATE users SET email_verified = true WHERE name = '{name}'");
    app.execute(&proven).await;
    browser
}

/// Asks for a move to `<name>@example.org`.
pub(crate) async fn ask(browser: &Browser, name: &str) -> TestResponse {
    browser.post("/change-email", json!({ "newEmail": format!("{name}@example.org") })).await
}

/// The link in the oldest unread mail to an address, as a program calls it, which reads the
/// answer.
pub(crate) fn link_to(app: &TestApp, address: &str) -> String {
    let mail = app.mailbox().take_to(address);
    let link = mail.text.lines().find(|line| line.starts_with("http")).expect("a link in the mail");
    let path = link.strip_prefix(&format!("{ORIGIN}/auth")).expect("a link to a route");
    path.split_once("&callbackURL=").expect("a callback").0.to_owned()
}

/// Agrees at the old address, and hands out the link that was mailed to the new one.
pub(crate) async fn confirmed(app: &TestApp, browser: &Browser, name: &str) -> String {
    ask(browser, name).await.expect(200);
    let confirm = link_to(app, &format!("{name}@example.com"));
    app.browser().get(&confirm).await.expect(200);
    link_to(app, &format!("{name}@example.org"))
}

/// The address that the session shows.
pub(crate) async fn address(browser: &Browser) -> String {
    let session = browser.get("/get-session").await.expect(200).json();
    session["user"]["email"].as_str().unwrap_or("signed out").to_owned()
}
