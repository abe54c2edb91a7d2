use std::time::Duration;

use better_auth_api_key::{ApiKeyOptions, kinds};
use better_auth_test::Browser;
use serde_json::{Value, json};

use crate::{DAY, MINUTE, app, app_with, made, refusal, verify};

const PATH: &str = "/api-key/rotate";

async fn rotated(browser: &Browser, body: Value) -> (String, Value) {
    let answer = browser.post(PATH, body).await.expect(200).json();
    (answer["key"].as_str().unwrap().to_owned(), answer)
}

#[tokio::test]
async fn both_secrets_work_until_the_old_one_ends() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (old, made) = made(&ada, json!({ "name": "ci", "prefix": "acme_" })).await;
    let body = json!({ "keyId": made["id"], "overlap": 3600 });
    let (new, answer) = rotated(&ada, body).await;
    assert!(new.starts_with("acme_") && new != old);
    assert_eq!(answer["id"], made["id"]);
    assert_eq!(answer["name"], "ci");
    assert_eq!(answer["previousExpiresAt"], "2026-03-04T06:06:07.120Z");
    assert!(app.columns_with(&new[9..]).await.is_empty());
    for key in [&old, &new] {
        assert_eq!(verify(&app, key).await.unwrap().key.id.as_str(), made["id"]);
    }
    app.clock().advance(60 * MINUTE - Duration::from_millis(1));
    verify(&app, &old).await.unwrap();
    app.clock().advance(Duration::from_millis(1));
    assert_eq!(refusal(&app, &old).await, "KEY_EXPIRED");
    verify(&app, &new).await.unwrap();
    assert_eq!(app.observed().of_kind(kinds::API_KEY_ROTATED).len(), 1);
}

#[tokio::test]
async fn without_an_overlap_a_leaked_key_ends_at_once() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (old, made) = made(&ada, json!({})).await;
    let (new, answer) = rotated(&ada, json!({ "keyId": made["id"], "overlap": 0 })).await;
    assert_eq!(answer["previousExpiresAt"], Value::Null);
    assert_eq!(refusal(&app, &old).await, "INVALID_API_KEY");
    verify(&app, &new).await.unwrap();
}

#[tokio::test]
async fn a_second_rotation_ends_the_first_secret() {
    let app = app_with(ApiKeyOptions::default().rotation_overlap(2 * DAY)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (first, made) = made(&ada, json!({})).await;
    let (second, _) = rotated(&ada, json!({ "keyId": made["id"] })).await;
    let (third, answer) = rotated(&ada, json!({ "keyId": made["id"] })).await;
    assert_eq!(answer["previousExpiresAt"], "2026-03-06T05:06:07.120Z");
    assert_eq!(refusal(&app, &first).await, "INVALID_API_KEY");
    verify(&app, &second).await.unwrap();
    verify(&app, &third).await.unwrap();
}

#[tokio::test]
async fn key_03_a_foreign_key_is_as_unknown_as_none_and_stays() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let (key, made) = made(&ada, json!({})).await;
    let body = json!({ "keyId": made["id"], "overlap": 0 });
    bob.post(PATH, body.clone()).await.expect_error(404, "KEY_NOT_FOUND");
    app.browser().post(PATH, body).await.expect_error(401, "UNAUTHORIZED");
    verify(&app, &key).await.unwrap();
}

#[tokio::test]
async fn an_overlap_that_can_not_be_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, made) = made(&ada, json!({})).await;
    for overlap in [json!(604_801), json!(u64::MAX), json!(-1), json!("1"), json!(0.5)] {
        let body = json!({ "keyId": made["id"], "overlap": overlap });
        ada.post(PATH, body).await.expect_error(400, "VALIDATION_ERROR");
    }
    ada.post(PATH, json!({})).await.expect_error(400, "VALIDATION_ERROR");
}
