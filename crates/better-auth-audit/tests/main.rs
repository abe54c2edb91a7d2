//! The audit log, on the database that `TEST_DATABASE_URL` names.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests say what is wrong by panicking"
)]

mod concurrency;
mod cost;
mod doorman;
mod erasing;
mod flows;
mod privacy;
mod pruning;
mod querying;
mod rotation;
mod strong_factors;
mod tampering;
mod transactions;

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
use better_auth_audit::{AuditFlaw, AuditLog, AuditPlugin, AuditQuery, AuditReport, AuditRow};
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_passkey::PasskeyPlugin;
use better_auth_test::{TestApp, TestAppBuilder};
use better_auth_two_factor::TwoFactorPlugin;

use crate::doorman::DoormanPlugin;

/// Every plugin that there is, and the audit log.
fn everything(builder: TestAppBuilder) -> TestAppBuilder {
    builder
        .plugin(EmailPasswordPlugin::new())
        .plugin(PasswordManagementPlugin::new())
        .plugin(SessionManagementPlugin::new())
        .plugin(AccountManagementPlugin::new())
        .plugin(UserManagementPlugin::new())
        .plugin(TwoFactorPlugin::new())
        .plugin(PasskeyPlugin::new())
        .plugin(DoormanPlugin)
        .plugin(AuditPlugin::new())
}

async fn app() -> TestApp {
    TestApp::build(everything).await
}

fn log(app: &TestApp) -> AuditLog {
    app.site().plugin::<AuditPlugin>().unwrap()
}

async fn rows(app: &TestApp) -> Vec<AuditRow> {
    let query = AuditQuery { limit: 1000, ..AuditQuery::default() };
    log(app).query(&query).await.unwrap()
}

async fn kinds(app: &TestApp) -> Vec<String> {
    rows(app).await.into_iter().map(|row| row.kind).collect()
}

async fn verify(app: &TestApp) -> AuditReport {
    log(app).verify(None).await.unwrap()
}

/// What the verification finds first, and where.
async fn problem(app: &TestApp) -> Option<(i64, AuditFlaw)> {
    verify(app).await.problem.map(|problem| (problem.seq, problem.flaw))
}

/// The log verifies, and has as many rows as it has numbers.
async fn assert_intact(app: &TestApp) -> AuditReport {
    let report = verify(app).await;
    assert_eq!(report.problem, None);
    let head = report.head.as_ref().unwrap();
    assert_eq!(i64::try_from(report.rows).unwrap(), head.seq - head.pruned_seq);
    assert_eq!(i64::try_from(report.rows).unwrap(), app.count("audit_events").await);
    report
}
