//! The plugin over HTTP, on the database that `TEST_DATABASE_URL` names.
//! `tests/routes/<topic>.rs` has the routes.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod audit;
mod doors;
mod guards;
mod lists;
mod operator;
mod plans;
mod races;
mod routes;

use better_auth_account::{SessionManagementPlugin, UserManagementPlugin};
use better_auth_admin::{AdminOptions, AdminPlugin, permission};
use better_auth_core::access::Role;
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_test::{Browser, TestApp, TestAppBuilder};
use serde_json::{Value, json};

fn with(options: AdminOptions) -> impl FnOnce(TestAppBuilder) -> TestAppBuilder {
    |builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
            .plugin(AdminPlugin::with(options))
    }
}

/// With the roles `lister`, who only lists, `keeper`, who may do all but touch administrators, and
/// `super`, who may do everything.
fn options() -> AdminOptions {
    let everything = || Role::new("super").can_all(permission::user::ALL);
    AdminOptions::default()
        .role(Role::new("lister").can(permission::user::List))
        .role(
            Role::new("keeper")
                .can(permission::user::SetRole)
                .can(permission::user::SetPassword)
                .can(permission::user::Ban)
                .can(permission::user::Impersonate),
        )
        .role(everything().can_all(permission::session::ALL))
}

async fn app() -> TestApp {
    TestApp::build(with(options())).await
}

/// Somebody who has signed up; hands out their id.
async fn person(app: &TestApp, name: &str) -> (Browser, String) {
    let (browser, answer) = app.sign_up(name).await;
    (browser, text(&answer["user"]["id"]))
}

/// Somebody with a role.
async fn with_role(app: &TestApp, name: &str, role: &str) -> (Browser, String) {
    let person = person(app, name).await;
    app.execute(&format!("UPDATE users SET role = '{role}' WHERE name = '{name}'")).await;
    person
}

async fn admin(app: &TestApp) -> (Browser, String) {
    with_role(app, "ada", "admin").await
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn user(id: &str) -> Value {
    json!({ "userId": id })
}

/// Whether the browser has a live session.
async fn is_signed_in(browser: &Browser) -> bool {
    !browser.get("/get-session").await.expect(200).json().is_null()
}
