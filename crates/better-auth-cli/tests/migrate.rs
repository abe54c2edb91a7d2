use better_auth::diesel::testing::TempDatabase;
use serde_json::{Value, json};

use crate::app;
use crate::program::Program;

/// Every official plugin with tables, in the order in which they run.
const OWNERS: [&str; 7] =
    ["core", "admin", "api-key", "audit", "organization", "passkey", "two-factor"];

fn owners(names: &Value) -> Vec<&str> {
    let names = names.as_array().unwrap().iter();
    let mut owners: Vec<_> =
        names.map(|name| name.as_str().unwrap().split_once('/').unwrap().0).collect();
    owners.dedup();
    owners
}

async fn database() -> TempDatabase {
    TempDatabase::create().await.unwrap()
}

fn on(database: &TempDatabase) -> Program {
    Program::new().database(database.url())
}

#[tokio::test]
async fn an_empty_database_gets_the_tables_of_core_and_all_official_plugins() {
    let database = database().await;
    let ended = on(&database).run(["migrate", "--json"]).expect(0);
    assert_eq!(owners(&ended.json()["applied"]), OWNERS);
    assert!(ended.err.contains("running core/0001_create"), "{ended:?}");
    let status = on(&database).run(["status", "--json"]).expect(0).json();
    assert_eq!(status["migrations"]["pending"], json!([]));
}

#[tokio::test]
async fn a_second_run_finds_nothing_to_do() {
    let database = database().await;
    on(&database).run(["migrate"]).expect(0);
    let second = on(&database).run(["migrate", "--json"]).expect(0).json();
    assert_eq!(second, json!({ "ok": true, "dryRun": false, "applied": [], "pending": [] }));
    assert_eq!(on(&database).run(["migrate"]).expect(0).out, "nothing to run\n");
}

#[tokio::test]
async fn two_runs_at_once_share_the_work() {
    let database = database().await;
    let run = || on(&database).run(["migrate", "--json"]).expect(0).json();
    let (one, two) = std::thread::scope(|scope| {
        let other = scope.spawn(run);
        (run(), other.join().unwrap())
    });
    let ran = |document: &Value| document["applied"].as_array().unwrap().len();
    let once = ran(&one) + ran(&two);
    let status = on(&database).run(["status", "--json"]).expect(0).json();
    assert_eq!(once, status["migrations"]["applied"].as_array().unwrap().len());
}

#[tokio::test]
async fn a_dry_run_says_what_would_run_and_changes_nothing() {
    let database = database().await;
    if database.url().starts_with("sqlite:") {
        // The file has to be there; nothing makes it but a migration.
        let path = database.url().trim_start_matches("sqlite://");
        std::fs::write(path, "").unwrap();
    }
    for _ in 0..2 {
        let dry = on(&database).run(["migrate", "--dry-run", "--json"]).expect(0).json();
        assert_eq!(owners(&dry["pending"]), OWNERS);
        assert_eq!((&dry["dryRun"], &dry["applied"]), (&json!(true), &json!([])));
    }
    let text = on(&database).run(["migrate", "--dry-run"]).expect(0).out;
    assert!(text.contains("would run core/0001_create\n"), "{text}");
    let ended = on(&database).run(["prune", "--json"]).expect(1);
    ended.refusal("MIGRATIONS_PENDING", &["core/0001_create", "better-auth migrate"]);
}

#[tokio::test]
async fn only_the_plugins_that_are_named_get_tables() {
    let database = database().await;
    let ended = on(&database).run(["migrate", "--json", "--plugins", "passkey"]).expect(0);
    assert_eq!(owners(&ended.json()["applied"]), ["core", "passkey"]);
    let none = on(&database).env("BETTER_AUTH_PLUGINS", "none");
    assert_eq!(none.run(["migrate", "--json"]).expect(0).json()["applied"], json!([]));
    let some = on(&database).env("BETTER_AUTH_PLUGINS", "passkey, audit");
    assert_eq!(owners(&some.run(["migrate", "--json"]).json()["applied"]), ["audit"]);
}

#[tokio::test]
async fn what_the_application_has_migrated_is_not_run_again() {
    let app = app().await;
    let program = Program::new().database(app.database_url());
    assert_eq!(program.run(["migrate", "--json"]).expect(0).json()["applied"], json!([]));
}
