use std::time::Duration;

use better_auth::audit::{AuditPlugin, AuditQuery};
use better_auth_test::{PASSWORD, TestApp};
use serde_json::json;

use crate::{app_today, program};

const EVE: &str = "eve@example.com";

async fn newest(app: &TestApp) -> (String, Option<String>, Option<String>) {
    let log = app.site().plugin::<AuditPlugin>().unwrap();
    assert!(log.verify(None).await.unwrap().is_intact());
    let newest = AuditQuery { newest_first: true, limit: 1, ..AuditQuery::default() };
    let row = log.query(&newest).await.unwrap().remove(0);
    (row.kind, row.detail, row.actor.id.map(|id| id.to_string()))
}

#[tokio::test]
async fn a_banned_user_is_out_at_once_and_a_lifted_ban_lets_them_in_again() {
    let app = app_today().await;
    let (eve, answer) = app.sign_up("eve").await;
    let ended = program(&app).run(["ban", EVE, "--reason", "sends spam", "--json"]).expect(0);
    let id = &answer["user"]["id"];
    let expected = json!({ "ok": true, "user": id, "reason": "sends spam", "expiresAt": null });
    assert_eq!(ended.json(), expected);
    eve.get("/list-sessions").await.expect(401);
    app.sign_in("eve").await.1.expect_error(403, "BANNED_USER");

    let ended = program(&app).run(["unban", EVE, "--json"]).expect(0);
    assert_eq!(ended.json(), json!({ "ok": true, "user": id, "wasBanned": true }));
    app.sign_in("eve").await.1.expect(200);
}

#[tokio::test]
async fn a_ban_ends_by_itself() {
    let app = app_today().await;
    app.sign_up("eve").await;
    program(&app).run(["ban", EVE, "--for", "2h"]).expect(0);
    app.sign_in("eve").await.1.expect_error(403, "BANNED_USER");
    app.clock().advance(Duration::from_secs(3 * 60 * 60));
    app.sign_in("eve").await.1.expect(200);
}

#[tokio::test]
async fn the_end_of_a_ban_is_the_moment_that_was_said() {
    let app = app_today().await;
    app.sign_up("eve").await;
    let until = ["ban", EVE, "--json", "--until", "2199-01-01T01:00:00+01:00"];
    let document = program(&app).run(until).expect(0).json();
    assert_eq!(document["expiresAt"], "2199-01-01T00:00:00.000Z");
}

#[tokio::test]
async fn an_end_that_is_none_or_is_over_is_refused() {
    let app = app_today().await;
    app.sign_up("eve").await;
    for end in ["tomorrow", "2027-01-01"] {
        let ended = program(&app).run(["ban", EVE, "--json", "--until", end]).expect(2);
        ended.refusal("USAGE", &["--until"]);
    }
    let over = ["ban", EVE, "--json", "--until", "2020-01-01T00:00:00Z"];
    program(&app).run(over).expect(2).refusal("INVALID_SETTING", &["--until"]);
    program(&app).run(["ban", EVE, "--json", "--for", "7"]).expect(2).refusal("USAGE", &["7d"]);
    let both = ["ban", EVE, "--json", "--for", "7d", "--until", "2199-01-01T00:00:00Z"];
    program(&app).run(both).expect(2).refusal("USAGE", &["--until"]);
    assert_eq!(app.count("users WHERE banned").await, 0);
}

#[tokio::test]
async fn a_reason_is_one_line_of_a_bounded_length() {
    let app = app_today().await;
    app.sign_up("eve").await;
    for reason in ["", "a\nb", &"x".repeat(1001)] {
        let ended = program(&app).run(["ban", EVE, "--json", "--reason", reason]).expect(2);
        ended.refusal("USAGE", &["--reason"]);
    }
    program(&app).run(["ban", EVE, "--reason", &"x".repeat(1000)]).expect(0);
}

#[tokio::test]
async fn the_audit_log_says_that_it_was_the_command_line() {
    let app = app_today().await;
    app.sign_up("eve").await;
    let by = |kind: &str| (kind.to_owned(), Some("operator".to_owned()), None);
    program(&app).run(["ban", EVE]).expect(0);
    assert_eq!(newest(&app).await, by("user.banned"));
    program(&app).run(["unban", EVE]).expect(0);
    assert_eq!(newest(&app).await, by("user.unbanned"));
}

#[tokio::test]
async fn the_last_administrator_can_not_be_banned() {
    let app = app_today().await;
    let with = program(&app).env("ADMIN_PASSWORD", PASSWORD);
    with.run(["create-admin", "ada@example.com"]).expect(0);
    let ended = program(&app).run(["ban", "ada@example.com", "--json"]).expect(1);
    ended.refusal("YOU_CANNOT_REMOVE_THE_LAST_ADMIN", &[]);
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn somebody_who_is_not_banned_stays_as_they_are() {
    let app = app_today().await;
    app.sign_up("eve").await;
    let before = app.count("audit_events").await;
    let ended = program(&app).run(["unban", EVE, "--json"]).expect(0);
    assert_eq!(ended.json()["wasBanned"], false);
    assert_eq!(app.count("audit_events").await, before);
}

#[tokio::test]
async fn an_unknown_user_is_refused() {
    let app = app_today().await;
    for command in ["ban", "unban"] {
        let ended = program(&app).run([command, "nobody@example.com", "--json"]).expect(1);
        ended.refusal("USER_NOT_FOUND", &["nobody@example.com"]);
    }
}

#[tokio::test]
async fn a_secret_of_another_application_changes_nothing() {
    let app = app_today().await;
    app.sign_up("eve").await;
    for command in ["ban", "unban"] {
        let foreign = program(&app).secret("another-secret-0123456789-abcdefghijkl");
        let ended = foreign.run([command, EVE, "--json"]).expect(1);
        ended.refusal("AUDIT_LOG_NOT_SEALED", &["BETTER_AUTH_SECRET"]);
    }
    app.sign_in("eve").await.1.expect(200);
}
