//! Every route that wants a session, tried with tokens that open none.

use better_auth_test::{Browser, TestApp};
use http::Method;
use serde_json::json;

use crate::{COOKIE, app};

const ROUTES: [(Method, &str); 9] = [
    (Method::GET, "/list-sessions"),
    (Method::GET, "/list-accounts"),
    (Method::POST, "/revoke-session"),
    (Method::POST, "/revoke-sessions"),
    (Method::POST, "/revoke-other-sessions"),
    (Method::POST, "/unlink-account"),
    (Method::POST, "/update-session"),
    (Method::POST, "/update-user"),
    (Method::POST, "/delete-user"),
];

/// Calls every route, and checks that each refuses and that nothing has changed.
async fn refused_everywhere(app: &TestApp, browser: &Browser) {
    let counts = async || (app.count("users").await, app.count("sessions").await);
    let before = counts().await;
    for (method, route) in ROUTES {
        let answer = browser.send(method, route, Some("application/json"), b"{}".to_vec()).await;
        answer.expect_error(401, "UNAUTHORIZED");
    }
    assert_eq!(counts().await, before);
}

/// A browser with the token as its cookie, and a program with the token as its bearer token.
fn presenting(app: &TestApp, token: &str) -> [Browser; 2] {
    let browser = app.browser();
    browser.set_cookie(COOKIE, token);
    [browser, app.browser().bearer(token)]
}

#[tokio::test]
async fn no_token_opens_no_route() {
    let app = app().await;
    app.sign_up("ada").await;
    refused_everywhere(&app, &app.browser()).await;
}

#[tokio::test]
async fn forged_and_truncated_tokens_open_no_route() {
    let app = app().await;
    let token = app.sign_up("ada").await.1["token"].as_str().unwrap().to_owned();
    let other = if token.ends_with('A') { 'B' } else { 'A' };
    let forged = format!("{}{other}", &token[..token.len() - 1]);
    let halves = [&token[..token.len() - 1], &token[..token.len() / 2], "session_"];
    for wrong in halves.into_iter().chain([forged.as_str(), "x"]) {
        for sender in presenting(&app, wrong) {
            refused_everywhere(&app, &sender).await;
        }
    }
}

#[tokio::test]
async fn expired_tokens_open_no_route() {
    let app = app().await;
    let token = app.sign_up("ada").await.1["token"].as_str().unwrap().to_owned();
    app.execute("UPDATE sessions SET expires_at = '2020-01-01 00:00:00'").await;
    for sender in presenting(&app, &token) {
        refused_everywhere(&app, &sender).await;
    }
}

#[tokio::test]
async fn revoked_tokens_open_no_route() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let token = signed_up["token"].as_str().unwrap();
    ada.post("/revoke-sessions", json!({})).await.expect(200);
    for sender in presenting(&app, token) {
        refused_everywhere(&app, &sender).await;
    }
}

#[tokio::test]
async fn a_page_of_another_site_reaches_no_route_that_changes_something() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let foreign = ada.clone().with_origin(Some("https://evil.com"));
    for (method, route) in ROUTES.into_iter().filter(|(method, _)| method == Method::POST) {
        let answer = foreign.send(method, route, Some("application/json"), b"{}".to_vec()).await;
        answer.expect_error(403, "INVALID_ORIGIN");
    }
    assert!(ada.get("/get-session").await.expect(200).json().is_object());
}
