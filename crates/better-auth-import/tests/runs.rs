use std::sync::Mutex;

use better_auth_email_password::EmailPasswordPlugin;
use better_auth_import::{Import, Left};
use better_auth_test::{PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::old::{OLD_SECRET, Old, TOKEN, signed, user};
use crate::{app, dry_run, import, skipped};

fn people(count: usize) -> String {
    (0..count).map(|number| user(&format!("u{number:04}"))).collect()
}

#[tokio::test]
async fn a_second_run_finds_everything_and_changes_nothing() {
    let (app, old) = (app().await, Old::with(&people(5)).await);
    import(&app, &old).await;
    let report = import(&app, &old).await;
    let users = report.table("user").unwrap();
    assert_eq!((users.taken, users.already_there, users.changed.len()), (0, 5, 0), "{report}");
    assert_eq!(report.table("account").unwrap().already_there, 5);
}

#[tokio::test]
async fn a_second_run_takes_what_is_new_and_never_overwrites_what_changed_here() {
    let (app, old) = (app().await, Old::with(&people(2)).await);
    import(&app, &old).await;
    app.execute("UPDATE users SET name = 'Changed here' WHERE id = 'u0000'").await;
    old.execute(r#"UPDATE "user" SET "name" = 'Changed there' WHERE "id" = 'u0001';"#).await;
    old.execute(&user("zoe")).await;
    let report = import(&app, &old).await;
    let users = report.table("user").unwrap();
    assert_eq!((users.taken, users.already_there), (1, 0));
    assert_eq!(users.changed, ["u0000", "u0001"]);
    assert_eq!(app.count("users WHERE name = 'Changed here'").await, 1);
    assert_eq!(app.count("users WHERE name = 'Changed there'").await, 0);
}

#[tokio::test]
async fn what_was_removed_here_does_not_come_back() {
    let sql = people(2)
        + &format!(
            r#"INSERT INTO "session" ("id", "userId", "token", "expiresAt") VALUES
               ('s', 'u0000', '{TOKEN}', '2026-04-01T00:00:00Z');"#
        );
    let (app, old) = (app().await, Old::with(&sql).await);
    import(&app, &old).await;
    let browser = app.browser();
    browser.set_cookie("better-auth.session_token", &signed(TOKEN, OLD_SECRET));
    assert_eq!(browser.get("/get-session").await.expect(200).json()["user"]["id"], "u0000");
    browser.copy().post("/sign-out", json!({})).await.expect(200);
    app.execute("DELETE FROM users WHERE id = 'u0001'").await;
    let dry = dry_run(&app, &old).await;
    let report = import(&app, &old).await;
    assert_eq!(skipped(&report, "user"), ["u0001: removed_here"]);
    assert_eq!(skipped(&report, "account"), ["acc-u0001: removed_here"]);
    assert_eq!(skipped(&report, "session"), ["s: removed_here"]);
    assert_eq!((report.taken(), dry.tables == report.tables), (0, true));
    assert_eq!(browser.get("/get-session").await.expect(200).json(), Value::Null);
}

#[tokio::test]
async fn somebody_who_signed_in_meanwhile_keeps_the_new_hash() {
    let (app, old) = (app().await, Old::with(&user("ada")).await);
    import(&app, &old).await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    app.browser().post("/sign-in/email", body).await.expect(200);
    let argon = "accounts WHERE password LIKE '$argon2id$%'";
    assert_eq!(app.count(argon).await, 1, "a sign-in hashes anew");
    assert_eq!(import(&app, &old).await.table("account").unwrap().changed, ["acc-ada"]);
    assert_eq!(app.count(argon).await, 1);
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_writes_nothing() {
    let sql = people(3)
        + r#"UPDATE "user" SET "email" = 'U0000@example.com' WHERE "id" = 'u0002';
             INSERT INTO "member" ("id", "organizationId", "userId", "role") VALUES ('m', 'o', 'u0000', 'owner');"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    let mut dry = dry_run(&app, &old).await;
    for table in ["users", "accounts", "audit_events"] {
        assert_eq!(app.count(table).await, 0, "{table}");
    }
    assert!(dry.dry_run);
    dry.dry_run = false;
    assert_eq!(dry, import(&app, &old).await);
}

#[tokio::test]
async fn small_batches_come_to_the_same_and_tell_how_far_they_are() {
    let (app, old) = (app().await, Old::with(&people(7)).await);
    let source = old.open().await;
    let told = Mutex::new(Vec::new());
    let auth = app.auth();
    let import = Import::new(&auth, app.adapter(), &source).batch(3);
    let tell = |now: better_auth_import::Progress<'_>| {
        told.lock().unwrap().push(format!("{} {}/{}", now.table, now.done, now.rows));
    };
    let report = import.progress(tell).run().await.unwrap();
    assert_eq!(report.taken(), 14);
    let told = told.into_inner().unwrap();
    let users = ["user 3/7", "user 6/7", "user 7/7"];
    assert_eq!(told.iter().take(3).collect::<Vec<_>>(), users.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn the_source_is_as_it_was() {
    let (app, old) = (app().await, Old::with(&people(3)).await);
    let (before, files) = (old.content().await, old.files());
    assert!(before.len() > 1000);
    import(&app, &old).await;
    assert!(before == old.content().await, "the source differs");
    assert_eq!(files, old.files(), "there is a file more");
}

#[tokio::test]
async fn what_there_is_no_table_for_is_said() {
    let app = TestApp::build(|builder| {
        builder.older_secret(OLD_SECRET).plugin(EmailPasswordPlugin::new())
    })
    .await;
    let sql = user("ada")
        + r#"INSERT INTO "member" ("id", "organizationId", "userId", "role") VALUES ('m', 'o', 'ada', 'owner');
             INSERT INTO "verification" ("id", "identifier") VALUES ('v', 'x');
             CREATE TABLE "jwks" ("id" text, "publicKey" text);"#;
    let old = Old::with(&sql).await;
    let report = import(&app, &old).await;
    let left = |name: &str| report.left.iter().find(|left| left.table == name).unwrap().clone();
    assert_eq!((left("member").rows, left("member").reason), (1, Left::NoSuchTableHere));
    assert_eq!((left("verification").rows, left("verification").reason), (1, Left::ShortLived));
    assert_eq!(left("jwks").reason, Left::Unknown);
}

#[tokio::test]
async fn an_import_is_in_the_audit_log_and_mails_nobody() {
    let (app, old) = (app().await, Old::with(&user("ada")).await);
    import(&app, &old).await;
    assert_eq!(app.count("audit_events WHERE kind = 'import.started'").await, 1);
    assert_eq!(app.count("audit_events WHERE kind = 'import.finished'").await, 1);
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn a_report_has_ids_and_nothing_else_of_a_row() {
    let sql = user("ada")
        + &format!(
            r#"INSERT INTO "session" ("id", "userId", "token", "expiresAt") VALUES ('s', 'x', '{TOKEN}', '2026-04-01T00:00:00Z');
               UPDATE "user" SET "email" = 'Ada Lovelace';"#
        );
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    let text =
        serde_json::to_string(&report).unwrap() + &report.to_string() + &format!("{report:?}");
    assert!(!text.contains(TOKEN) && !text.contains("Lovelace"), "{text}");
}
