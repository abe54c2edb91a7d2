//! What a provider says of people: typed, bounded, and never more than it may decide.

use better_auth_test::{Endpoint, Misbehaviour};
use serde_json::json;

use crate::{Redirected, app, begin, claims, signed_in_as};

#[tokio::test]
async fn oau_24_long_and_unsafe_claims_are_cut_and_dropped() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let user = json!({
        "sub": "1", "email": "ada@example.com", "email_verified": true,
        "name": "Ada\r\n".repeat(100_000), "picture": "javascript:alert(1)",
        "role": "admin", "id": "chosen", "banned": false, "twoFactorEnabled": true,
    });
    // The token itself is bounded, so what is too much for it comes from the other endpoint.
    provider.change_claims(json!({ "name": null, "picture": null, "email": null }));
    provider.sign_in(&browser, "company", user).await.expect_redirect("/welcome");
    let user = browser.get("/get-session").await.json()["user"].clone();
    assert!(user["name"].as_str().unwrap().chars().count() <= 256);
    assert!(!user["name"].as_str().unwrap().contains(char::is_control));
    assert_eq!(user["image"], json!(null));
    assert_eq!(user.get("role"), None);
    assert_ne!(user["id"], "chosen");
}

#[tokio::test]
async fn oau_24_an_address_that_is_none_makes_no_user() {
    let (app, provider) = app().await;
    for email in [
        json!(null),
        json!(""),
        json!(["ada@example.com"]),
        json!({ "a": 1 }),
        json!(7),
        json!("ada"),
        json!("ada@example.com,eve@example.com"),
        json!("ada@example.com\r\nBcc: x"),
        json!("\"ada\"@example.com"),
    ] {
        let user = json!({ "sub": "1", "email": email, "email_verified": true, "name": "Ada" });
        let answer = provider.sign_in(&app.browser(), "company", user).await;
        answer.expect_failure("email_not_found");
    }
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn oau_24_user_info_of_somebody_else_is_refused() {
    let (app, provider) = app().await;
    for answer in [json!({ "sub": "2", "email": "eve@example.com" }), json!({}), json!([])] {
        provider.change_user_info(answer);
        let browser = app.browser();
        let answer = provider.sign_in(&browser, "company", json!({ "sub": "1" })).await;
        answer.expect_failure("unable_to_get_user_info");
    }
}

#[tokio::test]
async fn the_user_info_endpoint_is_asked_only_for_what_the_token_lacks() {
    let (app, provider) = app().await;
    provider.sign_in(&app.browser(), "company", claims("ada")).await.expect_redirect("/welcome");
    assert_eq!(provider.requests_to(Endpoint::UserInfo), 0);
    provider.change_claims(json!({ "email": null }));
    provider.sign_in(&app.browser(), "company", claims("bob")).await.expect_redirect("/welcome");
    assert_eq!(provider.requests_to(Endpoint::UserInfo), 1);
}

#[tokio::test]
async fn a_provider_that_gives_no_id_token_signs_nobody_in() {
    let (app, provider) = app().await;
    provider.misbehave(Endpoint::Token, Misbehaviour::Json(json!({ "id_token": null })));
    let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
    answer.expect_failure("unable_to_get_user_info");
}

#[tokio::test]
async fn what_the_browser_brings_as_user_decides_nothing() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let mut back = provider.agree(&begin(&browser).await, claims("ada"));
    back.push_str("&user=%7B%22email%22%3A%22eve%40example.com%22%2C%22sub%22%3A%22eve%22%2C%22name%22%3A%22Eve%22%7D");
    browser.get(&back).await.expect_redirect("/welcome");
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
    assert_eq!(app.count("accounts WHERE account_id = 'sub-of-ada'").await, 1);
}
