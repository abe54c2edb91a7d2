//! What happens at once; on every database.

use better_auth_api_key::{ApiKeyOptions, KeyLimit, Refill};
use futures_util::future::join_all;
use serde_json::json;

use crate::{MINUTE, app, app_with, given, made, service, user_of, verify};

/// How many of so many callers at once are let in; the others are refused with that code.
async fn let_in(app: &better_auth_test::TestApp, key: &str, callers: usize, code: &str) -> usize {
    let answers = join_all((0..callers).map(|_| verify(app, key))).await;
    let (good, bad): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    for refused in bad {
        let error = refused.unwrap_err();
        assert_eq!((error.status().as_u16(), error.code()), (429, code));
    }
    good.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn key_07_ten_uses_are_ten_uses_for_fifty_callers() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let (key, record) = given(&app, &user_of(&answer), |new| new.remaining = Some(10)).await;
    assert_eq!(let_in(&app, &key, 50, "USAGE_EXCEEDED").await, 10);
    assert_eq!(service(&app).find(&record.id).await.unwrap().remaining, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn key_07_a_refill_at_once_is_one_refill() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let refill = Refill { amount: 10, interval: MINUTE };
    let (key, record) = given(&app, &user_of(&answer), |new| new.refill = Some(refill)).await;
    for _ in 0..3 {
        app.clock().advance(MINUTE);
        assert_eq!(let_in(&app, &key, 40, "USAGE_EXCEEDED").await, 10);
        assert_eq!(service(&app).find(&record.id).await.unwrap().remaining, Some(0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rat_06_callers_at_once_do_not_pass_the_limit_of_a_key() {
    let app = app_with(ApiKeyOptions::default().rate_limit(7, MINUTE)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    for _ in 0..3 {
        assert_eq!(let_in(&app, &key, 40, "RATE_LIMITED").await, 7);
        app.clock().advance(MINUTE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_quota_and_a_limit_the_smaller_one_counts() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let (key, record) = given(&app, &user_of(&answer), |new| {
        new.remaining = Some(12);
        new.limit = Some(KeyLimit { max: 8, window: MINUTE });
    })
    .await;
    assert_eq!(let_in(&app, &key, 30, "RATE_LIMITED").await, 8);
    assert_eq!(service(&app).find(&record.id).await.unwrap().remaining, Some(4));
    app.clock().advance(MINUTE);
    assert_eq!(let_in(&app, &key, 30, "USAGE_EXCEEDED").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_without_limits_lets_everybody_in() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    assert_eq!(let_in(&app, &key, 40, "").await, 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn creations_at_once_do_not_pass_the_limit_of_their_owner() {
    let app = app_with(ApiKeyOptions::default().max_keys(3)).await;
    let (ada, _) = app.sign_up("ada").await;
    let answers = join_all((0..10).map(|_| ada.post("/api-key/create", json!({})))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "TOO_MANY_API_KEYS");
    }
    assert_eq!(app.count("api_keys").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_rotations_at_once_gives_the_new_secret() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for _ in 0..3 {
        let (_, made) = made(&ada, json!({})).await;
        let body = json!({ "keyId": made["id"], "overlap": 0 });
        let answers = join_all((0..6).map(|_| ada.post("/api-key/rotate", body.clone()))).await;
        let mut good = Vec::new();
        for answer in answers {
            match answer.status.as_u16() {
                200 => good.push(answer.json()["key"].as_str().unwrap().to_owned()),
                _ => drop(answer.expect_error(409, "API_KEY_WAS_ROTATED")),
            }
        }
        // Rotations may follow each other as well; the last one counts.
        let mut live = 0;
        for key in &good {
            live += usize::from(verify(&app, key).await.is_ok());
        }
        assert!(!good.is_empty());
        assert_eq!(live, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_and_the_deletion_of_its_owner_leave_no_orphan() {
    let app = app().await;
    for round in 0..4 {
        let (ada, _) = app.sign_up(&format!("ada{round}")).await;
        let other = ada.copy();
        let (created, deleted) = futures_util::future::join(
            ada.post("/api-key/create", json!({})),
            other.post("/delete-user", json!({})),
        )
        .await;
        assert!(matches!(created.status.as_u16(), 200 | 401), "{}", created.text());
        deleted.expect(200);
        assert_eq!(app.count("api_keys").await, 0);
    }
}
