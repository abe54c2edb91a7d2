//! What an API key that stands for a session is let in to: of the routes of the framework those
//! that say so, and no other.

use better_auth::api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_test::{Browser, TestApp, TestResponse};
use serde_json::{Value, json};

use crate::without_keys;

/// The routes that take a key for a session. Whoever adds one has thought about a key that leaked.
const OPEN: &[(&str, &str)] = &[("GET", "/get-session"), ("POST", "/get-session")];

async fn app() -> TestApp {
    let keys = ApiKeyPlugin::with(ApiKeyOptions::default().sessions(true));
    TestApp::build(|builder| without_keys(builder).plugin(keys)).await
}

async fn key_of(browser: &Browser) -> String {
    let answer = browser.post("/api-key/create", json!({})).await.expect(200).json();
    answer["key"].as_str().unwrap().to_owned()
}

/// Bodies that get far: empty, and with whatever the routes ask for.
pub(crate) fn bodies() -> [Value; 2] {
    let everything = json!({
        "currentPassword": better_auth_test::PASSWORD,
        "newPassword": "an entirely new password",
        "password": better_auth_test::PASSWORD,
        "newEmail": "eve@example.com",
        "name": "Eve",
        "slug": "eve",
        "accountId": "a",
        "token": "t",
        "keyId": "k",
        "id": "i",
        "code": "123456",
        "method": "totp",
        "response": {},
        "memberIdOrEmail": "m",
        "memberId": "m",
        "role": "owner",
        "organizationId": "o",
        "invitationId": "i",
        "permissions": {},
        "data": {},
    });
    [json!({}), everything]
}

pub(crate) async fn ask(program: &Browser, method: &str, path: &str, body: &Value) -> TestResponse {
    let (kind, body) = match method {
        "GET" => (None, Vec::new()),
        _ => (Some("application/json"), body.to_string().into_bytes()),
    };
    program.send(method.parse().unwrap(), path, kind, body).await
}

/// What matters of an answer: two that differ only in a fresh challenge or token are the same.
pub(crate) fn gist(answer: &TestResponse) -> (u16, Option<Value>) {
    let refusal = answer.status.as_u16() >= 400;
    (answer.status.as_u16(), refusal.then(|| answer.json()["code"].clone()))
}

#[tokio::test]
async fn a_key_counts_for_nothing_but_where_a_route_takes_it() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let key = key_of(&ada).await;
    let stranger = app.browser().with_origin(None);
    let program = stranger.copy().with_header("x-api-key", &key);
    let document = ada.get("/reference/openapi.json").await.expect(200).json();
    let mut walked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            if operation.get("security").is_none() || OPEN.contains(&(&method, path)) {
                continue;
            }
            for body in bodies() {
                // Each in a browser of its own, so that no cookie of one is in the way of another.
                let without = ask(&stranger.copy(), &method, path, &body).await;
                let with = ask(&program.copy(), &method, path, &body).await;
                assert_eq!(gist(&with), gist(&without), "{method} {path} {body}");
            }
            walked += 1;
        }
    }
    assert!(walked >= 20, "{walked}");
    app.mailbox().take_all();
    // Nothing of it has touched the account.
    let session = ada.get("/get-session").await.expect(200).json();
    assert_eq!(session["user"]["name"], "ada");
    assert_eq!(session["user"]["email"], "ada@example.com");
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn a_key_is_let_in_where_a_route_takes_it() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let key = key_of(&ada).await;
    let program = app.browser().with_origin(None).with_header("x-api-key", &key);
    for (method, path) in OPEN {
        let answer = ask(&program, method, path, &json!({})).await.expect(200).json();
        assert_eq!(answer["user"]["name"], "ada", "{method} {path}");
    }
}
