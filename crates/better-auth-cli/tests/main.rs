//! The program itself, on real databases: SQLite files, or what `TEST_DATABASE_URL` names.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests say what is wrong by panicking"
)]

mod ban;
mod create_admin;
mod embedding;
mod help;
mod import;
mod list_users;
mod migrate;
mod page;
mod preview_mails;
mod program;
mod prune;
mod revoke_sessions;
mod secret;
mod settings;
mod status;
mod verify_audit_log;

use better_auth::core::{Clock, SystemClock};
use better_auth::prelude::*;
use better_auth_test::{SECRET, TestApp, TestAppBuilder};

use crate::program::Program;

/// An application as the program finds it: with every plugin that has tables.
fn everything(builder: TestAppBuilder) -> TestAppBuilder {
    builder
        .plugin(EmailPasswordPlugin::new())
        .plugin(SessionManagementPlugin::new())
        .plugin(AdminPlugin::new())
        .plugin(ApiKeyPlugin::new())
        .plugin(OrganizationPlugin::new())
        .plugin(PasskeyPlugin::new())
        .plugin(TwoFactorPlugin::new())
        .plugin(AuditPlugin::new())
}

async fn app() -> TestApp {
    TestApp::build(everything).await
}

/// An application at the time of the program, which has no clock that a test could move.
async fn app_today() -> TestApp {
    let app = app().await;
    app.clock().advance(SystemClock.now().since(app.auth().now()));
    app
}

/// The program on the database of the application, with its secret.
fn program(app: &TestApp) -> Program {
    Program::new().database(app.database_url()).secret(SECRET)
}
