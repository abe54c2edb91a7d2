use std::time::Duration;

use better_auth_core::config::SessionOptions;
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_test::TestApp;
use serde_json::json;

use crate::{COOKIE, DAY, HOUR, MINUTE, app};

#[tokio::test]
async fn a_signed_in_browser_reads_its_session_and_its_user() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let answer = ada.get("/get-session").await.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    let body = answer.json();
    assert_eq!(body["user"], signed_up["user"]);
    assert_eq!(body["session"]["token"], signed_up["token"]);
    assert_eq!(body["session"]["userId"], signed_up["user"]["id"]);
    assert_eq!(body["session"]["expiresAt"], "2026-03-11T05:06:07.120Z");
    assert_eq!(body["session"]["ipAddress"], "127.0.0.1");
}

#[tokio::test]
async fn post_reads_the_session_as_get_does() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let read = ada.get("/get-session").await.expect(200).json();
    assert_eq!(ada.post("/get-session", json!({})).await.expect(200).json(), read);
}

#[tokio::test]
async fn head_answers_without_a_body() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.send(http::Method::HEAD, "/get-session", None, Vec::new()).await.expect(200);
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn without_a_credential_the_answer_is_null() {
    let app = app().await;
    let answer = app.browser().get("/get-session").await.expect(200);
    assert!(answer.json().is_null());
    assert!(answer.set_cookies().is_empty());
}

#[tokio::test]
async fn a_cookie_that_opens_nothing_is_removed() {
    let app = app().await;
    let browser = app.browser();
    browser.set_cookie(COOKIE, "session_forged");
    assert!(browser.get("/get-session").await.expect(200).json().is_null());
    assert!(browser.cookies().is_empty());
}

#[tokio::test]
async fn a_bearer_token_opens_the_session_without_any_cookie() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let program = ada.bearer(signed_up["token"].as_str().unwrap());
    let body = program.get("/get-session").await.expect(200).json();
    assert_eq!(body["user"]["email"], "ada@example.com");
}

#[tokio::test]
async fn a_bearer_token_that_opens_nothing_is_refused() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let token = signed_up["token"].as_str().unwrap();
    let cut = &token[..token.len() - 1];
    let other_tag = format!("{cut}{}", if token.ends_with('A') { 'B' } else { 'A' });
    for wrong in [cut, &other_tag, "", "session_", "x", &"a".repeat(5000)] {
        ada.bearer(wrong).get("/get-session").await.expect_error(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn the_bearer_token_wins_over_the_cookie() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, bob) = app.sign_up("bob").await;
    let both =
        ada.with_header("authorization", format!("Bearer {}", bob["token"].as_str().unwrap()));
    let body = both.get("/get-session").await.expect(200).json();
    assert_eq!(body["user"]["email"], "bob@example.com");
}

#[tokio::test]
async fn the_other_spelling_of_the_cookie_is_read_as_well() {
    let app = app().await;
    let (_, signed_up) = app.sign_up("ada").await;
    let browser = app.browser();
    browser.set_cookie("better-auth.session_token", signed_up["token"].as_str().unwrap());
    let body = browser.get("/get-session").await.expect(200).json();
    assert_eq!(body["user"]["email"], "ada@example.com");
}

#[tokio::test]
async fn a_session_in_use_is_extended_once_a_day() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(DAY - MINUTE);
    let early = ada.get("/get-session").await.expect(200);
    assert_eq!(early.json()["session"]["expiresAt"], "2026-03-11T05:06:07.120Z");
    assert!(early.set_cookies().is_empty());

    app.clock().advance(MINUTE);
    let due = ada.get("/get-session").await.expect(200);
    assert_eq!(due.json()["session"]["expiresAt"], "2026-03-12T05:06:07.120Z");
    assert!(due.set_cookies()[0].contains("Max-Age=604800"), "{:?}", due.set_cookies());
    assert_eq!(ada.get("/get-session").await.json(), due.json());
}

