use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin, kinds};
use better_auth_test::TestApp;
use serde_json::{Value, json};

use crate::{DAY, app, app_with, given, listed, made, user_of, verify, with};

const PATH: &str = "/api-key/create";

#[tokio::test]
async fn key_08_a_key_is_shown_once_and_only_its_hash_is_stored() {
    let app = app().await;
    let (ada, answer) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "name": "ci" })).await;
    assert!(key.starts_with("ba_") && key.len() == 67, "{key}");
    assert_eq!(made["start"], key[..6]);
    assert_eq!(made["prefix"], "ba_");
    assert_eq!(made["name"], "ci");
    assert_eq!(made["configId"], "default");
    assert_eq!(made["referenceId"], answer["user"]["id"]);
    assert_eq!(made["enabled"], true);
    assert_eq!(made["requestCount"], 0);
    for field in ["remaining", "expiresAt", "metadata", "permissions", "lastRequest"] {
        assert_eq!(made[field], Value::Null, "{field}");
    }
    for text in [key.as_str(), &key[6..]] {
        assert!(app.columns_with(text).await.is_empty());
    }
    let list = ada.get("/api-key/list").await.expect(200);
    assert!(!list.text().contains(&key[6..]) && !list.text().contains("\"key\""));
    let verified = verify(&app, &key).await.unwrap();
    assert_eq!(verified.user.unwrap().id, user_of(&answer));
    assert_eq!(app.observed().of_kind(kinds::API_KEY_CREATED).len(), 1);
}

#[tokio::test]
async fn ses_13_the_answer_is_not_kept_in_caches() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post(PATH, json!({})).await.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn key_01_nobody_makes_a_key_without_a_session() {
    let app = app().await;
    let (_, victim) = app.sign_up("victim").await;
    let body = json!({ "userId": victim["user"]["id"], "name": "x" });
    for browser in [app.browser(), app.browser().with_origin(None)] {
        browser.post(PATH, body.clone()).await.expect_error(401, "UNAUTHORIZED_SESSION");
        browser.post(PATH, json!({})).await.expect_error(401, "UNAUTHORIZED_SESSION");
    }
    assert_eq!(app.count("api_keys").await, 0);
}

#[tokio::test]
async fn key_02_a_key_is_never_made_for_somebody_else() {
    let app = app().await;
    let (eve, own) = app.sign_up("eve").await;
    let (_, victim) = app.sign_up("victim").await;
    for id in [&victim["user"]["id"], &own["user"]["id"], &Value::Null] {
        let answer = eve.post(PATH, json!({ "userId": id })).await;
        answer.expect_error(401, "UNAUTHORIZED_SESSION");
    }
    assert_eq!(app.count("api_keys").await, 0);
}

#[tokio::test]
async fn key_02_what_a_key_is_worth_is_not_the_clients_to_say() {
    let app = app().await;
    let (eve, _) = app.sign_up("eve").await;
    for (field, value) in [
        ("remaining", json!(1000)),
        ("refillAmount", json!(10)),
        ("refillInterval", json!(1000)),
        ("rateLimitMax", json!(1_000_000)),
        ("rateLimitTimeWindow", json!(1)),
        ("rateLimitEnabled", json!(false)),
        ("permissions", json!({ "invoice": ["write"] })),
    ] {
        let answer = eve.post(PATH, json!({ field: value })).await;
        answer.expect_error(400, "SERVER_ONLY_PROPERTY");
    }
    assert_eq!(app.count("api_keys").await, 0);
    // The client of the npm package may send it; it says nothing.
    eve.post(PATH, json!({ "remaining": null })).await.expect(200);
}

async fn refused(app: &TestApp, body: Value, code: &str) {
    let name = format!("u{}", app.count("users").await);
    let (browser, _) = app.sign_up(&name).await;
    browser.post(PATH, body.clone()).await.expect_error(400, code);
    assert_eq!(app.count("api_keys").await, 0, "{body}");
}

#[tokio::test]
async fn inp_11_a_life_that_can_not_be_is_refused() {
    let app = app().await;
    for life in [json!(-1), json!(0.5), json!(1e308), json!("1"), json!([]), json!(true)] {
        refused(&app, json!({ "expiresIn": life }), "VALIDATION_ERROR").await;
    }
    for life in [0, 1, 86_399] {
        refused(&app, json!({ "expiresIn": life }), "EXPIRES_IN_IS_TOO_SMALL").await;
    }
    for life in [31_536_001_u64, 1 << 53, u64::MAX] {
        refused(&app, json!({ "expiresIn": life }), "EXPIRES_IN_IS_TOO_LARGE").await;
    }
}

