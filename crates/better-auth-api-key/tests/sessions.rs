//! Where a key that stands for a session is let in: nowhere in the framework but at `/get-session`.

use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_test::TestApp;
use serde_json::{Value, json};

use crate::{DAY, made, with};

async fn app() -> TestApp {
    let options = ApiKeyOptions::default().sessions(true);
    TestApp::build(with(ApiKeyPlugin::with(options))).await
}

#[tokio::test]
async fn get_session_shows_the_owner_and_no_token() {
    let app = app().await;
    let (ada, answer) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "expiresIn": 86_400 })).await;
    let program = app.browser().with_origin(None).with_header("x-api-key", &key);
    let session = program.get("/get-session").await.expect(200);
    assert!(session.set_cookies().is_empty() && !session.text().contains(&key[6..]));
    let session = session.json();
    assert_eq!(session["user"]["id"], answer["user"]["id"]);
    assert_eq!(session["session"]["id"], made["id"]);
    assert_eq!(session["session"]["token"], "");
    assert_eq!(session["session"]["expiresAt"], made["expiresAt"]);
    app.clock().advance(DAY);
    program.get("/get-session").await.expect_error(401, "KEY_EXPIRED");
}

#[tokio::test]
async fn the_session_of_an_eternal_key_has_an_end() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    let program = app.browser().with_origin(None).with_header("x-api-key", &key);
    let session = program.get("/get-session").await.expect(200).json();
    assert_eq!(session["session"]["expiresAt"], "2026-03-11T05:06:07.120Z");
}

#[tokio::test]
async fn a_key_makes_changes_and_deletes_no_keys() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({})).await;
    let program = app.browser().with_origin(None).with_header("x-api-key", &key);
    let id = json!({ "keyId": made["id"], "name": "x" });
    program.post("/api-key/create", json!({})).await.expect_error(401, "UNAUTHORIZED_SESSION");
    program.post("/api-key/update", id.clone()).await.expect_error(401, "UNAUTHORIZED_SESSION");
    for path in ["/api-key/rotate", "/api-key/delete"] {
        program.post(path, id.clone()).await.expect_error(401, "UNAUTHORIZED");
    }
    program.get("/api-key/list").await.expect_error(401, "UNAUTHORIZED");
    let get = format!("/api-key/get?id={}", made["id"].as_str().unwrap());
    program.get(&get).await.expect_error(401, "UNAUTHORIZED");
    assert_eq!(app.count("api_keys").await, 1);
}

#[tokio::test]
async fn a_bad_key_is_told_from_none() {
    let app = app().await;
    let program = app.browser().with_origin(None).with_header("x-api-key", "ba_wrong");
    program.get("/get-session").await.expect_error(401, "INVALID_API_KEY");
    let session: Value = app.browser().get("/get-session").await.expect(200).json();
    assert_eq!(session, Value::Null);
}
