//! LOG-02: every flow that there is, and the rows that it must leave. A plugin with a flow of its
//! own adds a line.

use std::time::Duration;

use better_auth_audit::AuditRow;
use better_auth_core::config::RateLimitOptions;
use better_auth_core::layer::rate_limit::RateLimit;
use better_auth_test::{Browser, PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::{app, assert_intact, everything, rows};

const NEW: &str = "another horse another staple";

/// `PASSWORD`, hashed by Argon2id with m=16, t=1, p=1.
const ARGON2_OF_STAPLE: &str = "$argon2id$v=19$m=16,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$ZUewGxMY0d5ozhXt1BaOjtnApMSoBW0fcP+uT9AmJOE";

/// Who a row must name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Actor,
    Subject,
    Nobody,
}
use Names::{Actor, Nobody, Subject};

/// Kind, detail, and whom it names.
pub(crate) type Expected = (&'static str, Option<&'static str>, Names);

/// Where Ada sits, so that rows must have her address and her browser.
fn at_home(browser: Browser) -> Browser {
    browser.from_address([192, 0, 2, 7]).with_header("user-agent", "Firefox on Tuesday")
}

/// Does something as Ada, who has signed up, and checks what it adds to the log.
pub(crate) async fn leaves(
    flow: &str,
    act: impl AsyncFnOnce(&TestApp, Browser),
    expected: &[Expected],
) {
    let app = app().await;
    let (ada, answer) = app.sign_up("ada").await;
    let before = rows(&app).await.len();
    act(&app, at_home(ada)).await;
    app.mailbox().take_all();
    let new = rows(&app).await.split_off(before);
    let told: Vec<_> = new.iter().map(|row| told(row, &answer["user"]["id"])).collect();
    assert_eq!(told, expected, "{flow}");
    for row in &new {
        assert_eq!(row.at, app.auth().now(), "{flow}: {row}");
        assert_eq!(row.actor.ip_address.as_deref(), Some("192.0.2.7"), "{flow}: {row}");
        assert_eq!(row.actor.user_agent.as_deref(), Some("Firefox on Tuesday"), "{flow}: {row}");
    }
    assert_intact(&app).await;
}

fn told<'a>(row: &'a AuditRow, ada: &Value) -> (&'a str, Option<&'a str>, Names) {
    let is_ada = |id: &better_auth_core::UserId| *ada == id.as_str();
    let names = match (&row.actor.id, &row.subject) {
        (Some(id), None) if is_ada(id) => Actor,
        (None, Some(id)) if is_ada(id) => Subject,
        _ => Nobody,
    };
    (&row.kind, row.detail.as_deref(), names)
}

async fn sign_in(browser: &Browser, email: &str, password: &str) {
    browser.post("/sign-in/email", json!({ "email": email, "password": password })).await;
}