#[tokio::test]
async fn names_and_prefixes_have_bounds() {
    let app = app().await;
    for name in ["", &"n".repeat(33)] {
        refused(&app, json!({ "name": name }), "INVALID_NAME_LENGTH").await;
    }
    for prefix in ["", &"p".repeat(33)] {
        refused(&app, json!({ "prefix": prefix }), "INVALID_PREFIX_LENGTH").await;
    }
    for body in [
        json!({ "prefix": "a b" }),
        json!({ "prefix": "ä" }),
        json!({ "name": "a\u{0}b" }),
        json!({ "name": 7 }),
        json!({ "configId": 7 }),
    ] {
        refused(&app, body, "VALIDATION_ERROR").await;
    }
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "prefix": "acme-live_", "name": "Ünïcode 🔑" })).await;
    assert!(key.starts_with("acme-live_"));
    assert_eq!(made["prefix"], "acme-live_");
    assert_eq!(made["name"], "Ünïcode 🔑");
    verify(&app, &key).await.unwrap();
}

#[tokio::test]
async fn metadata_is_an_object_where_it_is_on() {
    let off = app().await;
    refused(&off, json!({ "metadata": { "a": 1 } }), "METADATA_DISABLED").await;
    let app = app_with(ApiKeyOptions::default().metadata(true)).await;
    for metadata in [json!([1]), json!("text"), json!(1), json!(true)] {
        refused(&app, json!({ "metadata": metadata }), "INVALID_METADATA_TYPE").await;
    }
    let large = json!({ "metadata": { "a": "x".repeat(4096) } });
    refused(&app, large, "VALIDATION_ERROR").await;
    let (ada, _) = app.sign_up("ada").await;
    let metadata = json!({ "plan": "pro", "tags": ["a", null], "deep": { "n": 1 } });
    let (_, made) = made(&ada, json!({ "metadata": metadata })).await;
    assert_eq!(made["metadata"], metadata);
    let path = format!("/api-key/get?id={}", made["id"].as_str().unwrap());
    assert_eq!(ada.get(&path).await.expect(200).json()["metadata"], metadata);
}

#[tokio::test]
async fn a_configuration_decides_what_may_be_left_out() {
    let options = ApiKeyOptions::default().require_name(true).no_custom_expiry().prefix("acme_");
    let app = app_with(options.expires_in(7 * DAY).start_length(0)).await;
    refused(&app, json!({}), "NAME_REQUIRED").await;
    refused(&app, json!({ "name": "a", "expiresIn": 864_000 }), "KEY_DISABLED_EXPIRATION").await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "name": "a" })).await;
    assert!(key.starts_with("acme_"));
    assert_eq!(made["start"], Value::Null);
    assert_eq!(made["expiresAt"], "2026-03-11T05:06:07.120Z");
}

#[tokio::test]
async fn key_08_no_prefix_lets_more_of_a_key_be_kept() {
    let options = ApiKeyOptions::default().prefix("a".repeat(24)).length(32).start_length(32);
    let app = app_with(options).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, made) = made(&ada, json!({ "prefix": "b" })).await;
    assert_eq!(made["start"], key[..9]);
    let rotated = ada.post("/api-key/rotate", json!({ "keyId": made["id"] })).await.json();
    assert_eq!(rotated["start"].as_str().unwrap().len(), 9);
}

#[tokio::test]
async fn clients_make_no_key_of_a_configuration_for_server_code() {
    let partner = ApiKeyOptions::default().made_by_clients(false);
    let plugin = ApiKeyPlugin::new().config("partner", partner);
    let app = TestApp::build(with(plugin)).await;
    let (ada, answer) = app.sign_up("ada").await;
    let body = json!({ "configId": "partner" });
    let refused = ada.post("/api-key/create", body).await;
    refused.expect_error(400, "API_KEY_CONFIGURATION_NOT_FOUND");
    let (key, _) = given(&app, &user_of(&answer), |new| new.config = Some("partner".into())).await;
    verify(&app, &key).await.unwrap();
    let body = json!({ "keyId": listed(&ada).await[0]["id"], "name": "ci" });
    ada.post("/api-key/update", body).await.expect(200);
}

#[tokio::test]
async fn an_unknown_configuration_is_refused() {
    let app = app().await;
    refused(&app, json!({ "configId": "other" }), "API_KEY_CONFIGURATION_NOT_FOUND").await;
}

#[tokio::test]
async fn dos_06_nobody_makes_keys_without_end() {
    let app = app_with(ApiKeyOptions::default().max_keys(2)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    for _ in 0..2 {
        made(&ada, json!({})).await;
    }
    ada.post(PATH, json!({})).await.expect_error(400, "TOO_MANY_API_KEYS");
    made(&bob, json!({})).await;
}
