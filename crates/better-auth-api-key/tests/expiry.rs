//! Keys that end.

use std::time::Duration;

use better_auth_api_key::ApiKeyOptions;
use serde_json::json;

use crate::{DAY, app, app_with, made, refusal, update, verify};

#[tokio::test]
async fn a_key_ends_at_the_moment_that_was_said() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "expiresIn": 86_400 })).await;
    assert_eq!(made["expiresAt"], "2026-03-05T05:06:07.120Z");
    app.clock().advance(DAY - Duration::from_millis(1));
    verify(&app, &key).await.unwrap();
    app.clock().advance(Duration::from_millis(1));
    assert_eq!(refusal(&app, &key).await, "KEY_EXPIRED");
}

#[tokio::test]
async fn expired_keys_are_swept_after_thirty_days_and_others_stay() {
    let app = app_with(ApiKeyOptions::default()).await;
    let (ada, _) = app.sign_up("ada").await;
    let (ended, _) = made(&ada, json!({ "expiresIn": 86_400 })).await;
    let (live, _) = made(&ada, json!({ "expiresIn": 86_400 * 60 })).await;
    let (eternal, _) = made(&ada, json!({})).await;
    app.clock().advance(31 * DAY);
    app.auth().sweep().await.unwrap();
    assert_eq!(refusal(&app, &ended).await, "KEY_EXPIRED");
    app.clock().advance(Duration::from_millis(1));
    app.auth().sweep().await.unwrap();
    assert_eq!(refusal(&app, &ended).await, "INVALID_API_KEY");
    verify(&app, &live).await.unwrap();
    verify(&app, &eternal).await.unwrap();
    assert_eq!(app.count("api_keys").await, 2);
}

#[tokio::test]
async fn an_expired_key_is_given_another_life() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "expiresIn": 86_400 })).await;
    app.clock().advance(2 * DAY);
    let (ada, _) = app.sign_in("ada").await;
    let body = update(&made["id"], "expiresIn", json!(86_400));
    ada.post("/api-key/update", body).await.expect(200);
    verify(&app, &key).await.unwrap();
}
