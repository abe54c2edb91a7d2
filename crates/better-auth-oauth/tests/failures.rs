//! Providers that are down, slow or out of their mind.

use std::time::Duration;

use better_auth_core::event::kinds;
use better_auth_test::{Endpoint, Misbehaviour};
use serde_json::json;

use crate::{Redirected, app, begin, claims, signed_in_as};

fn misbehaviours() -> Vec<Misbehaviour> {
    vec![
        Misbehaviour::Down,
        Misbehaviour::Slow,
        Misbehaviour::Huge,
        Misbehaviour::Status(500),
        Misbehaviour::Status(404),
        Misbehaviour::Status(302),
        Misbehaviour::Status(204),
        Misbehaviour::Body(String::new()),
        Misbehaviour::Body("<html>".to_owned()),
        Misbehaviour::Body("null".to_owned()),
        Misbehaviour::Body("[]".to_owned()),
        Misbehaviour::Body("[".repeat(100_000)),
    ]
}

#[tokio::test]
async fn oau_20_oau_27_a_token_endpoint_that_is_no_help_ends_at_the_page_for_errors() {
    let (app, provider) = app().await;
    for how in misbehaviours() {
        provider.misbehave(Endpoint::Token, how);
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("invalid_code");
    }
    assert_eq!(app.observed().of_kind(kinds::SIGN_IN_FAILED).len(), misbehaviours().len());
    provider.behave();
    provider.sign_in(&app.browser(), "company", claims("ada")).await.expect_redirect("/welcome");
}

#[tokio::test]
async fn oau_20_odd_tokens_are_refused() {
    let (app, provider) = app().await;
    for changes in [
        json!({ "access_token": null }),
        json!({ "access_token": 7 }),
        json!({ "access_token": "a\r\nx: y" }),
        json!({ "access_token": "a".repeat(20_000) }),
        json!({ "refresh_token": "\u{0}" }),
    ] {
        provider.misbehave(Endpoint::Token, Misbehaviour::Json(changes));
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("invalid_code");
    }
}

#[tokio::test]
async fn a_user_info_endpoint_that_is_no_help_ends_at_the_page_for_errors() {
    let (app, provider) = app().await;
    provider.change_claims(json!({ "email": null }));
    for how in misbehaviours() {
        provider.misbehave(Endpoint::UserInfo, how);
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("unable_to_get_user_info");
    }
}

#[tokio::test]
async fn keys_that_can_not_be_had_sign_nobody_in() {
    let (app, provider) = app().await;
    for how in misbehaviours() {
        provider.misbehave(Endpoint::Keys, how);
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("unable_to_get_user_info");
        app.clock().advance(Duration::from_secs(61));
    }
}

#[tokio::test]
async fn a_provider_that_does_not_say_where_it_is_is_unavailable() {
    let (app, provider) = app().await;
    let mut odd = misbehaviours();
    odd.extend([
        Misbehaviour::Json(json!({ "issuer": "https://evil.example" })),
        Misbehaviour::Json(json!({ "issuer": "https://id.example/" })),
        Misbehaviour::Json(json!({ "token_endpoint": "http://id.example/token" })),
        Misbehaviour::Json(json!({ "token_endpoint": null })),
        Misbehaviour::Json(json!({ "authorization_endpoint": "javascript:alert(1)" })),
    ]);
    for how in odd {
        provider.misbehave(Endpoint::Discovery, how);
        let body = json!({ "provider": "company" });
        let answer = app.browser().post("/sign-in/social", body).await;
        answer.expect_error(503, "SERVICE_UNAVAILABLE");
        app.clock().advance(Duration::from_secs(61));
    }
    assert_eq!(app.count("verifications").await, 0);
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_asked_by_everybody() {
    let (app, provider) = app().await;
    provider.misbehave(Endpoint::Discovery, Misbehaviour::Down);
    for _ in 0..5 {
        app.browser().post("/sign-in/social", json!({ "provider": "company" })).await.expect(503);
    }
    assert_eq!(provider.requests_to(Endpoint::Discovery), 1);
    provider.behave();
    app.clock().advance(Duration::from_secs(10));
    begin(&app.browser()).await;
}

#[tokio::test]
async fn what_is_known_of_a_provider_lasts_while_it_is_down() {
    let (app, provider) = app().await;
    provider.sign_in(&app.browser(), "company", claims("ada")).await.expect_redirect("/welcome");
    app.clock().advance(Duration::from_secs(2 * 3600));
    provider.misbehave(Endpoint::Discovery, Misbehaviour::Down);
    provider.misbehave(Endpoint::Keys, Misbehaviour::Down);
    let browser = app.browser();
    provider.sign_in(&browser, "company", claims("ada")).await.expect_redirect("/welcome");
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
}
