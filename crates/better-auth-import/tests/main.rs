//! Imports into the database that `TEST_DATABASE_URL` names, from SQLite and, where that is a
//! PostgreSQL server, from PostgreSQL as well.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod accounts;
mod api_keys;
mod old;
mod organizations;
mod passkeys;
mod runs;
mod secrets;
mod sessions;
mod sources;
mod two_factor;
mod users;

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin};
use better_auth_admin::AdminPlugin;
use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_audit::AuditPlugin;
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_import::{Import, Report, Source};
use better_auth_organization::{OrganizationOptions, OrganizationPlugin};
use better_auth_passkey::PasskeyPlugin;
use better_auth_test::{TestApp, TestAppBuilder};
use better_auth_two_factor::TwoFactorPlugin;

use crate::old::{OLD_SECRET, Old};

/// With the secret of the original among the older ones.
fn everything(builder: TestAppBuilder) -> TestAppBuilder {
    plugins(builder).older_secret(OLD_SECRET)
}

/// Everything that has tables.
fn plugins(builder: TestAppBuilder) -> TestAppBuilder {
    let organizations = OrganizationOptions::default().dynamic_roles(true).teams(true);
    builder
        .plugin(EmailPasswordPlugin::new())
        .plugin(SessionManagementPlugin::new())
        .plugin(AccountManagementPlugin::new())
        .plugin(AdminPlugin::new())
        .plugin(TwoFactorPlugin::new())
        .plugin(PasskeyPlugin::new())
        .plugin(OrganizationPlugin::with(organizations))
        .plugin(ApiKeyPlugin::with(ApiKeyOptions::default().sessions(true)))
        .plugin(AuditPlugin::new())
}

async fn app() -> TestApp {
    TestApp::build(everything).await
}

/// Takes everything over.
async fn import(app: &TestApp, old: &Old) -> Report {
    let source = old.open().await;
    Import::new(&app.auth(), app.adapter(), &source).run().await.expect("the import runs")
}

async fn dry_run(app: &TestApp, old: &Old) -> Report {
    let source: Source = old.open().await;
    let auth = app.auth();
    let import = Import::new(&auth, app.adapter(), &source).dry_run(true);
    import.run().await.expect("the dry run runs")
}

/// The ids of the skipped rows of a table, each with its reason as it is serialised.
fn skipped(report: &Report, table: &str) -> Vec<String> {
    let table = report.table(table).expect("the table was read");
    let text = |row: &better_auth_import::SkippedRow| {
        let reason = serde_json::to_value(row.reason).unwrap();
        let by = row.by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
        format!("{}: {}{by}", row.id, reason.as_str().unwrap())
    };
    table.skipped.iter().map(text).collect()
}

fn remarks(report: &Report, table: &str) -> Vec<String> {
    let table = report.table(table).expect("the table was read");
    let text = |row: &better_auth_import::RemarkedRow| {
        format!("{}: {}", row.id, serde_json::to_value(row.remark).unwrap().as_str().unwrap())
    };
    table.remarks.iter().map(text).collect()
}
