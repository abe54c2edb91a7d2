//! The session routes, over HTTP, on the database that `TEST_DATABASE_URL` names.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what is wrong by panicking"
)]

mod attacks;
mod deletion;
mod fields;
mod moving;
mod races;
mod routes;
mod tokens;

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_test::TestApp;

async fn app() -> TestApp {
    TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(AccountManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
    })
    .await
}

const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
const HOUR: std::time::Duration = std::time::Duration::from_secs(60 * 60);
const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// The cookie that a browser shows its session with.
const COOKIE: &str = "better-auth.session-token";