async fn github(app: &TestApp, ada: &Browser) {
    let user = ada.get("/get-session").await.json()["user"]["id"].as_str().unwrap().to_owned();
    app.execute(&format!(
        "INSERT INTO accounts (id, user_id, provider_id, account_id, created_at, updated_at) VALUES \
         ('github1', '{user}', 'github', 'ada1', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    ))
    .await;
}

#[tokio::test]
async fn log_02_signing_up_leaves_rows() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let rows = rows(&app).await;
    let told: Vec<_> = rows.iter().map(|row| told(row, &answer["user"]["id"])).collect();
    let created = ("session.created", Some("sign_up"), Actor);
    assert_eq!(told, [("user.created", None, Actor), created]);
    assert!(rows[1].actor.session.is_some());
    assert_intact(&app).await;
}

#[tokio::test]
async fn log_02_signing_in_and_failing_to_leave_rows() {
    leaves(
        "right password",
        async |_, ada| sign_in(&ada, "ada@example.com", PASSWORD).await,
        &[("session.created", Some("password"), Actor)],
    )
    .await;
    leaves(
        "wrong password",
        async |_, ada| sign_in(&ada, "ada@example.com", "wrong guess").await,
        &[("sign_in.failed", Some("INVALID_EMAIL_OR_PASSWORD"), Subject)],
    )
    .await;
    leaves(
        "unknown address",
        async |_, ada| sign_in(&ada, "nobody@example.com", PASSWORD).await,
        &[("sign_in.failed", Some("INVALID_EMAIL_OR_PASSWORD"), Nobody)],
    )
    .await;
    let wrong = json!({ "username": "somebody", "password": "wrong guess" });
    leaves(
        "unknown user name",
        async |_, ada| drop(ada.post("/sign-in/username", wrong).await.expect(401)),
        &[("sign_in.failed", Some("INVALID_USERNAME_OR_PASSWORD"), Nobody)],
    )
    .await;
    leaves(
        "wrong password for something sensitive",
        async |_, ada| {
            ada.post("/delete-user", json!({ "password": "wrong guess" })).await.expect(400);
        },
        &[("sign_in.failed", Some("INVALID_PASSWORD"), Subject)],
    )
    .await;
}

#[tokio::test]
async fn log_02_challenges_and_refusals_leave_rows() {
    let app = app().await;
    for (name, last) in [
        ("charlie", ("sign_in.challenged", Some("sign_up"))),
        ("rufus", ("sign_in.failed", Some("SENT_AWAY"))),
    ] {
        let body =
            json!({"name": name, "email": format!("{name}@x.example"), "password": PASSWORD});
        app.browser().post("/sign-up/email", body).await;
        let rows = rows(&app).await;
        let row = rows.last().unwrap();
        assert_eq!((&*row.kind, row.detail.as_deref()), last);
        let named = row.actor.id.as_ref().or(row.subject.as_ref());
        assert_eq!(named, rows[rows.len() - 2].actor.id.as_ref());
    }
    assert_eq!(app.count("sessions").await, 0);
    assert_intact(&app).await;
}

#[tokio::test]
async fn log_02_a_locked_account_leaves_rows() {
    let app = TestApp::build(|builder| {
        let account = RateLimit::new(1, Duration::from_secs(3600));
        let limits = RateLimitOptions { account, ..RateLimitOptions::default() };
        everything(builder).rate_limit(limits)
    })
    .await;
    app.sign_up("ada").await;
    for guess in ["guess one", "guess two"] {
        sign_in(&app.browser(), "ada@example.com", guess).await;
    }
    let rows = rows(&app).await;
    assert_eq!(rows.last().unwrap().detail.as_deref(), Some("TOO_MANY_REQUESTS"));
}

#[tokio::test]
async fn log_02_the_ends_of_sessions_leave_rows() {
    let none = || json!({});
    leaves(
        "sign-out",
        async |_, ada| drop(ada.post("/sign-out", none()).await.expect(200)),
        &[("session.ended", None, Actor)],
    )
    .await;
    leaves(
        "one session",
        async |_, ada| {
            let list = ada.get("/list-sessions").await.expect(200).json();
            ada.post("/revoke-session", json!({ "token": list[0]["token"] })).await.expect(200);
        },
        &[("session.revoked", None, Actor)],
    )
    .await;
    leaves(
        "all sessions",
        async |_, ada| drop(ada.post("/revoke-sessions", none()).await.expect(200)),
        &[("session.revoked", None, Actor)],
    )
    .await;
    leaves(
        "the others",
        async |_, ada| {
            sign_in(&ada.copy(), "ada@example.com", PASSWORD).await;
            ada.post("/revoke-other-sessions", none()).await.expect(200);
        },
        &[("session.created", Some("password"), Actor), ("session.revoked", None, Actor)],
    )
    .await;
    leaves(
        "the others, if there are none",
        async |_, ada| drop(ada.post("/revoke-other-sessions", none()).await.expect(200)),
        &[],
    )
    .await;
}

#[tokio::test]
async fn log_02_changes_of_passwords_and_ways_in_leave_rows() {
    leaves(
        "change",
        async |_, ada| {
            let body = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
            ada.post("/change-password", body).await.expect(200);
        },
        &[("password.changed", None, Actor)],
    )
    .await;
    leaves(
        "a first one",
        async |app, ada| {
            app.execute("UPDATE accounts SET provider_id = 'github'").await;
            ada.post("/set-password", json!({ "newPassword": NEW })).await.expect(200);
        },
        &[("password.set", None, Actor)],
    )
    .await;
    leaves(
        "a way in is removed",
        async |app, ada| {
            github(app, &ada).await;
            ada.post("/unlink-account", json!({ "providerId": "github" })).await.expect(200);
        },
        &[("account.unlinked", None, Actor)],
    )
    .await;
    leaves(
        "a hash with other parameters",
        async |app, ada| {
            app.execute(&format!("UPDATE accounts SET password = '{ARGON2_OF_STAPLE}'")).await;
            sign_in(&ada, "ada@example.com", PASSWORD).await;
        },
        &[("password.rehashed", None, Actor), ("session.created", Some("password"), Actor)],
    )
    .await;
}

#[tokio::test]
async fn log_02_changes_of_users_leave_rows() {
    leaves(
        "profile",
        async |_, ada| {
            ada.post("/update-user", json!({ "name": "Ada L." })).await.expect(200);
        },
        &[("user.updated", None, Actor)],
    )
    .await;
}

#[tokio::test]
async fn log_02_a_mail_that_is_given_up_leaves_a_row() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.mailbox().refuse(true);
    let body = json!({ "currentPassword": PASSWORD, "newPassword": NEW });
    ada.post("/change-password", body).await.expect(200);
    app.clock().advance(Duration::from_secs(3 * 24 * 3600));
    app.auth().deliver_mails().await.unwrap();
    assert_eq!(rows(&app).await.last().unwrap().kind, "mail.given_up");
    assert_intact(&app).await;
}

#[tokio::test]
async fn what_happens_all_day_and_what_changes_nothing_leaves_no_row() {
    leaves(
        "reading and extending",
        async |app, ada| {
            app.clock().advance(Duration::from_secs(2 * 24 * 3600));
            ada.get("/get-session").await.expect(200);
            ada.get("/list-accounts").await.expect(200);
            let extended = app.observed().of_kind(better_auth_core::event::kinds::SESSION_EXTENDED);
            assert_eq!(extended.len(), 1);
        },
        &[],
    )
    .await;
    leaves(
        "a taken address",
        async |app, ada| {
            let body = json!({"name": "x", "email": "ada@example.com", "password": PASSWORD});
            ada.post("/sign-up/email", body).await.expect(422);
            assert_eq!(app.count("users").await, 1);
        },
        &[],
    )
    .await;
}

#[tokio::test]
async fn without_the_plugin_there_is_no_table_and_no_row() {
    let app = TestApp::build(|builder| {
        builder.plugin(better_auth_email_password::EmailPasswordPlugin::new())
    })
    .await;
    app.sign_up("ada").await;
    assert!(app.auth().audit_seal().is_none());
    assert!(app.auth().consequences([]).seal().is_none());
}
