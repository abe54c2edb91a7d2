use better_auth_passkey::kinds;
use better_auth_test::Browser;
use serde_json::{Value, json};

use crate::{app, member};

const PATH: &str = "/passkey/update-passkey";

async fn id_of_first(browser: &Browser) -> Value {
    browser.get("/passkey/list-user-passkeys").await.expect(200).json()[0]["id"].clone()
}

#[tokio::test]
async fn a_passkey_gets_a_name() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    let id = id_of_first(&ada).await;
    let answer = ada.post(PATH, json!({ "id": id, "name": "  Phone " })).await.expect(200).json();
    assert_eq!(answer["passkey"]["name"], "Phone");
    assert_eq!(answer["passkey"]["id"], id);
    let listed = ada.get("/passkey/list-user-passkeys").await.expect(200).json();
    assert_eq!(listed[0], answer["passkey"]);
    assert_eq!(app.observed().of_kind(kinds::PASSKEY_RENAMED).len(), 1);
}

#[tokio::test]
async fn a_bad_name_is_refused() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    let id = id_of_first(&ada).await;
    for name in [json!(""), json!("   "), json!("a\u{0}b"), json!("a".repeat(257)), json!(7)] {
        let answer = ada.post(PATH, json!({ "id": id, "name": name })).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
    ada.post(PATH, json!({ "id": id })).await.expect_error(400, "VALIDATION_ERROR");
    ada.post(PATH, json!({ "name": "x" })).await.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn pky_11_enu_14_a_foreign_passkey_is_as_unknown_as_none() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    let (bob, _) = member(&app, "bob").await;
    let foreign = json!({ "id": id_of_first(&ada).await, "name": "Mine" });
    let foreign = bob.post(PATH, foreign).await.expect_error(404, "PASSKEY_NOT_FOUND");
    for id in ["unknown", "", "no id!"] {
        let unknown = bob.post(PATH, json!({ "id": id, "name": "Mine" })).await;
        let unknown = unknown.expect_error(404, "PASSKEY_NOT_FOUND");
        assert_eq!(foreign.body, unknown.body);
    }
    assert_eq!(app.count("passkeys WHERE name IS NOT NULL").await, 0);
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    let body = json!({ "id": "x", "name": "y" });
    app.browser().post(PATH, body).await.expect_error(401, "UNAUTHORIZED");
}
