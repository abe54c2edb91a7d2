use serde_json::json;

use better_auth::core::store::SWEEP_BATCH;
use better_auth::core::{Clock, SystemClock};

use crate::program::Program;
use crate::{app, program};

#[tokio::test]
async fn what_has_expired_goes_and_the_rest_stays() {
    let app = app().await;
    // Long ago: two sessions and a token.
    app.sign_up("ada").await;
    app.sign_in("ada").await.1.expect(200);
    let token = |id: &str, expires: &str| {
        format!(
            "INSERT INTO verifications (id, purpose, token_hash, value, expires_at, created_at, \
             attempts) VALUES ('{id}', 'x', '{id}', 'v', '{expires}', '2026-03-04 05:06:07', 0)"
        )
    };
    let mail = |id: &str, due: &str, created: &str| {
        format!(
            "INSERT INTO mails (id, kind, sealed, attempts, due_at, created_at) \
             VALUES ('{id}', 'x', 'x', 0, {due}, '{created}')"
        )
    };
    let key = |id: &str, expires: &str| {
        format!(
            "INSERT INTO api_keys (id, config_id, key_hash, enabled, permissions, request_count, \
             expires_at, created_at, updated_at) VALUES ('{id}', 'default', '{id}', TRUE, '', 0, \
             '{expires}', '2026-03-04 05:06:07', '2026-03-04 05:06:07')"
        )
    };
    app.execute(&key("spent", "2026-03-04 06:00:00")).await;
    app.execute(&key("good", "2199-01-01 00:00:00")).await;
    app.execute(&token("past", "2026-03-04 06:00:00")).await;
    app.execute(&token("future", "2199-01-01 00:00:00")).await;
    // Today: a session that is live. Mails are delivered with its request, so they come after it.
    app.clock().advance(SystemClock.now().since(app.auth().now()));
    let (live, _) = app.sign_in("ada").await;
    app.execute(&mail("dead", "NULL", "2026-03-04 05:06:07")).await;
    app.execute(&mail("dead-since-today", "NULL", "2199-01-01 00:00:00")).await;
    app.execute(&mail("waiting", "'2026-03-04 05:06:07'", "2026-03-04 05:06:07")).await;

    let document = program(&app).run(["prune", "--json"]).expect(0).json();
    assert_eq!(
        document,
        json!({ "ok": true, "sessions": 2, "verifications": 1, "mails": 1, "plugins": 1, "total": 5 })
    );
    live.leaving_mails().get("/list-sessions").await.expect(200);
    for (table, left) in
        [("sessions", 1), ("verifications", 1), ("mails", 2), ("api_keys", 1), ("users", 1)]
    {
        assert_eq!(app.count(table).await, left, "{table}");
    }
    assert_eq!(app.count("mails WHERE id = 'dead'").await, 0);
    assert_eq!(app.count("verifications WHERE id = 'past'").await, 0);

    let text = program(&app).run(["prune"]).expect(0).out;
    assert_eq!(text, "sessions       0\nverifications  0\nmails          0\nof plugins     0\n");
}

#[tokio::test]
async fn more_than_a_batch_goes_in_several_steps() {
    let app = app().await;
    let past = "'2026-03-04 05:06:07'";
    let rows = (0..=SWEEP_BATCH).map(|id| format!("('{id}', 'x', '{id}', 'v', {past}, {past}, 0)"));
    app.execute(&format!(
        "INSERT INTO verifications (id, purpose, token_hash, value, expires_at, created_at, attempts) \
         VALUES {}",
        rows.collect::<Vec<_>>().join(", ")
    ))
    .await;
    let ended = program(&app).run(["prune", "--json"]).expect(0);
    assert_eq!(ended.json()["verifications"], SWEEP_BATCH + 1);
    assert!(ended.err.contains(&format!("{SWEEP_BATCH} rows deleted")), "{ended:?}");
    assert_eq!(app.count("verifications").await, 0);
}

#[tokio::test]
async fn it_needs_no_secret() {
    let app = app().await;
    Program::new().database(app.database_url()).run(["prune"]).expect(0);
}