#[tokio::test]
async fn reading_with_disable_refresh_leaves_the_expiry() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(2 * DAY);
    let body = ada.get("/get-session?disableRefresh=true").await.expect(200).json();
    assert_eq!(body["session"]["expiresAt"], "2026-03-11T05:06:07.120Z");
}

#[tokio::test]
async fn a_session_in_use_lives_on_but_not_for_ever() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for _ in 0..89 {
        app.clock().advance(DAY);
        assert!(ada.get("/get-session").await.expect(200).json().is_object());
    }
    app.clock().advance(DAY);
    assert!(ada.get("/get-session").await.expect(200).json().is_null());
}

#[tokio::test]
async fn a_session_that_is_not_remembered_ends_after_a_day() {
    let app = app().await;
    app.sign_up("ada").await;
    let ada = app.browser();
    let body = json!({"email": "ada@example.com", "password": better_auth_test::PASSWORD, "rememberMe": false});
    ada.post("/sign-in/email", body).await.expect(200);
    app.clock().advance(DAY - MINUTE);
    let answer = ada.get("/get-session").await.expect(200);
    assert_eq!(answer.json()["session"]["expiresAt"], "2026-03-05T05:06:07.120Z");
    assert!(answer.set_cookies().is_empty());
    app.clock().advance(MINUTE);
    assert!(ada.get("/get-session").await.expect(200).json().is_null());
}

#[tokio::test]
async fn expired_rows_are_swept() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(3 * DAY);
    app.sign_in("ada").await.1.expect(200);
    app.clock().advance(4 * DAY + HOUR);
    assert_eq!(app.auth().sweep().await.unwrap(), 1);
    assert_eq!(app.count("sessions").await, 1);
    assert!(ada.get("/get-session").await.expect(200).json().is_null());
}

#[tokio::test]
async fn expired_rows_are_swept_in_the_background() {
    let second = Duration::from_secs(1);
    let app = TestApp::build(|builder| {
        let session = SessionOptions { sweep_interval: Some(second), ..SessionOptions::default() };
        builder.session(session).plugin(EmailPasswordPlugin::new())
    })
    .await;
    app.sign_up("ada").await;
    app.clock().advance(8 * DAY);
    let swept = async {
        let mut looks = tokio::time::interval(second / 10);
        while app.count("sessions").await > 0 {
            looks.tick().await;
        }
    };
    tokio::time::timeout(30 * second, swept).await.unwrap();
}

#[tokio::test]
async fn a_query_of_the_wrong_type_is_refused_by_field() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.get("/get-session?disableRefresh=maybe").await;
    let body = answer.expect_error(400, "VALIDATION_ERROR").json();
    assert!(body["message"].as_str().unwrap().contains("[query.disableRefresh]"), "{body}");
}

/// A session of the TypeScript original: its token, and the signature under the tests' secret.
const IMPORTED: &str = "AbCdEfGhIjKlMnOpQrStUvWxYz012345";
const SIGNATURE: &str = "Kbaz6dvWVfZcHzNaYnx0WduI69OV+vTF7bqs/UGQtDY=";

#[tokio::test]
async fn an_imported_session_goes_on_when_it_was_extended() {
    let app = app().await;
    app.sign_up("ada").await;
    let hash = better_auth_core::token::TokenHash::of(IMPORTED);
    app.execute(&format!("UPDATE sessions SET token_hash = '{}'", hash.as_str())).await;
    let old = app.browser();
    old.set_cookie("better-auth.session_token", &format!("{IMPORTED}.{SIGNATURE}"));
    app.clock().advance(2 * DAY);
    let read = old.get("/get-session").await.expect(200).json();
    let new = app.browser();
    new.set_cookie(COOKIE, &old.cookies()[COOKIE]);
    assert!(new.get("/get-session").await.json().is_object(), "the new cookie opens it");
    let token = read["session"]["token"].as_str().unwrap();
    let program = app.browser().bearer(token);
    program.get("/get-session").await.expect(200);
    program.post("/revoke-session", serde_json::json!({"token": token})).await.expect(200);
    program.get("/get-session").await.expect(401);
}
