use better_auth_core::fields::Field;
use better_auth_test::{PASSWORD, TestApp};
use serde_json::json;

use crate::old::{Old, user};
use crate::{app, everything, import, remarks, skipped};

#[tokio::test]
async fn somebody_signs_in_with_the_password_of_the_original() {
    let (app, old) = (app().await, Old::with(&user("ada")).await);
    let report = import(&app, &old).await;
    assert_eq!((report.taken(), report.skipped()), (2, 0), "{report}");
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let answer = app.browser().post("/sign-in/email", body).await.expect(200).json();
    assert_eq!(answer["user"]["id"], "ada", "ids are kept");
    assert_eq!(answer["user"]["emailVerified"], true);
    assert_eq!(answer["user"]["createdAt"], "2025-01-02T03:04:05.678Z");
    let body = json!({ "email": "ada@example.com", "password": "another password 17" });
    app.browser().post("/sign-in/email", body).await.expect(401);
}

#[tokio::test]
async fn a_user_name_is_taken_and_signs_in() {
    let sql = user("ada") + r#"UPDATE "user" SET "username" = 'Ada', "displayUsername" = 'ADA';"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(remarks(&report, "user"), ["ada: username_folded"]);
    let body = json!({ "username": "ada", "password": PASSWORD });
    let answer = app.browser().post("/sign-in/username", body).await.expect(200).json();
    assert_eq!(answer["user"]["displayUsername"], "ADA");
}

#[tokio::test]
async fn of_addresses_that_differ_by_case_only_the_first_id_is_taken_with_what_is_its_own() {
    let sql = ["ada", "bob"].map(user).concat()
        + r#"UPDATE "user" SET "email" = 'Ada@Example.com' WHERE "id" = 'bob';"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(skipped(&report, "user"), ["bob: email_taken by ada"]);
    assert_eq!(skipped(&report, "account"), ["acc-bob: not_there by user_id"]);
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn somebody_who_is_here_already_with_that_address_keeps_it() {
    let (app, old) = (app().await, Old::with(&user("ada")).await);
    let (_, there) = app.sign_up("ada").await;
    let report = import(&app, &old).await;
    let id = there["user"]["id"].as_str().unwrap();
    assert_eq!(skipped(&report, "user"), [format!("ada: email_taken by {id}")]);
}

#[tokio::test]
async fn junk_is_skipped_with_a_reason() {
    let sql = r#"
        INSERT INTO "user" ("id", "email") VALUES ('a b', 'a@example.com'), ('b', 'no address'),
            ('c', NULL), ('d', 'd@example.com');
        INSERT INTO "user" ("id", "email", "username") VALUES ('e', 'e@example.com', 'x'),
            ('f', 'f@example.com', 'X');
        INSERT INTO "account" ("id", "userId", "providerId", "accountId") VALUES
            ('1', 'nobody', 'github', '7'), ('2', 'd', '', '7'), ('3', 'd', 'github', '8');
    "#;
    let (app, old) = (app().await, Old::with(sql).await);
    let report = import(&app, &old).await;
    let users = ["a b: bad_id", "b: bad_email", "c: missing by email", "f: username_taken by e"];
    assert_eq!(skipped(&report, "user"), users);
    assert_eq!(
        skipped(&report, "account"),
        ["2: missing by providerId", "1: not_there by user_id"]
    );
    assert_eq!((app.count("users").await, app.count("accounts").await), (2, 1));
}

#[tokio::test]
async fn a_row_that_the_database_refuses_takes_no_other_with_it() {
    let sql = ["ada", "bob", "cy"].map(user).concat()
        + &format!(
            r#"UPDATE "account" SET "providerId" = 'x', "accountId" = '{}' WHERE "userId" = 'bob';"#,
            "9".repeat(400)
        );
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    if app.adapter().backend() == better_auth_diesel::Backend::Mysql {
        assert_eq!(skipped(&report, "account"), ["acc-bob: refused"]);
        assert_eq!(app.count("accounts").await, 2);
    } else {
        assert_eq!(app.count("accounts").await, 3);
    }
}

#[tokio::test]
async fn columns_that_the_application_declared_are_taken_and_the_others_are_reported() {
    let configure = |builder| {
        everything(builder)
            .user_field(Field::text("phone"))
            .user_field(Field::boolean("member"))
            .user_field(Field::one_of("plan", ["free"]).default("free"))
    };
    let sql = ["ada", "bob"].map(user).concat()
        + r#"UPDATE "user" SET "phone" = '555', "points" = 7, "member" = TRUE WHERE "id" = 'ada';"#;
    let (app, old) = (TestApp::build(configure).await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    let left = serde_json::to_value(&report.table("user").unwrap().left_columns).unwrap();
    assert_eq!(left, json!([{ "column": "points", "rows": 1 }]));
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let answer = app.browser().post("/sign-in/email", body).await.expect(200).json();
    let user = &answer["user"];
    assert_eq!(
        [&user["phone"], &user["member"], &user["plan"]],
        [&json!("555"), &json!(true), &json!("free")]
    );
}

#[tokio::test]
async fn a_value_that_does_not_fit_its_declared_field_is_said() {
    let configure = |builder| everything(builder).user_field(Field::integer("phone"));
    let sql = user("ada") + r#"UPDATE "user" SET "phone" = 'none';"#;
    let (app, old) = (TestApp::build(configure).await, Old::with(&sql).await);
    assert_eq!(remarks(&import(&app, &old).await, "user"), ["ada: field_does_not_fit"]);
}

#[tokio::test]
async fn a_name_that_is_too_long_is_cut_and_said() {
    let sql = user("ada") + &format!(r#"UPDATE "user" SET "name" = '{}';"#, "é".repeat(1000));
    let (app, old) = (app().await, Old::with(&sql).await);
    assert_eq!(remarks(&import(&app, &old).await, "user"), ["ada: name_cut"]);
    assert_eq!(app.count(&format!("users WHERE name = '{}'", "é".repeat(256))).await, 1);
}

#[tokio::test]
async fn a_ban_and_a_role_come_along() {
    let sql = ["ada", "bob", "cy"].map(user).concat()
        + r#"UPDATE "user" SET "role" = 'admin' WHERE "id" = 'ada';
             UPDATE "user" SET "banned" = TRUE, "banReason" = 'Spam' WHERE "id" = 'bob';
             UPDATE "user" SET "role" = ' , ' WHERE "id" = 'cy';"#;
    let sql = sql + &user("dee") + r#"UPDATE "user" SET "role" = 'user,admin' WHERE "id" = 'dee';"#;
    let (app, old) = (app().await, Old::with(&sql).await);
    assert_eq!(remarks(&import(&app, &old).await, "user"), ["cy: role_left"]);
    // Where an index finds administrators.
    assert_eq!(app.count("users WHERE role = 'admin,user'").await, 1);
    let body = json!({ "email": "bob@example.com", "password": PASSWORD });
    app.browser().post("/sign-in/email", body).await.expect_error(403, "BANNED_USER");
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let admin = app.browser();
    admin.post("/sign-in/email", body).await.expect(200);
    let listed = admin.get("/admin/list-users").await.expect(200).json();
    assert_eq!(listed["total"], 4);
    assert_eq!(app.count("users WHERE role = 'user'").await, 2);
}
