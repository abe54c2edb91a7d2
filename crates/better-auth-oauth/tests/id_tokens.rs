//! ID tokens that do not hold.

use std::time::Duration;

use better_auth_test::{Browser, Endpoint, FakeProvider, Signing, TestApp};
use serde_json::{Value, json};

use crate::{Redirected, app, claims, expect_told, verified};

const SIGNED_WELL: [Signing; 4] = [Signing::Rs256, Signing::Ps256, Signing::Es256, Signing::EdDsa];

const SIGNED_BADLY: [Signing; 6] = [
    Signing::Nothing,
    Signing::ClientSecret,
    Signing::PublicKey,
    Signing::AnotherKey,
    Signing::UnknownKey,
    Signing::Spoiled,
];

/// Claims that make a token worthless, over good ones.
fn lies() -> Vec<Value> {
    vec![
        json!({ "iss": "https://evil.example" }),
        json!({ "iss": "https://id.example/" }),
        json!({ "iss": null }),
        json!({ "aud": "another-client" }),
        json!({ "aud": [] }),
        json!({ "aud": null }),
        json!({ "aud": ["the-client", "another-client"] }),
        json!({ "aud": ["the-client", "another-client"], "azp": "another-client" }),
        json!({ "exp": 1 }),
        json!({ "exp": "99999999999" }),
        json!({ "exp": null }),
        json!({ "iat": 99_999_999_999_u64 }),
        json!({ "iat": "now" }),
        json!({ "nbf": 99_999_999_999_u64 }),
        json!({ "sub": null }),
        json!({ "sub": "" }),
        json!({ "sub": 7 }),
        json!({ "sub": ["a"] }),
        json!({ "sub": "a".repeat(256) }),
        json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }),
    ]
}

async fn by_token(app: &TestApp, token: &str) -> better_auth_test::TestResponse {
    let body = json!({ "provider": "native", "idToken": { "token": token, "accessToken": "a" } });
    app.browser().post("/sign-in/social", body).await
}

#[tokio::test]
async fn every_algorithm_of_the_list_is_taken() {
    let (app, provider) = app().await;
    for signing in SIGNED_WELL {
        provider.sign_with(signing);
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_redirect("/welcome");
        by_token(&app, &provider.id_token(claims("ada"))).await.expect(200);
    }
    expect_told(&app, [("ada", "native")]);
}

#[tokio::test]
async fn oau_06_a_signature_that_proves_nothing_signs_nobody_in() {
    let (app, provider) = app().await;
    for signing in SIGNED_BADLY {
        provider.sign_with(signing);
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("unable_to_get_user_info");
        let answer = by_token(&app, &provider.id_token(claims("ada"))).await;
        answer.expect_error(401, "INVALID_TOKEN");
    }
    assert_eq!((app.count("users").await, app.count("sessions").await), (0, 0));
}

#[tokio::test]
async fn oau_06_claims_that_do_not_fit_sign_nobody_in() {
    let (app, provider) = app().await;
    for lie in lies() {
        provider.change_claims(lie.clone());
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("unable_to_get_user_info");
        let answer = by_token(&app, &provider.id_token(claims("ada"))).await;
        assert_eq!(answer.status, 401, "{lie} {}", answer.text());
    }
    assert_eq!((app.count("users").await, app.count("sessions").await), (0, 0));
}

#[tokio::test]
async fn oau_06_the_nonce_must_be_that_of_the_visit() {
    let (app, provider) = app().await;
    for nonce in [json!("another"), json!(null), json!(""), json!(7)] {
        provider.change_claims(json!({ "nonce": nonce }));
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("unable_to_get_user_info");
    }
    provider.behave();
    let token = provider.id_token(json!({ "sub": "1", "email": "ada@example.com", "nonce": "n" }));
    for (nonce, status) in [(json!("n"), 200), (json!("m"), 401), (json!(""), 401)] {
        let id_token = json!({ "token": token, "nonce": nonce });
        let body = json!({ "provider": "native", "idToken": id_token });
        app.browser().post("/sign-in/social", body).await.expect(status);
    }
}

#[tokio::test]
async fn a_token_for_several_says_by_whom_it_was_asked_for() {
    let (app, provider) = app().await;
    provider.change_claims(json!({ "aud": ["other", "the-client"], "azp": "the-client" }));
    let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
    answer.expect_redirect("/welcome");
}

#[tokio::test]
async fn oau_21_a_token_that_is_none_is_refused() {
    let (app, provider) = app().await;
    let ada = verified(&app, "ada").await;
    let good = provider.id_token(claims("ada"));
    let (signed, _) = good.rsplit_once('.').unwrap();
    let long = "a".repeat(40_000);
    for token in [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "e30.e30.",
        signed,
        &format!("{good}.x"),
        &format!("{signed}."),
        &good.replace('.', " "),
        &long,
        "null",
        "{\"alg\":\"none\"}..",
    ] {
        by_token(&app, token).await.expect_error(401, "INVALID_TOKEN");
        link_by(&ada, token).await.expect_error(401, "INVALID_TOKEN");
    }
    provider.sign_with(Signing::AnotherKey);
    let forged = provider.id_token(claims("ada"));
    by_token(&app, &forged).await.expect_error(401, "INVALID_TOKEN");
    link_by(&ada, &forged).await.expect_error(401, "INVALID_TOKEN");
    assert_eq!(app.count("accounts WHERE provider_id <> 'credential'").await, 0);
}

async fn link_by(browser: &Browser, token: &str) -> better_auth_test::TestResponse {
    let body = json!({ "provider": "native", "idToken": { "token": token } });
    browser.post("/link-social", body).await
}

#[tokio::test]
async fn new_keys_are_fetched_at_most_once_a_minute() {
    let (app, provider) = app().await;
    let sign_in = |provider: FakeProvider, app: &TestApp| {
        let browser = app.browser();
        async move { provider.sign_in(&browser, "company", claims("ada")).await }
    };
    sign_in(provider.clone(), &app).await.expect_redirect("/welcome");
    assert_eq!(provider.requests_to(Endpoint::Keys), 1);
    provider.rotate_keys();
    sign_in(provider.clone(), &app).await.expect_redirect("/welcome");
    assert_eq!(provider.requests_to(Endpoint::Keys), 2);
    provider.sign_with(Signing::UnknownKey);
    for _ in 0..5 {
        sign_in(provider.clone(), &app).await.expect_failure("unable_to_get_user_info");
    }
    assert_eq!(provider.requests_to(Endpoint::Keys), 2);
    provider.behave();
    provider.rotate_keys();
    app.clock().advance(Duration::from_secs(61));
    sign_in(provider.clone(), &app).await.expect_redirect("/welcome");
    assert_eq!(provider.requests_to(Endpoint::Keys), 3);
}
