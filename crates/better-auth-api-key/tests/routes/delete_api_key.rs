use better_auth_api_key::kinds;
use serde_json::json;

use crate::{app, made, refusal};

const PATH: &str = "/api-key/delete";

#[tokio::test]
async fn a_deleted_key_is_unknown() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({})).await;
    let answer = ada.post(PATH, json!({ "keyId": made["id"] })).await.expect(200);
    assert_eq!(answer.text(), r#"{"success":true}"#);
    assert_eq!(refusal(&app, &key).await, "INVALID_API_KEY");
    assert_eq!(app.observed().of_kind(kinds::API_KEY_DELETED).len(), 1);
    ada.post(PATH, json!({ "keyId": made["id"] })).await.expect_error(404, "KEY_NOT_FOUND");
}

#[tokio::test]
async fn key_03_enu_14_a_foreign_key_is_as_unknown_as_none_and_stays() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let (_, made) = made(&ada, json!({})).await;
    let foreign = bob.post(PATH, json!({ "keyId": made["id"] })).await;
    let foreign = foreign.expect_error(404, "KEY_NOT_FOUND");
    let unknown = bob.post(PATH, json!({ "keyId": "unknown" })).await;
    assert_eq!(foreign.body, unknown.expect_error(404, "KEY_NOT_FOUND").body);
    let body = json!({ "keyId": made["id"] });
    app.browser().post(PATH, body).await.expect_error(401, "UNAUTHORIZED");
    assert_eq!(app.count("api_keys").await, 1);
}

#[tokio::test]
async fn a_body_without_an_id_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "keyId": 7 }), json!({ "keyId": null })] {
        ada.post(PATH, body).await.expect_error(400, "VALIDATION_ERROR");
    }
}
