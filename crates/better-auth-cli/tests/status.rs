use better_auth::diesel::Backend;
use serde_json::json;

use crate::{app_today, program};

#[tokio::test]
async fn it_counts_users_sessions_and_mails() {
    let app = app_today().await;
    app.sign_up("ada").await;
    app.sign_up("bob").await;
    app.sign_in("bob").await.1.expect(200);
    for (id, due) in [("a", "'2026-03-04 05:06:07'"), ("b", "NULL")] {
        app.execute(&format!(
            "INSERT INTO mails (id, kind, sealed, attempts, due_at, created_at) \
             VALUES ('{id}', 'verify-email', 'x', 0, {due}, '2026-03-04 05:06:07')"
        ))
        .await;
    }
    app.execute(
        "UPDATE sessions SET expires_at = '2026-03-05 00:00:00' WHERE id IN (SELECT id FROM \
        (SELECT MIN(id) AS id FROM sessions) AS one)",
    )
    .await;
    let status = program(&app).run(["status", "--json"]).expect(0).json();
    let counts = json!({
        "users": 2, "sessions": 2, "expiredSessions": 1, "waitingMails": 1, "deadMails": 1,
    });
    assert_eq!(status["counts"], counts);
}

#[tokio::test]
async fn it_names_the_database_and_its_migrations() {
    let app = app_today().await;
    let status = program(&app).run(["status", "--json"]).expect(0).json();
    let kind = match app.adapter().backend() {
        Backend::Sqlite => "SQLite",
        Backend::Postgres => "PostgreSQL",
        Backend::Mysql => "MySQL",
    };
    assert_eq!(status["database"], json!({ "kind": kind, "reachable": true }));
    let applied = status["migrations"]["applied"].as_array().unwrap();
    assert!(applied.contains(&json!("core/0001_create")), "{status}");
    let text = program(&app).run(["status"]).expect(0).out;
    assert!(text.contains(kind) && text.contains("users       0\n"), "{text}");
}

#[tokio::test]
async fn pending_migrations_are_named_and_no_failure() {
    let app = app_today().await;
    app.execute("DELETE FROM better_auth_migrations WHERE owner = 'passkey'").await;
    let status = program(&app).run(["status", "--json"]).expect(0).json();
    assert_eq!(status["migrations"]["pending"], json!(["passkey/0001_create"]));
    assert_eq!(status["counts"]["users"], 0);
}

#[tokio::test]
async fn it_needs_no_secret() {
    let app = app_today().await;
    let program = crate::Program::new().database(app.database_url());
    program.run(["status"]).expect(0);
}
