//! How often a key may be used.

use std::time::Duration;

use axum::response::IntoResponse;
use better_auth_api_key::{ApiKeyOptions, KeyChanges, KeyLimit, Refill};
use better_auth_core::{ApiError, RequestFacts};
use better_auth_test::TestApp;
use serde_json::json;

use crate::{By, MINUTE, app, app_with, given, made, refusal, service, user_of, verify};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Both spellings of the time after which to come back, in seconds.
fn retry_after(error: ApiError) -> Option<u64> {
    assert_eq!(error.status(), 429);
    let headers = error.into_response().headers().clone();
    let read = |name| Some(headers.get(name)?.to_str().unwrap().parse().unwrap());
    let (standard, original): (_, Option<u64>) = (read("retry-after"), read("x-retry-after"));
    assert_eq!(standard, original);
    standard
}

#[tokio::test]
async fn without_a_limit_a_key_is_used_as_often_as_one_likes() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({})).await;
    assert_eq!(made["rateLimitEnabled"], false);
    for _ in 0..50 {
        verify(&app, &key).await.unwrap();
    }
}

#[tokio::test]
async fn a_limited_key_is_refused_until_the_span_is_over() {
    let app = app_with(ApiKeyOptions::default().rate_limit(3, MINUTE)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({})).await;
    assert_eq!(made["rateLimitEnabled"], true);
    assert_eq!((&made["rateLimitMax"], &made["rateLimitTimeWindow"]), (&json!(3), &json!(60_000)));
    for used in 1..=3 {
        assert_eq!(verify(&app, &key).await.unwrap().key.request_count, used);
    }
    app.clock().advance(Duration::from_millis(500));
    let refused = verify(&app, &key).await.unwrap_err();
    assert_eq!(refused.code(), "RATE_LIMITED");
    assert_eq!(retry_after(refused), Some(60));
    app.clock().advance(Duration::from_secs(50));
    assert_eq!(retry_after(verify(&app, &key).await.unwrap_err()), Some(10));
    app.clock().advance(Duration::from_millis(9_500));
    assert_eq!(verify(&app, &key).await.unwrap().key.request_count, 1);
}

