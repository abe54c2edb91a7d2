use better_auth_core::event::kinds;
use better_auth_test::FakeProvider;
use serde_json::{Value, json};
use url::Url;

use crate::{app, begin, claims, signed_in_as};

fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    let mut found = url.query_pairs().filter(|(known, _)| known == name);
    let first = found.next().map(|(_, value)| value.into_owned());
    assert_eq!(found.next(), None, "{name} stands there twice");
    first
}

#[tokio::test]
async fn oau_03_the_browser_is_sent_away_with_state_nonce_and_challenge() {
    let (app, _) = app().await;
    let browser = app.browser();
    let body = json!({ "provider": "company", "callbackURL": "/welcome" });
    let answer = browser.post("/sign-in/social", body).await.expect(200);
    let (url, location) = (answer.json()["url"].clone(), answer.header("location").unwrap());
    assert_eq!(url, location);
    assert_eq!(answer.json(), json!({ "url": url, "redirect": true }));
    assert!(location.starts_with("https://id.example/authorize?"));
    assert_eq!(parameter(location, "client_id").unwrap(), FakeProvider::CLIENT_ID);
    assert_eq!(parameter(location, "response_type").unwrap(), "code");
    assert_eq!(parameter(location, "scope").unwrap(), "openid profile email");
    assert_eq!(parameter(location, "code_challenge_method").unwrap(), "S256");
    for random in ["state", "nonce", "code_challenge"] {
        assert_eq!(parameter(location, random).unwrap().len(), 43, "{random}");
    }
    let other = begin(&browser).await;
    for random in ["state", "nonce", "code_challenge"] {
        assert_ne!(parameter(location, random), parameter(&other, random), "{random}");
    }
    assert!(!location.contains(FakeProvider::CLIENT_SECRET));
}

#[tokio::test]
async fn the_client_can_ask_not_to_be_redirected() {
    let (app, _) = app().await;
    let body = json!({ "provider": "company", "disableRedirect": true });
    let answer = app.browser().post("/sign-in/social", body).await.expect(200);
    assert_eq!(answer.json()["redirect"], false);
    assert_eq!(answer.header("location"), None);
}

#[tokio::test]
async fn oau_04_the_redirect_uri_is_that_of_the_settings() {
    let (app, _) = app().await;
    let browser = app
        .browser()
        .with_header("host", "evil.example")
        .with_header("x-forwarded-host", "evil.example")
        .with_header("x-forwarded-proto", "https")
        .with_header("forwarded", "host=evil.example");
    let uri = parameter(&begin(&browser).await, "redirect_uri").unwrap();
    assert_eq!(uri, "http://localhost:3000/auth/callback/company");
}

#[tokio::test]
async fn oau_14_reserved_parameters_can_not_be_added() {
    let (app, _) = app().await;
    for name in [
        "state",
        "client_id",
        "redirect_uri",
        "response_type",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "scope",
        "response_mode",
        "request",
        "request_uri",
        "client_secret",
    ] {
        let body = json!({ "provider": "company", "additionalParams": { name: "forged" } });
        app.browser().post("/sign-in/social", body).await.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn oau_14_what_the_request_adds_changes_nothing_else() {
    let (app, _) = app().await;
    let body = json!({
        "provider": "company",
        "scopes": ["calendar", "openid"],
        "loginHint": "ada@example.com",
        "additionalParams": { "color": "blue&state=forged" },
        "additionalData": { "redirect_uri": "https://evil.example", "state": "forged" },
    });
    let answer = app.browser().post("/sign-in/social", body).await.expect(200).json();
    let url = answer["url"].as_str().unwrap();
    assert_eq!(parameter(url, "scope").unwrap(), "openid profile email calendar");
    assert_eq!(parameter(url, "login_hint").unwrap(), "ada@example.com");
    assert_eq!(parameter(url, "color").unwrap(), "blue&state=forged");
    let uri = parameter(url, "redirect_uri").unwrap();
    assert_eq!(uri, "http://localhost:3000/auth/callback/company");
    assert_eq!(parameter(url, "state").unwrap().len(), 43);
}

#[tokio::test]
async fn scopes_that_are_none_are_refused() {
    let (app, _) = app().await;
    let many: Vec<String> = (0..33).map(|number| format!("s{number}")).collect();
    for scopes in [json!(["a b"]), json!([""]), json!(["a\"b"]), json!(["é"]), json!(many)] {
        let body = json!({ "provider": "company", "scopes": scopes });
        let answer = app.browser().post("/sign-in/social", body).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn an_unknown_provider_is_refused() {
    let (app, provider) = app().await;
    let token = json!({ "token": provider.id_token(claims("ada")) });
    for body in [
        json!({ "provider": "nobody" }),
        json!({ "provider": "" }),
        json!({ "provider": "credential" }),
        json!({ "provider": "nobody", "idToken": token }),
    ] {
        let answer = app.browser().post("/sign-in/social", body).await;
        answer.expect_error(404, "PROVIDER_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_malformed_body_is_refused() {
    let (app, _) = app().await;
    for body in [
        json!({}),
        json!({ "provider": 1 }),
        json!({ "provider": ["company"] }),
        json!({ "provider": "company", "callbackURL": ["/a"] }),
        json!({ "provider": "company", "scopes": "calendar" }),
        json!({ "provider": "company", "additionalParams": { "a": 1 } }),
        json!({ "provider": "company", "idToken": "token" }),
        json!({ "provider": "company", "idToken": {} }),
    ] {
        let answer = app.browser().post("/sign-in/social", body.clone()).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn an_app_signs_in_by_an_id_token() {
    let (app, provider) = app().await;
    let token = provider.id_token(
        json!({ "nonce": "n", "sub": "1", "email": "ada@example.com", "email_verified": true }),
    );
    let body = json!({ "provider": "native", "idToken": { "token": token, "nonce": "n", "accessToken": "a" } });
    let browser = app.browser();
    let answer = browser.post("/sign-in/social", body).await.expect(200);
    let json: Value = answer.json();
    assert_eq!(json["redirect"], false);
    assert_eq!(json["user"]["email"], "ada@example.com");
    assert_eq!(json["user"]["emailVerified"], true);
    assert_eq!(json.get("url"), None);
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
    let program = app.browser().bearer(json["token"].as_str().unwrap());
    assert_eq!(signed_in_as(&program).await.unwrap(), "ada@example.com");
}

#[tokio::test]
async fn a_provider_without_sign_in_by_id_token_says_so() {
    let (app, provider) = app().await;
    let body =
        json!({ "provider": "company", "idToken": { "token": provider.id_token(claims("ada")) } });
    let answer = app.browser().post("/sign-in/social", body).await;
    answer.expect_error(404, "ID_TOKEN_NOT_SUPPORTED");
}

#[tokio::test]
async fn an_app_needs_an_address() {
    let (app, provider) = app().await;
    let body = json!({ "provider": "native", "idToken": { "token": provider.id_token(json!({ "sub": "1" })) } });
    let answer = app.browser().post("/sign-in/social", body).await;
    answer.expect_error(401, "USER_EMAIL_NOT_FOUND");
    let failed = app.observed().of_kind(kinds::SIGN_IN_FAILED);
    assert_eq!(failed[0].detail, Some("USER_EMAIL_NOT_FOUND"));
}
