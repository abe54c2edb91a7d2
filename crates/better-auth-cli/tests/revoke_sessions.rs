use better_auth::audit::{AuditPlugin, AuditQuery};
use better_auth_test::{Browser, TestApp};
use serde_json::Value;

use crate::{app_today, program};

async fn signed_up(app: &TestApp, name: &str) -> (Browser, Value) {
    let (browser, answer) = app.sign_up(name).await;
    browser.get("/list-sessions").await.expect(200);
    (browser, answer)
}

#[tokio::test]
async fn the_sessions_of_the_user_get_401_and_those_of_others_stay() {
    let app = app_today().await;
    let (ada, answer) = signed_up(&app, "ada").await;
    let (elsewhere, _) = app.sign_in("ada").await;
    let (bob, _) = signed_up(&app, "bob").await;
    let ended = program(&app).run(["revoke-sessions", "ada@example.com", "--json"]).expect(0);
    assert_eq!(ended.json()["sessions"], 2);
    assert_eq!(ended.json()["user"], answer["user"]["id"]);
    for browser in [ada, elsewhere] {
        browser.get("/list-sessions").await.expect(401);
    }
    bob.get("/list-sessions").await.expect(200);
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn a_user_is_named_by_id_as_well() {
    let app = app_today().await;
    let (ada, answer) = signed_up(&app, "ada").await;
    let id = answer["user"]["id"].as_str().unwrap();
    program(&app).run(["revoke-sessions", id]).expect(0);
    ada.get("/list-sessions").await.expect(401);
}

#[tokio::test]
async fn the_audit_log_says_that_it_was_the_command_line() {
    let app = app_today().await;
    let (_, answer) = signed_up(&app, "ada").await;
    program(&app).run(["revoke-sessions", "ada@example.com"]).expect(0);
    let log = app.site().plugin::<AuditPlugin>().unwrap();
    let newest = AuditQuery { newest_first: true, limit: 1, ..AuditQuery::default() };
    let row = log.query(&newest).await.unwrap().remove(0);
    assert_eq!((&*row.kind, row.detail.as_deref()), ("session.revoked", Some("operator")));
    assert_eq!((row.actor.id, row.actor.session, row.actor.ip_address), (None, None, None));
    let program = concat!("better-auth-cli/", env!("CARGO_PKG_VERSION"), " (operator)");
    assert_eq!(row.actor.user_agent.as_deref(), Some(program));
    assert_eq!(row.subject.unwrap().as_str(), answer["user"]["id"]);
    assert!(log.verify(None).await.unwrap().is_intact());
}

#[tokio::test]
async fn a_user_without_sessions_is_no_event() {
    let app = app_today().await;
    signed_up(&app, "ada").await;
    program(&app).run(["revoke-sessions", "ada@example.com"]).expect(0);
    let before = app.count("audit_events").await;
    let ended = program(&app).run(["revoke-sessions", "ada@example.com", "--json"]).expect(0);
    assert_eq!(ended.json()["sessions"], 0);
    assert_eq!(app.count("audit_events").await, before);
}

#[tokio::test]
async fn an_unknown_user_is_refused() {
    let app = app_today().await;
    for whom in ["eve@example.com", "nobody", "%"] {
        let ended = program(&app).run(["revoke-sessions", whom, "--json"]).expect(1);
        ended.refusal("USER_NOT_FOUND", &[whom]);
    }
}

/// Its row would not fit into the chain, and the log would count as tampered with from then on.
#[tokio::test]
async fn a_secret_of_another_application_changes_nothing() {
    let app = app_today().await;
    let (ada, _) = signed_up(&app, "ada").await;
    let foreign = || program(&app).secret("another-secret-0123456789-abcdefghijkl");
    let ended = foreign().run(["revoke-sessions", "ada@example.com", "--json"]).expect(1);
    ended.refusal("AUDIT_LOG_NOT_SEALED", &["BETTER_AUTH_SECRET", "Nothing was changed"]);
    ada.get("/list-sessions").await.expect(200);
    program(&app).run(["verify-audit-log"]).expect(0);

    foreign().run(["revoke-sessions", "ada@example.com", "--despite-audit-log"]).expect(0);
    ada.get("/list-sessions").await.expect(401);
}

#[tokio::test]
async fn an_application_without_audit_log_gets_none() {
    use better_auth::prelude::*;
    let app = TestApp::build(|builder| {
        builder.plugin(EmailPasswordPlugin::new()).plugin(SessionManagementPlugin::new())
    })
    .await;
    app.sign_up("ada").await;
    program(&app).run(["revoke-sessions", "ada@example.com"]).expect(0);
    assert_eq!(app.count("sessions").await, 0);
    let ended = program(&app).run(["verify-audit-log", "--json"]).expect(1);
    ended.refusal("NO_AUDIT_LOG", &[]);
}
