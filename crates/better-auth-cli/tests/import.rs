use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Ended, Program};
use crate::{SECRET, app};

/// One user, whose password is that of every test.
const OLD: &str = r#"
CREATE TABLE "user" ("id" text PRIMARY KEY, "name" text, "email" text, "emailVerified" integer,
    "image" text, "createdAt" date, "updatedAt" date);
CREATE TABLE "session" ("id" text PRIMARY KEY, "expiresAt" date, "token" text, "createdAt" date,
    "updatedAt" date, "ipAddress" text, "userAgent" text, "userId" text);
CREATE TABLE "account" ("id" text PRIMARY KEY, "accountId" text, "providerId" text, "userId" text,
    "password" text, "createdAt" date, "updatedAt" date);
CREATE TABLE "verification" ("id" text PRIMARY KEY, "identifier" text, "value" text,
    "expiresAt" date, "createdAt" date, "updatedAt" date);
INSERT INTO "user" VALUES ('u1', 'Ada', 'ada@example.com', 1, NULL, '2025-01-02T03:04:05.000Z',
    '2025-01-02T03:04:05.000Z');
INSERT INTO "account" VALUES ('a1', 'u1', 'credential', 'u1', '00112233445566778899aabbccddeeff:f5b22309b28fe412c82a4b2cab57498b8f8a42c849af16cb908974048f61c13933421858db3a8f111430bdc493c7cef90f61f904061c77206e3820a2e8b11bc2',
    '2025-01-02T03:04:05.000Z', '2025-01-02T03:04:05.000Z');
"#;

fn old(folder: &TempDir) -> String {
    let file = folder.path().join("old.db");
    let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    connection.batch_execute(OLD).unwrap();
    format!("sqlite://{}", file.display())
}

fn import<const N: usize>(database: &str, source: &str, arguments: [&str; N]) -> Ended {
    let program = Program::new().database(database).secret(SECRET);
    let program = program.env("SOURCE_URL", source);
    program.env("SOURCE_SECRET", "the-secret-of-the-npm-server-0123456789").run(arguments)
}

fn taken(ended: &Ended, table: &str) -> Value {
    let report = ended.json();
    let tables = report["tables"].as_array().unwrap();
    tables.iter().find(|it| it["table"] == table).unwrap()["taken"].clone()
}

#[tokio::test]
async fn people_of_the_npm_server_sign_in_by_their_old_password() {
    let (app, folder) = (app().await, TempDir::new().unwrap());
    let source = old(&folder);
    let run = || import(app.database_url(), &source, ["import", "--json"]).expect(0);
    let first = run();
    assert_eq!((taken(&first, "user"), taken(&first, "account")), (json!(1), json!(1)));
    assert!(first.err.contains("user 1/1"), "{first:?}");
    app.sign_in("ada").await.1.expect(200);
    assert_eq!(taken(&run(), "user"), 0, "a second run takes what is new");
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let (app, folder) = (app().await, TempDir::new().unwrap());
    let ended = import(app.database_url(), &old(&folder), ["import", "--dry-run"]).expect(0);
    assert!(ended.out.contains("user: 1 rows, 1 would be taken"), "{ended:?}");
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn a_source_that_can_not_be_is_named() {
    let app = app().await;
    let missing = Program::new().database(app.database_url()).secret(SECRET).run(["import"]);
    assert!(missing.expect(2).err.contains("SOURCE_URL is not set"));
    for (url, code) in [("mysql://db/app", 2), ("sqlite:///nowhere/old.db", 2)] {
        let ended = import(app.database_url(), url, ["import"]);
        assert_eq!(ended.code, code, "{ended:?}");
        assert!(ended.err.contains("SOURCE_URL"), "{ended:?}");
    }
}
