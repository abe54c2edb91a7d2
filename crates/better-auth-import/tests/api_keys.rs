use better_auth_core::token::TokenHash;
use serde_json::json;

use crate::old::{Old, user};
use crate::{app, import, skipped};

/// As the original draws them: letters only.
const KEY: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl";

const TABLE: &str = r#"CREATE TABLE "apikey" ("id" text NOT NULL PRIMARY KEY, "configId" text,
    "name" text, "start" text, "referenceId" text, "prefix" text, "key" text,
    "refillInterval" integer, "refillAmount" integer, "lastRefillAt" timestamptz,
    "enabled" boolean, "rateLimitEnabled" boolean, "rateLimitTimeWindow" integer,
    "rateLimitMax" integer, "requestCount" integer, "remaining" integer,
    "lastRequest" timestamptz, "expiresAt" timestamptz, "createdAt" timestamptz,
    "updatedAt" timestamptz, "permissions" text, "metadata" text);"#;

fn key(id: &str, owner: &str, stored: &str, rest: &str) -> String {
    let sql = format!(
        "INSERT INTO \"apikey\" (\"id\", \"configId\", \"referenceId\", \"key\", \"enabled\", \
         \"rateLimitEnabled\", \"rateLimitMax\", \"rateLimitTimeWindow\", \"requestCount\") \
         VALUES ('{id}', 'default', '{owner}', '{stored}', TRUE, TRUE, 2, 86400000, 0);"
    );
    if rest.is_empty() {
        sql
    } else {
        format!("{sql} UPDATE \"apikey\" SET {rest} WHERE \"id\" = '{id}';")
    }
}

#[tokio::test]
async fn a_key_of_the_original_goes_on_working_within_its_limit() {
    let hash = TokenHash::of(KEY);
    let sql =
        user("ada") + TABLE + &key("k", "ada", hash.as_str(), r#""permissions" = '{"a":["b"]}'"#);
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    assert_eq!(report.skipped(), 0, "{report}");
    let program = app.browser().with_header("x-api-key", KEY);
    for _ in 0..2 {
        let answer = program.get("/get-session").await.expect(200).json();
        assert_eq!(answer["user"]["id"], "ada");
    }
    program.get("/get-session").await.expect(429);
}

#[tokio::test]
async fn a_key_that_the_original_stored_plainly_is_hashed() {
    let sql = user("ada") + TABLE + &key("k", "ada", KEY, r#""rateLimitEnabled" = FALSE"#);
    let (app, old) = (app().await, Old::with(&sql).await);
    import(&app, &old).await;
    assert_eq!(app.columns_with(KEY).await, Vec::<String>::new());
    let program = app.browser().with_header("x-api-key", KEY);
    for _ in 0..3 {
        assert_eq!(
            program.get("/get-session").await.expect(200).json()["user"]["id"],
            json!("ada")
        );
    }
}

#[tokio::test]
async fn keys_of_organizations_stay_theirs_and_void_ones_are_left() {
    let hashes = ["a", "b", "c", "d"].map(|text| TokenHash::of(text).as_str().to_owned());
    let sql = user("ada")
        + TABLE
        + r#"INSERT INTO "organization" ("id", "name", "slug") VALUES ('o', 'Org', 'org');"#
        + &key("1", "o", &hashes[0], "")
        + &key("2", "nobody", &hashes[1], "")
        + &key("3", "ada", &hashes[2], r#""expiresAt" = '2026-01-01T00:00:00Z'"#)
        + &key("4", "ada", &hashes[3], r#""permissions" = 'everything'"#)
        + &key("5", "ada", &hashes[0], "");
    let (app, old) = (app().await, Old::with(&sql).await);
    let report = import(&app, &old).await;
    let reasons = [
        "3: expired",
        "4: bad_value by permissions",
        "2: not_there by organization_id",
        "5: duplicate by 1",
    ];
    assert_eq!(skipped(&report, "apikey"), reasons);
    assert_eq!(app.count("api_keys WHERE organization_id = 'o' AND user_id IS NULL").await, 1);
}
