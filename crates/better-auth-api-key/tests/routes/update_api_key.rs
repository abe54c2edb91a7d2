use better_auth_api_key::{ApiKeyOptions, kinds};
use serde_json::{Value, json};

use crate::{DAY, app, app_with, id_of_first, listed, made, refusal, update, verify};

const PATH: &str = "/api-key/update";

#[tokio::test]
async fn a_key_is_renamed_switched_off_and_given_another_life() {
    let app = app_with(ApiKeyOptions::default().metadata(true)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "name": "ci", "metadata": { "a": 1 } })).await;
    let body = json!({ "keyId": made["id"], "name": "deploy", "expiresIn": 86_400 });
    let changed = ada.post(PATH, body).await.expect(200).json();
    assert_eq!(changed["name"], "deploy");
    assert_eq!(changed["expiresAt"], "2026-03-05T05:06:07.120Z");
    assert_eq!(changed["metadata"], json!({ "a": 1 }));
    let off = ada.post(PATH, update(&made["id"], "enabled", json!(false))).await.expect(200);
    assert_eq!(off.json()["enabled"], false);
    assert_eq!(refusal(&app, &key).await, "KEY_DISABLED");
    ada.post(PATH, update(&made["id"], "enabled", json!(true))).await.expect(200);
    verify(&app, &key).await.unwrap();
    let forever = ada.post(PATH, update(&made["id"], "expiresIn", Value::Null)).await.expect(200);
    assert_eq!(forever.json()["expiresAt"], Value::Null);
    let without = ada.post(PATH, update(&made["id"], "metadata", Value::Null)).await.expect(200);
    assert_eq!(without.json()["metadata"], Value::Null);
    assert_eq!(app.observed().of_kind(kinds::API_KEY_UPDATED).len(), 5);
}

#[tokio::test]
async fn key_03_a_foreign_key_is_as_unknown_as_none_and_stays() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let (_, made) = made(&ada, json!({ "name": "ci" })).await;
    let foreign = bob.post(PATH, update(&made["id"], "name", json!("mine"))).await;
    let foreign = foreign.expect_error(404, "KEY_NOT_FOUND");
    let unknown = bob.post(PATH, update(&json!("unknown"), "name", json!("mine"))).await;
    assert_eq!(foreign.body, unknown.expect_error(404, "KEY_NOT_FOUND").body);
    assert_eq!(listed(&ada).await[0]["name"], "ci");
    assert!(app.observed().of_kind(kinds::API_KEY_UPDATED).is_empty());
}

#[tokio::test]
async fn key_03_the_id_of_a_user_opens_no_foreign_key() {
    let app = app().await;
    let (ada, answer) = app.sign_up("ada").await;
    let (bob, own) = app.sign_up("bob").await;
    let (_, made) = made(&ada, json!({ "name": "ci" })).await;
    let body = json!({ "keyId": made["id"], "name": "mine", "userId": answer["user"]["id"] });
    bob.post(PATH, body.clone()).await.expect_error(401, "UNAUTHORIZED_SESSION");
    app.browser().post(PATH, body).await.expect_error(401, "UNAUTHORIZED_SESSION");
    let body = json!({ "keyId": made["id"], "name": "mine", "userId": own["user"]["id"] });
    bob.post(PATH, body).await.expect_error(404, "KEY_NOT_FOUND");
    assert_eq!(listed(&ada).await[0]["name"], "ci");
}

#[tokio::test]
async fn key_02_what_a_key_is_worth_is_not_the_clients_to_say() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, before) = made(&ada, json!({})).await;
    for (field, value) in [
        ("remaining", json!(1000)),
        ("refillAmount", json!(10)),
        ("refillInterval", json!(1000)),
        ("rateLimitMax", json!(1_000_000)),
        ("rateLimitTimeWindow", json!(1)),
        ("rateLimitEnabled", json!(false)),
        ("permissions", json!({ "invoice": ["write"] })),
        ("permissions", Value::Null),
    ] {
        let answer = ada.post(PATH, update(&before["id"], field, value)).await;
        answer.expect_error(400, "SERVER_ONLY_PROPERTY");
    }
    assert_eq!(listed(&ada).await[0]["updatedAt"], before["updatedAt"]);
}

#[tokio::test]
async fn what_can_not_be_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    made(&ada, json!({})).await;
    let id = id_of_first(&ada).await;
    for (field, value, code) in [
        ("name", json!(""), "INVALID_NAME_LENGTH"),
        ("name", json!("n".repeat(33)), "INVALID_NAME_LENGTH"),
        ("name", json!(7), "VALIDATION_ERROR"),
        ("enabled", json!("yes"), "VALIDATION_ERROR"),
        ("expiresIn", json!(-1), "VALIDATION_ERROR"),
        ("expiresIn", json!(1), "EXPIRES_IN_IS_TOO_SMALL"),
        ("expiresIn", json!(u64::MAX), "EXPIRES_IN_IS_TOO_LARGE"),
        ("metadata", json!({}), "METADATA_DISABLED"),
        ("unknown", json!(1), "NO_VALUES_TO_UPDATE"),
    ] {
        ada.post(PATH, update(&id, field, value)).await.expect_error(400, code);
    }
    for body in [json!({}), json!({ "keyId": 7 }), json!({ "keyId": null, "name": "a" })] {
        ada.post(PATH, body).await.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn where_keys_end_by_default_none_is_made_eternal() {
    let app = app_with(ApiKeyOptions::default().expires_in(7 * DAY)).await;
    let (ada, _) = app.sign_up("ada").await;
    made(&ada, json!({})).await;
    let id = id_of_first(&ada).await;
    let answer = ada.post(PATH, update(&id, "expiresIn", Value::Null)).await;
    answer.expect_error(400, "EXPIRES_IN_IS_TOO_LARGE");
    ada.post(PATH, update(&id, "expiresIn", json!(864_000))).await.expect(200);
}
