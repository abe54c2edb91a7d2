use better_auth::audit::{AuditPlugin, AuditQuery};
use better_auth_test::{PASSWORD, TestApp};
use serde_json::json;

use crate::program::{Ended, Program};
use crate::{app_today, program};

const ADA: &str = "ada@example.com";

/// Ada signs in over HTTP and does what only administrators do.
async fn assert_administers(app: &TestApp) {
    let (ada, answer) = app.sign_in("ada").await;
    answer.expect(200);
    ada.get("/admin/list-users").await.expect(200);
}

fn silent(ended: &Ended) {
    assert!(!format!("{ended:?}").contains(PASSWORD), "{ended:?}");
}

#[tokio::test]
async fn an_administrator_is_made_with_the_password_of_the_environment() {
    let app = app_today().await;
    let with = program(&app).env("ADMIN_PASSWORD", PASSWORD);
    let ended = with.run(["create-admin", ADA, "--name", "Ada", "--json"]).expect(0);
    silent(&ended);
    let document = ended.json();
    assert_eq!(document["email"], ADA);
    assert_eq!(app.count("users WHERE name = 'Ada' AND role = 'admin'").await, 1);
    assert_administers(&app).await;
}

#[tokio::test]
async fn the_password_is_the_first_line_of_standard_input() {
    let app = app_today().await;
    let with = program(&app).env("ADMIN_EMAIL", ADA).input(&format!("{PASSWORD}\r\nmore\n"));
    silent(&with.run(["create-admin"]).expect(0));
    assert_administers(&app).await;
}

#[tokio::test]
async fn without_a_password_it_is_asked_for() {
    let app = app_today().await;
    let ended = program(&app).run(["create-admin", ADA, "--json"]).expect(2);
    ended.refusal("MISSING_SETTING", &["ADMIN_PASSWORD", "standard input"]);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn no_argument_takes_a_password() {
    let app = app_today().await;
    let ended = program(&app).run(["create-admin", ADA, "--json", "--password", PASSWORD]);
    ended.expect(2).refusal("USAGE", &["--password"]);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn an_address_that_has_an_account_is_refused_and_the_account_stays_as_it_is() {
    let app = app_today().await;
    app.sign_up("ada").await;
    let with = program(&app).env("ADMIN_PASSWORD", "another password altogether");
    let ended = with.run(["create-admin", ADA, "--json"]).expect(1);
    ended.refusal("USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", &["already exists"]);
    let (ada, answer) = app.sign_in("ada").await;
    answer.expect(200);
    ada.get("/admin/list-users").await.expect(403);
}

#[tokio::test]
async fn a_common_password_is_refused() {
    let app = app_today().await;
    let with = program(&app).env("ADMIN_PASSWORD", "password123");
    let ended = with.run(["create-admin", ADA, "--json"]).expect(1);
    ended.refusal("PASSWORD_TOO_COMMON", &[]);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn an_address_that_is_none_or_is_missing_is_refused() {
    let app = app_today().await;
    let with = || program(&app).env("ADMIN_PASSWORD", PASSWORD);
    let ended = with().run(["create-admin", "ada", "--json"]).expect(2);
    ended.refusal("INVALID_SETTING", &["ada@example.com"]);
    let ended = with().run(["create-admin", "--json"]).expect(2);
    ended.refusal("MISSING_SETTING", &["ADMIN_EMAIL"]);
}

#[tokio::test]
async fn a_name_is_checked_as_at_a_sign_up() {
    let app = app_today().await;
    let with = program(&app).env("ADMIN_PASSWORD", PASSWORD);
    let ended = with.run(["create-admin", ADA, "--json", "--name", "Ada\u{1b}[2J"]).expect(2);
    ended.refusal("USAGE", &["control characters"]);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn the_audit_log_says_that_it_was_the_command_line() {
    let app = app_today().await;
    program(&app).env("ADMIN_PASSWORD", PASSWORD).run(["create-admin", ADA]).expect(0);
    let log = app.site().plugin::<AuditPlugin>().unwrap();
    let newest = AuditQuery { newest_first: true, limit: 1, ..AuditQuery::default() };
    let row = log.query(&newest).await.unwrap().remove(0);
    assert_eq!((&*row.kind, row.detail.as_deref()), ("user.created", Some("operator")));
    assert_eq!(row.actor.id, None);
    assert!(log.verify(None).await.unwrap().is_intact());
}

#[tokio::test]
async fn an_application_without_administration_gets_no_administrator() {
    let app = app_today().await;
    let with = program(&app).env("ADMIN_PASSWORD", PASSWORD).env("BETTER_AUTH_PLUGINS", "audit");
    let ended = with.run(["create-admin", ADA, "--json"]).expect(1);
    ended.refusal("NO_ADMINISTRATION", &["AdminPlugin"]);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn a_database_and_a_secret_are_asked_for() {
    let ended = Program::new().run(["create-admin", ADA, "--json"]).expect(2);
    assert_eq!(ended.json()["error"]["code"], json!("MISSING_SETTING"));
    let app = app_today().await;
    let without = Program::new().database(app.database_url()).env("ADMIN_PASSWORD", PASSWORD);
    let ended = without.run(["create-admin", ADA, "--json"]).expect(2);
    ended.refusal("MISSING_SETTING", &["BETTER_AUTH_SECRET"]);
}
