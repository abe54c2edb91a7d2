use better_auth_import::{ImportError, Source};

use crate::old::Old;
use crate::{app, import, skipped};

async fn refused(url: &str) -> String {
    match Source::open(url).await.unwrap_err() {
        ImportError::Config(error) => {
            assert_eq!(error.setting, "source");
            error.to_string()
        }
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_no_source_is_refused_by_name_and_a_missing_file_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.db");
    assert!(refused(&format!("sqlite://{}", missing.display())).await.contains("no such file"));
    assert!(!missing.exists());
    assert!(refused("mysql://user:secret@host/db").await.contains("no database that can be read"));
    let text = refused("postgres://user:secret@127.0.0.1:1/db").await;
    assert!(!text.contains("secret"), "{text}");
}

#[tokio::test]
async fn numbers_as_ids_snake_case_and_plurals_are_understood() {
    let sql = r#"
        CREATE TABLE "users" ("id" integer PRIMARY KEY, "email" text, "email_verified" boolean,
            "created_at" bigint);
        CREATE TABLE "accounts" ("id" integer PRIMARY KEY, "user_id" integer, "provider_id" text,
            "account_id" text);
        INSERT INTO "users" VALUES (9, 'nine@example.com', TRUE, 1740971106),
            (10, 'ten@example.com', FALSE, 1740971106789);
        INSERT INTO "accounts" VALUES (1, 10, 'github', '7');
    "#;
    let (app, old) = (app().await, Old::bare(sql).await);
    let source = old.open().await;
    let auth = app.auth();
    let report =
        better_auth_import::Import::new(&auth, app.adapter(), &source).batch(1).run().await;
    assert_eq!(report.unwrap().taken(), 3);
    assert_eq!(app.count("users WHERE id = '9' AND email_verified").await, 1);
    assert_eq!(app.count("accounts WHERE user_id = '10'").await, 1);
}

#[tokio::test]
async fn a_table_with_other_columns_is_left() {
    let sql = r#"
        CREATE TABLE "user" ("id" text, "email" text);
        CREATE TABLE "session" ("id" text, "whatever" text);
        INSERT INTO "user" VALUES (NULL, 'none@example.com'), ('a', 'a@example.com');
    "#;
    let (app, old) = (app().await, Old::bare(sql).await);
    let report = import(&app, &old).await;
    assert_eq!(skipped(&report, "user"), [": bad_id"]);
    assert_eq!(report.left[0].table, "session");
}
