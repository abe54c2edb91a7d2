//! The plugin over HTTP, on the database that `TEST_DATABASE_URL` names.
//! `tests/routes/<topic>.rs` has the routes.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod application;
mod host;
mod permissions;
mod races;
mod roles;
mod routes;
mod teams;

use better_auth_account::{SessionManagementPlugin, UserManagementPlugin};
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_organization::{OrganizationOptions, OrganizationPlugin};
use better_auth_test::{Browser, TestApp, TestAppBuilder};
use serde_json::{Value, json};

fn with(options: OrganizationOptions) -> impl FnOnce(TestAppBuilder) -> TestAppBuilder {
    |builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
            .plugin(OrganizationPlugin::with(options))
    }
}

async fn app() -> TestApp {
    app_with(OrganizationOptions::default()).await
}

async fn app_with(options: OrganizationOptions) -> TestApp {
    TestApp::build(with(options)).await
}

/// Somebody who has proven their address.
async fn person(app: &TestApp, name: &str) -> Browser {
    let (browser, _) = app.sign_up(name).await;
    let proven = format!("UPDATE users SET email_verified = TRUE WHERE name = '{name}'");
    app.execute(&proven).await;
    browser
}

/// Somebody who has made an organization; hands out its id.
async fn owner(app: &TestApp, name: &str, slug: &str) -> (Browser, String) {
    let browser = person(app, name).await;
    let organization = create(&browser, slug).await;
    (browser, text(&organization["id"]))
}

async fn create(browser: &Browser, slug: &str) -> Value {
    let body = json!({ "name": slug.to_uppercase(), "slug": slug });
    browser.post("/organization/create", body).await.expect(200).json()
}

/// Invites somebody; hands out the invitation. The mail is taken.
async fn invite(app: &TestApp, by: &Browser, organization: &str, name: &str, role: &str) -> String {
    let email = format!("{name}@example.com");
    let body = json!({ "email": email, "role": role, "organizationId": organization });
    let answer = by.post("/organization/invite-member", body).await.expect(200).json();
    app.mailbox().take_to(&email);
    text(&answer["id"])
}

async fn accept(browser: &Browser, invitation: &str) -> Value {
    let body = json!({ "invitationId": invitation });
    browser.post("/organization/accept-invitation", body).await.expect(200).json()
}

/// Somebody who signed up, was invited and accepted; hands out the id of the membership.
async fn joined(
    app: &TestApp,
    by: &Browser,
    organization: &str,
    name: &str,
    role: &str,
) -> (Browser, String) {
    // Who joined first is listed first.
    app.clock().advance(std::time::Duration::from_secs(1));
    let browser = person(app, name).await;
    let invitation = invite(app, by, organization, name, role).await;
    let accepted = accept(&browser, &invitation).await;
    (browser, text(&accepted["member"]["id"]))
}

/// In which organization the session works.
async fn active(browser: &Browser) -> Value {
    let session = browser.get("/get-session").await.expect(200).json();
    session["session"]["activeOrganizationId"].clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The id of the caller's membership.
async fn own_member_id(browser: &Browser) -> String {
    text(&browser.get("/organization/get-active-member").await.expect(200).json()["id"])
}