#[tokio::test]
async fn dur_13_a_clock_that_was_set_back_freezes_no_key() {
    let app = app_with(ApiKeyOptions::default().rate_limit(1, MINUTE)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    verify(&app, &key).await.unwrap();
    app.clock().rewind(HOUR);
    verify(&app, &key).await.unwrap();
    assert_eq!(refusal(&app, &key).await, "RATE_LIMITED");
    app.clock().advance(MINUTE);
    verify(&app, &key).await.unwrap();
}

#[tokio::test]
async fn an_instance_whose_clock_is_behind_begins_no_span_of_its_own() {
    let app = app_with(ApiKeyOptions::default().rate_limit(1, MINUTE)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    verify(&app, &key).await.unwrap();
    app.clock().rewind(Duration::from_secs(30));
    assert_eq!(refusal(&app, &key).await, "RATE_LIMITED");
}

#[tokio::test]
async fn each_key_has_a_limit_of_its_own() {
    let app = app_with(ApiKeyOptions::default().rate_limit(1, MINUTE)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (one, _) = made(&ada, json!({})).await;
    let (other, _) = made(&ada, json!({})).await;
    verify(&app, &one).await.unwrap();
    assert_eq!(refusal(&app, &one).await, "RATE_LIMITED");
    verify(&app, &other).await.unwrap();
}

#[tokio::test]
async fn a_key_without_uses_is_refused_for_good() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let (key, record) = given(&app, &user_of(&answer), |new| new.remaining = Some(2)).await;
    assert_eq!(verify(&app, &key).await.unwrap().key.remaining, Some(1));
    assert_eq!(verify(&app, &key).await.unwrap().key.remaining, Some(0));
    app.clock().advance(1000 * HOUR);
    let refused = verify(&app, &key).await.unwrap_err();
    assert_eq!(refused.code(), "USAGE_EXCEEDED");
    assert_eq!(retry_after(refused), None);
    // Its owner still sees why.
    assert_eq!(service(&app).find(&record.id).await.unwrap().remaining, Some(0));
}

async fn with_refill(app: &TestApp) -> String {
    let (_, answer) = app.sign_up("ada").await;
    let refill = Refill { amount: 2, interval: HOUR };
    let (key, record) = given(app, &user_of(&answer), |new| new.refill = Some(refill)).await;
    assert_eq!(record.remaining, Some(2));
    key
}

#[tokio::test]
async fn uses_are_filled_up_after_the_interval_and_not_added_up() {
    let app = app().await;
    let key = with_refill(&app).await;
    for _ in 0..2 {
        verify(&app, &key).await.unwrap();
    }
    app.clock().advance(HOUR / 2);
    let refused = verify(&app, &key).await.unwrap_err();
    assert_eq!(refused.code(), "USAGE_EXCEEDED");
    assert_eq!(retry_after(refused), Some(1800));
    app.clock().advance(10 * HOUR);
    for left in [1, 0] {
        assert_eq!(verify(&app, &key).await.unwrap().key.remaining, Some(left));
    }
    assert_eq!(refusal(&app, &key).await, "USAGE_EXCEEDED");
}

#[tokio::test]
async fn a_use_that_the_limit_refuses_takes_none_of_the_remaining() {
    let app = app_with(ApiKeyOptions::default().rate_limit(1, MINUTE).uses(2, None)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    verify(&app, &key).await.unwrap();
    assert_eq!(refusal(&app, &key).await, "RATE_LIMITED");
    app.clock().advance(MINUTE);
    assert_eq!(verify(&app, &key).await.unwrap().key.remaining, Some(0));
    assert_eq!(refusal(&app, &key).await, "USAGE_EXCEEDED");
}

#[tokio::test]
async fn server_code_changes_what_a_key_is_worth() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let (key, record) = given(&app, &user_of(&answer), |new| new.remaining = Some(1)).await;
    verify(&app, &key).await.unwrap();
    let (service, facts) = (service(&app), RequestFacts::default());
    let by = By { user: None, request: &facts };
    let limit = KeyLimit { max: 1, window: MINUTE };
    let changes = KeyChanges {
        remaining: Some(Some(5)),
        limit: Some(Some(limit)),
        permissions: Some(serde_json::from_value(json!({ "a": ["b"] })).unwrap()),
        ..KeyChanges::default()
    };
    let changed = service.update(&record, changes, by).await.unwrap();
    assert_eq!((changed.remaining, changed.limit), (Some(5), Some(limit)));
    assert!(changed.permissions.allows_named("a", "b"));
    verify(&app, &key).await.unwrap();
    assert_eq!(refusal(&app, &key).await, "RATE_LIMITED");
    let without = KeyChanges { limit: Some(None), remaining: Some(None), ..KeyChanges::default() };
    service.update(&record, without, by).await.unwrap();
    for _ in 0..9 {
        verify(&app, &key).await.unwrap();
    }
}

#[tokio::test]
async fn uses_that_can_not_be_are_refused() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let user = user_of(&answer);
    let (service, facts) = (service(&app), RequestFacts::default());
    let by = By { user: None, request: &facts };
    let new = || better_auth_api_key::NewApiKey::of(crate::KeyOwner::User(user.clone()));
    let no_refill = Refill { amount: 0, interval: HOUR };
    let no_interval = Refill { amount: 1, interval: Duration::ZERO };
    let no_limit = KeyLimit { max: 0, window: HOUR };
    for impossible in [
        better_auth_api_key::NewApiKey { remaining: Some(0), ..new() },
        better_auth_api_key::NewApiKey { refill: Some(no_refill), ..new() },
        better_auth_api_key::NewApiKey { refill: Some(no_interval), ..new() },
        better_auth_api_key::NewApiKey { limit: Some(no_limit), ..new() },
    ] {
        assert_eq!(service.create(impossible, by).await.unwrap_err().code(), "INVALID_REMAINING");
    }
}
