use better_auth_audit::{AuditFlaw, AuditLog, AuditPlugin};
use better_auth_core::event::kinds;
use better_auth_core::{BetterAuth, RequestFacts};
use better_auth_test::TestApp;

use crate::app;

/// The secret of [`TestApp`].
const OLD: &str = "0123456789abcdefghijklmnopqrstuvwxyz-test-secret";
const NEW: &str = "another-secret-0123456789-abcdefghijklmnopqrstuv";

/// The same database, under other secrets.
async fn under(app: &TestApp, secrets: &[&str]) -> BetterAuth {
    let builder = BetterAuth::builder(app.adapter().clone()).plugin(AuditPlugin::new());
    let builder = builder.clock(app.clock().clone()).secret(secrets[0]);
    let older = secrets[1..].iter();
    older.fold(builder, |builder, secret| builder.older_secret(*secret)).build().await.unwrap()
}

async fn fail(site: &BetterAuth) {
    let auth = site.auth();
    let event = auth.event(kinds::SIGN_IN_FAILED, &RequestFacts::default());
    auth.record(auth.consequences([event])).await.unwrap();
}

fn log(site: &BetterAuth) -> AuditLog {
    site.plugin::<AuditPlugin>().unwrap()
}

#[tokio::test]
async fn a_log_goes_on_under_a_new_secret() {
    let app = app().await;
    app.sign_up("ada").await;
    let kept = crate::log(&app).head().await.unwrap();
    let rotated = under(&app, &[NEW, OLD]).await;
    assert!(log(&rotated).verify(Some(&kept)).await.unwrap().is_intact());
    fail(&rotated).await;
    let report = log(&rotated).verify(Some(&kept)).await.unwrap();
    assert_eq!((report.problem, report.rows), (None, 3));
}

#[tokio::test]
async fn rows_of_a_secret_that_is_gone_no_longer_verify() {
    let app = app().await;
    app.sign_up("ada").await;
    fail(&under(&app, &[NEW, OLD]).await).await;
    let forgetful = under(&app, &[NEW]).await;
    let problem = log(&forgetful).verify(None).await.unwrap().problem.unwrap();
    assert_eq!((problem.seq, problem.flaw), (1, AuditFlaw::Chain));
}

#[tokio::test]
async fn a_log_that_was_pruned_needs_the_old_secret_no_longer() {
    let app = app().await;
    app.sign_up("ada").await;
    let rotated = under(&app, &[NEW, OLD]).await;
    app.clock().advance(std::time::Duration::from_secs(1));
    assert_eq!(log(&rotated).prune(app.auth().now()).await.unwrap(), 2);
    let report = log(&under(&app, &[NEW]).await).verify(None).await.unwrap();
    assert_eq!((report.problem, report.rows), (None, 1));
}
