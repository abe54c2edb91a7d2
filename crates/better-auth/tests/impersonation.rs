//! What somebody who acts in the name of another is let in to: of the routes of the framework those
//! that say so, and no other. What changes a credential must never be among them.

use better_auth::api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_test::{Browser, SoftPasskey, TestApp};
use serde_json::{Value, json};

use crate::credentials::{ask, bodies, gist};
use crate::without_keys;

/// The routes that take such a session. Whoever adds one has thought about an administrator who
/// would stay in the account.
const OPEN: &[&str] = &[
    "GET /get-session",
    "GET /organization/get-active-member",
    "GET /organization/get-active-member-role",
    "GET /organization/get-full-organization",
    "GET /organization/get-organization",
    "GET /organization/list",
    "GET /organization/list-invitations",
    "GET /organization/list-members",
    "POST /admin/has-permission",
    "POST /admin/stop-impersonating",
    "POST /get-session",
    "POST /organization/has-permission",
    "POST /organization/set-active",
    "POST /sign-out",
    "POST /update-session",
];

/// Bob as he is, and Ada in his name.
async fn acting(app: &TestApp) -> (Browser, Browser) {
    let (bob, answer) = app.sign_up("bob").await;
    SoftPasskey::new().register(&bob).await.expect(200);
    bob.post("/api-key/create", json!({})).await.expect(200);
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE users SET role = 'admin' WHERE name = 'ada'").await;
    let body = json!({ "userId": answer["user"]["id"] });
    ada.post("/admin/impersonate-user", body).await.expect(200);
    app.mailbox().take_all();
    (bob, ada)
}

/// Everything that lets somebody in, as the database has it.
async fn ways_in(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for rows in ["users", "accounts", "passkeys", "api_keys", "two_factors", "sessions"] {
        counts.push(app.count(rows).await);
    }
    counts.push(app.count("users WHERE email = 'bob@example.com' AND name = 'bob'").await);
    counts
}

#[tokio::test]
async fn who_acts_in_the_name_of_another_changes_no_credential_on_any_route() {
    let keys = ApiKeyPlugin::with(ApiKeyOptions::default().sessions(true));
    let app = TestApp::build(|builder| without_keys(builder).plugin(keys)).await;
    let (bob, ada) = acting(&app).await;
    let before = ways_in(&app).await;
    let document = ada.get("/reference/openapi.json").await.expect(200).json();
    let (mut refused, mut open) = (0, Vec::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            let route = format!("{method} {path}");
            if OPEN.contains(&route.as_str()) {
                open.push(route);
                continue;
            }
            for body in bodies() {
                let with = ask(&ada.copy(), &method, path, &body).await;
                if gist(&with) == (403, Some(json!("IMPERSONATED_SESSION"))) {
                    refused += 1;
                    continue;
                }
                // Otherwise the session has counted for nothing.
                assert!(operation.get("security").is_none(), "{route} {body}");
                let without = ask(&app.browser(), &method, path, &body).await;
                assert_eq!(gist(&with), gist(&without), "{route} {body}");
            }
        }
    }
    open.sort();
    assert_eq!(open, OPEN);
    assert!(refused >= 100, "{refused}");
    app.mailbox().take_all();
    assert_eq!(ways_in(&app).await, before);
    assert_eq!(bob.get("/get-session").await.expect(200).json()["user"]["name"], "bob");
    app.sign_in("bob").await.1.expect(200);
}

#[tokio::test]
async fn who_acts_in_the_name_of_another_sees_what_is_open() {
    let app = TestApp::build(|builder| without_keys(builder).plugin(ApiKeyPlugin::new())).await;
    let (_, ada) = acting(&app).await;
    let session: Value = ada.get("/get-session").await.expect(200).json();
    assert_eq!(session["user"]["name"], "bob");
    assert!(session["session"]["impersonatedBy"].is_string());
    ada.get("/organization/list").await.expect(200);
    let ask = json!({ "permissions": { "user": ["list"] } });
    assert_eq!(ada.post("/admin/has-permission", ask).await.expect(200).json()["success"], false);
    ada.post("/admin/stop-impersonating", json!({})).await.expect(200);
    assert_eq!(ada.get("/get-session").await.expect(200).json()["user"]["name"], "ada");
}
