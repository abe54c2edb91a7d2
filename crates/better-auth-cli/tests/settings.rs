//! What is missing is named, with a value that would work.

use crate::program::Program;
use crate::{app, program};

#[test]
fn a_database_that_is_not_named_is_asked_for() {
    for command in ["migrate", "status", "prune", "list-users"] {
        let ended = Program::new().run([command, "--json"]).expect(2);
        ended.refusal("MISSING_SETTING", &["DATABASE_URL is not set", "sqlite://app.db"]);
    }
    for command in [
        ["revoke-sessions", "ada"],
        ["ban", "ada"],
        ["unban", "ada"],
        ["verify-audit-log", "--json"],
    ] {
        let ended = Program::new().secret(better_auth_test::SECRET).run(command).expect(2);
        assert!(ended.err.contains("DATABASE_URL is not set"), "{ended:?}");
    }
}

#[tokio::test]
async fn a_secret_that_is_not_set_is_asked_for() {
    let app = app().await;
    let words = ["BETTER_AUTH_SECRET is not set", "better-auth secret"];
    let program = || Program::new().database(app.database_url());
    let revoke = program().run(["revoke-sessions", "ada", "--json"]).expect(2);
    revoke.refusal("MISSING_SETTING", &words);
    for command in ["ban", "unban"] {
        program().run([command, "ada", "--json"]).expect(2).refusal("MISSING_SETTING", &words);
    }
    let verify = program().run(["verify-audit-log", "--json"]).expect(2);
    verify.refusal("MISSING_SETTING", &words);
}

#[tokio::test]
async fn a_secret_that_is_too_short_is_refused_and_not_shown() {
    let app = app().await;
    let ended = program(&app).secret("s3cret").run(["verify-audit-log", "--json"]).expect(2);
    ended.refusal("INVALID_SETTING", &["BETTER_AUTH_SECRET: has 6 characters", "32 random"]);
    assert!(!format!("{ended:?}").contains("s3cret"), "{ended:?}");
}

#[test]
fn a_password_in_the_arguments_is_refused_and_not_shown() {
    let url = "postgres://ann:s3cret@db.invalid/app";
    let ended = Program::new().run(["status", "--json", "--database-url", url]).expect(2);
    ended.refusal("SECRET_IN_ARGUMENTS", &["DATABASE_URL"]);
    assert!(!format!("{ended:?}").contains("s3cret"), "{ended:?}");
}

#[test]
fn a_database_that_does_not_answer_is_named_without_its_password() {
    let url = "postgres://ann:s3cret@127.0.0.1:1/app";
    let ended = Program::new().database(url).run(["status", "--json"]).expect(1);
    ended.refusal("DATABASE_UNREACHABLE", &["PostgreSQL at 127.0.0.1:1/app"]);
    assert!(!format!("{ended:?}").contains("s3cret"), "{ended:?}");
}

#[test]
fn a_url_of_no_database_is_refused_with_those_that_there_are() {
    let ended = Program::new().database("oracle://x").run(["status", "--json"]).expect(2);
    ended.refusal("INVALID_SETTING", &["oracle", "sqlite://FILE"]);
}

#[test]
fn a_file_that_is_not_there_is_not_made_by_looking() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("typo.db");
    let url = format!("sqlite://{}", file.display());
    for command in ["status", "prune"] {
        let ended = Program::new().database(&url).run([command, "--json"]).expect(1);
        ended.refusal("DATABASE_MISSING", &["typo.db", "better-auth migrate"]);
    }
    Program::new().database(&url).run(["migrate", "--dry-run"]).expect(1);
    assert!(!file.exists());
}

#[tokio::test]
async fn a_plugin_that_is_unknown_is_refused_with_those_that_there_are() {
    let app = app().await;
    let ended = program(&app).run(["status", "--json", "--plugins", "passkeys"]).expect(2);
    ended.refusal("INVALID_SETTING", &["passkeys", "two-factor"]);
    program(&app).run(["status", "--plugins", "audit,audit"]).expect(0);
}
