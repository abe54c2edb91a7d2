use better_auth_test::TestApp;
use serde_json::{Value, json};

use crate::{app, program};

/// A log of seven rows.
async fn seven() -> TestApp {
    let app = app().await;
    app.sign_up("ada").await;
    for _ in 0..5 {
        app.sign_in("ada").await.1.expect(200);
    }
    assert_eq!(app.count("audit_events").await, 7);
    app
}

fn problem(app: &TestApp) -> Value {
    let ended = program(app).run(["verify-audit-log", "--json"]).expect(1);
    let document = ended.json();
    assert_eq!(document["intact"], false, "{document}");
    document["problem"].clone()
}

#[tokio::test]
async fn a_log_as_it_was_written_is_intact() {
    let app = seven().await;
    let ended = program(&app).run(["verify-audit-log", "--json"]).expect(0);
    assert!(ended.err.contains("verifying 7 rows"), "{ended:?}");
    let document = ended.json();
    let head = document["head"].as_str().unwrap();
    assert!(head.starts_with("audit1.7."), "{head}");
    assert_eq!(
        document,
        json!({ "ok": true, "intact": true, "rows": 7, "erased": 0, "head": head, "problem": null })
    );
    let text = program(&app).run(["verify-audit-log"]).expect(0).out;
    assert!(text.contains("intact: 7 rows") && text.contains(head), "{text}");
}

#[tokio::test]
async fn a_row_that_was_changed_is_found_and_where() {
    let app = seven().await;
    app.execute("UPDATE audit_events SET kind = 'password.changed' WHERE seq = 4").await;
    let problem = problem(&app);
    assert_eq!((&problem["row"], &problem["flaw"]), (&json!(4), &json!("CHAIN")));
    let text = program(&app).run(["verify-audit-log"]).expect(1).out;
    assert!(text.contains("tampered") && text.contains("row 4:"), "{text}");
}

#[tokio::test]
async fn a_row_that_was_removed_is_found_and_where() {
    let app = seven().await;
    app.execute("DELETE FROM audit_events WHERE seq = 7").await;
    assert_eq!(problem(&app)["row"], 7);
}

#[tokio::test]
async fn a_head_that_is_gone_is_found() {
    let app = seven().await;
    app.execute("DELETE FROM audit_head").await;
    assert_eq!(problem(&app)["flaw"], "NO_HEAD");
}

#[tokio::test]
async fn a_log_that_was_put_back_is_found_by_a_head_that_was_kept() {
    let app = seven().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit.head");
    let head = |app: &TestApp| {
        let document = program(app).run(["verify-audit-log", "--json"]).expect(0).json();
        document["head"].as_str().unwrap().to_owned()
    };
    let old = head(&app);
    app.sign_in("ada").await.1.expect(200);
    std::fs::write(&file, format!("{}\n", head(&app))).unwrap();
    let path = file.to_str().unwrap();
    program(&app).run(["verify-audit-log", "--since-file", path]).expect(0);

    let [_, _, chain, _, _, _, _, seal]: [&str; 8] =
        old.split('.').collect::<Vec<_>>().try_into().unwrap();
    app.execute("DELETE FROM audit_events WHERE seq = 8").await;
    app.execute(&format!("UPDATE audit_head SET seq = 7, chain = '{chain}', seal = '{seal}'"))
        .await;
    program(&app).run(["verify-audit-log", "--since", &old]).expect(0);
    let ended = program(&app).run(["verify-audit-log", "--json", "--since-file", path]).expect(1);
    assert_eq!(ended.json()["problem"]["flaw"], "ROLLED_BACK");
}

#[tokio::test]
async fn a_head_that_is_none_is_refused() {
    let app = seven().await;
    let ended = program(&app).run(["verify-audit-log", "--json", "--since", "x"]).expect(2);
    ended.refusal("INVALID_SETTING", &["--since"]);
    let ended = program(&app).run(["verify-audit-log", "--json", "--since-file", "no"]).expect(2);
    ended.refusal("INVALID_SETTING", &["--since-file"]);
}

#[tokio::test]
async fn another_secret_verifies_nothing() {
    let app = seven().await;
    let ended = program(&app)
        .secret("another-secret-0123456789-abcdefghijkl")
        .run(["verify-audit-log", "--json"])
        .expect(1);
    assert_eq!(ended.json()["problem"]["flaw"], "HEAD");
}
