//! Which keys are good.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_core::RequestFacts;
use better_auth_core::access::Permissions;
use better_auth_core::token::TokenHash;
use better_auth_test::TestApp;
use serde_json::json;

use crate::{MINUTE, app, app_with, given, made, refusal, service, user_of, verify, with};

/// As the npm package makes them: 64 letters, of which it stores SHA-256 in base64url.
const IMPORTED: &str = "NmQvXzLrTgYwBcKdHjFsPaUeOiWqZxSvCbGnMkRtJlAyEuIoDfVhQpTwXgLzKsBn";

#[tokio::test]
async fn an_imported_key_works() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, made) = made(&ada, json!({})).await;
    let hash = TokenHash::of(IMPORTED);
    assert_eq!(hash.as_str().len(), 43, "base64url without padding");
    let sql = format!("UPDATE api_keys SET key_hash = '{}', prefix = NULL", hash.as_str());
    assert_eq!(app.execute(&sql).await, 1);
    let verified = verify(&app, IMPORTED).await.unwrap();
    assert_eq!(verified.key.id.as_str(), made["id"]);
    let answer = ada.post("/api-key/rotate", json!({ "keyId": made["id"] })).await.expect(200);
    assert_eq!(answer.json()["key"].as_str().unwrap().len(), 64);
}

#[tokio::test]
async fn an_imported_key_of_another_generator_needs_the_option() {
    for (any_form, code) in [(false, Some("INVALID_API_KEY")), (true, None)] {
        let app = TestApp::build(with(ApiKeyPlugin::new().accept_any_form(any_form))).await;
        let (ada, _) = app.sign_up("ada").await;
        made(&ada, json!({})).await;
        let key = "legacy-0123456789";
        let hash = TokenHash::of(key);
        app.execute(&format!("UPDATE api_keys SET key_hash = '{}'", hash.as_str())).await;
        assert_eq!(verify(&app, key).await.err().map(|error| error.code()), code);
    }
}

#[tokio::test]
async fn what_is_no_key_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({})).await;
    let longer = format!("{key}a");
    let id = made["id"].as_str().unwrap();
    let hash = TokenHash::of(&key);
    let texts = ["", " ", "ba_", &key[..66], &longer, &key[3..], IMPORTED, id, hash.as_str()];
    for text in texts {
        assert_eq!(refusal(&app, text).await, "INVALID_API_KEY", "{text}");
    }
}

#[tokio::test]
async fn key_09_a_key_may_do_what_it_is_given_and_nothing_else() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let permissions = |json| serde_json::from_value::<Permissions>(json).unwrap();
    let rights = permissions(json!({ "invoice": ["read", "write"], "letter": ["read"] }));
    let (key, _) = given(&app, &user_of(&answer), |new| new.permissions = Some(rights)).await;
    let (bare, _) = given(&app, &user_of(&answer), |_| {}).await;
    let facts = RequestFacts::default();
    let service = service(&app);
    for (asked, allowed) in [
        (json!({ "invoice": ["read"] }), true),
        (json!({ "invoice": ["read", "write"], "letter": ["read"] }), true),
        (json!({ "invoice": ["delete"] }), false),
        (json!({ "letter": ["write"] }), false),
        (json!({ "invoice": ["read"], "letter": ["write"] }), false),
        (json!({ "Invoice": ["read"] }), false),
        (json!({}), false),
        (json!({ "invoice": [] }), false),
        (json!({ "invoice": ["read"], "letter": [] }), false),
    ] {
        let asked = permissions(asked);
        let answer = service.verify(&key, Some(&asked), &facts).await;
        assert_eq!(answer.is_ok(), allowed, "{asked:?}");
        let error = service.verify(&bare, Some(&asked), &facts).await.unwrap_err();
        assert_eq!(
            (error.status().as_u16(), error.code()),
            (403, "INSUFFICIENT_API_KEY_PERMISSIONS")
        );
    }
}

#[tokio::test]
async fn a_refused_question_is_no_use() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let (key, record) = given(&app, &user_of(&answer), |new| new.remaining = Some(1)).await;
    let asked = Permissions::default();
    let facts = RequestFacts::default();
    service(&app).verify(&key, Some(&asked), &facts).await.unwrap_err();
    assert_eq!(service(&app).find(&record.id).await.unwrap().remaining, Some(1));
    verify(&app, &key).await.unwrap();
    assert_eq!(refusal(&app, &key).await, "USAGE_EXCEEDED");
}

#[tokio::test]
async fn the_last_use_is_written_at_most_once_a_minute() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    let (key, record) = given(&app, &user_of(&answer), |_| {}).await;
    let service = service(&app);
    let from = |last| RequestFacts::new(Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))), None);
    let first = app.auth().now();
    service.verify(&key, None, &from(1)).await.unwrap();
    app.clock().advance(MINUTE - Duration::from_millis(1));
    service.verify(&key, None, &from(2)).await.unwrap();
    let stored = service.find(&record.id).await.unwrap();
    assert_eq!(stored.last_used_at, Some(first));
    assert_eq!(stored.last_ip_address.as_deref(), Some("192.0.2.1"));
    app.clock().advance(Duration::from_millis(1));
    service.verify(&key, None, &from(3)).await.unwrap();
    let stored = service.find(&record.id).await.unwrap();
    assert_eq!(stored.last_used_at, Some(first.plus(MINUTE)));
    assert_eq!(stored.last_ip_address.as_deref(), Some("192.0.2.3"));
    assert_eq!(stored.updated_at, record.updated_at, "a use is no change");
}

#[tokio::test]
async fn a_key_of_a_configuration_that_is_gone_is_void() {
    let two = ApiKeyPlugin::new().config("ci", ApiKeyOptions::default());
    let app = TestApp::build(with(two)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({ "configId": "ci" })).await;
    verify(&app, &key).await.unwrap();
    let app = app.restart(with(ApiKeyPlugin::new())).await;
    assert_eq!(refusal(&app, &key).await, "INVALID_API_KEY");
}

#[tokio::test]
async fn log_01_a_key_shows_in_no_debug_text() {
    let app = app_with(ApiKeyOptions::default()).await;
    let (_, answer) = app.sign_up("ada").await;
    let (key, record) = given(&app, &user_of(&answer), |_| {}).await;
    let verified = verify(&app, &key).await.unwrap();
    let text = format!("{record:?} {verified:?} {:?}", service(&app));
    assert!(!text.contains(&key[6..]) && !text.contains(TokenHash::of(&key).as_str()), "{text}");
}
