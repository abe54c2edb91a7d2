use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use better_auth_core::Random;
use better_auth_core::config::RateLimitOptions;
use better_auth_core::random::{OsRandom, RandomError};
use better_auth_email_password::EmailPasswordOptions;
use serde_json::json;

use crate::reset::{NEW, mailed_token, reset, sign_in, take_notice};
use crate::{PASSWORD, app, app_with};

#[tokio::test]
async fn a_new_password_takes_the_place_of_the_forgotten_one() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let answer = reset(&app.browser(), &token, NEW).await.expect(200);
    assert_eq!(answer.json(), json!({ "status": true }));
    let notice = app.mailbox().take_to("ada@example.com");
    assert_eq!(notice.subject, "Your password for Better Auth was changed");
    assert!(!notice.text.contains("http"), "a notice carries no link: {}", notice.text);
    sign_in(&app, "ada", NEW).await.expect(200);
    sign_in(&app, "ada", PASSWORD).await.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
}

#[tokio::test]
async fn the_token_may_be_in_the_query() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let path = format!("/reset-password?token={token}");
    app.browser().post(&path, json!({ "newPassword": NEW })).await.expect(200);
    take_notice(&app, "ada");
    sign_in(&app, "ada", NEW).await.expect(200);
    let twice = format!("{path}&token=x");
    let answer = app.browser().post(&twice, json!({ "newPassword": NEW })).await;
    answer.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn the_token_in_the_body_counts() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let path = format!("/reset-password?token={token}");
    let body = json!({ "newPassword": NEW, "token": "x" });
    app.browser().post(&path, body).await.expect_error(400, "INVALID_TOKEN");
    sign_in(&app, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn without_a_token_nothing_happens() {
    let app = app().await;
    for body in [json!({ "newPassword": NEW }), json!({ "newPassword": NEW, "token": null })] {
        let answer = app.browser().post("/reset-password", body).await;
        answer.expect_error(400, "INVALID_TOKEN");
    }
}

#[tokio::test]
async fn a_password_that_the_policy_refuses_leaves_the_token_as_it_is() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    for (new, code) in [
        ("short", "PASSWORD_TOO_SHORT"),
        (&*"xy".repeat(65), "PASSWORD_TOO_LONG"),
        ("password", "PASSWORD_TOO_COMMON"),
    ] {
        reset(&app.browser(), &token, new).await.expect_error(400, code);
    }
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
}

#[tokio::test]
async fn a_token_of_another_purpose_or_no_user_is_refused() {
    let app = app().await;
    let (_, signed_up) = app.sign_up("ada").await;
    let session = signed_up["token"].as_str().unwrap();
    let hash = "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for token in [session, hash, signed_up["user"]["id"].as_str().unwrap()] {
        reset(&app.browser(), token, NEW).await.expect_error(400, "INVALID_TOKEN");
    }
    let token = mailed_token(&app, "ada").await;
    app.execute("UPDATE verifications SET user_id = NULL").await;
    reset(&app.browser(), &token, NEW).await.expect_error(400, "INVALID_TOKEN");
    sign_in(&app, "ada", PASSWORD).await.expect(200);
}

/// A source of randomness that can fail. Every hash needs a salt, so without randomness there is
/// no hash.
#[derive(Debug, Clone, Default)]
struct Dice(Arc<AtomicBool>);

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        if self.0.load(Ordering::SeqCst) { Err(RandomError) } else { OsRandom.fill(buffer) }
    }
}

#[tokio::test]
async fn an_invalid_token_costs_no_hash_and_a_failed_hash_costs_no_token() {
    let dice = Dice::default();
    let random = dice.clone();
    let app = app_with(EmailPasswordOptions::default(), |b| b.random(random)).await;
    app.sign_up("ada").await;
    let (used, token) = (mailed_token(&app, "ada").await, mailed_token(&app, "ada").await);
    app.execute("UPDATE verifications SET consumed_at = created_at").await;
    dice.0.store(true, Ordering::SeqCst);
    for invalid in [&*used, "x"] {
        reset(&app.browser(), invalid, NEW).await.expect_error(400, "INVALID_TOKEN");
    }
    app.execute("UPDATE verifications SET consumed_at = NULL").await;
    reset(&app.browser(), &token, NEW).await.expect(500);
    dice.0.store(false, Ordering::SeqCst);
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
}

#[tokio::test]
async fn fields_of_another_type_are_refused() {
    let app = app().await;
    for wrong in [json!(5), json!(true), json!(["x"]), json!({ "x": 1 })] {
        for body in [
            json!({ "newPassword": wrong, "token": "x" }),
            json!({ "newPassword": NEW, "token": wrong }),
        ] {
            let answer = app.browser().post("/reset-password", body).await;
            answer.expect_error(400, "VALIDATION_ERROR");
        }
    }
    let answer = app.browser().post("/reset-password", json!({ "token": "x" })).await;
    answer.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn a_token_of_a_mebibyte_is_refused_before_it_is_read() {
    let app = app().await;
    let token = "x".repeat(1024 * 1024);
    reset(&app.browser(), &token, NEW).await.expect_error(413, "PAYLOAD_TOO_LARGE");
    let token = "x".repeat(60_000);
    reset(&app.browser(), &token, NEW).await.expect_error(400, "INVALID_TOKEN");
    let path = format!("/reset-password?token={token}");
    let answer = app.browser().post(&path, json!({ "newPassword": NEW })).await;
    answer.expect_error(400, "INVALID_TOKEN");
}

#[tokio::test]
async fn a_page_of_another_site_can_not_use_a_token() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let page = app.browser().with_origin(Some("https://evil.com"));
    reset(&page, &token, NEW).await.expect_error(403, "INVALID_ORIGIN");
    let form = format!("newPassword=another+horse&token={token}");
    let posted =
        app.browser().post_raw("/reset-password", "application/x-www-form-urlencoded", form).await;
    posted.expect_error(415, "UNSUPPORTED_MEDIA_TYPE");
    sign_in(&app, "ada", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn rat_11_tokens_are_not_tried_without_end() {
    let app =
        app_with(EmailPasswordOptions::default(), |b| b.rate_limit(RateLimitOptions::default()))
            .await;
    let browser = app.browser();
    for _ in 0..10 {
        reset(&browser, "x", NEW).await.expect_error(400, "INVALID_TOKEN");
    }
    reset(&browser, "x", NEW).await.expect_error(429, "TOO_MANY_REQUESTS");
    app.clock().advance(Duration::from_secs(60));
    reset(&browser, "x", NEW).await.expect(400);
}
