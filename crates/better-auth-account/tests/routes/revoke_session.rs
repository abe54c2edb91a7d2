use better_auth_core::event::kinds;
use serde_json::{Value, json};

use crate::app;

async fn own_id(browser: &better_auth_test::Browser) -> Value {
    browser.get("/get-session").await.json()["session"]["id"].clone()
}

async fn handle_of(lister: &better_auth_test::Browser, id: &Value) -> Value {
    let listed = lister.get("/list-sessions").await.expect(200).json();
    let found = listed.as_array().unwrap().iter().find(|session| session["id"] == *id).cloned();
    found.unwrap()["token"].clone()
}

#[tokio::test]
async fn a_listed_session_is_ended_by_its_handle() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let handle = handle_of(&ada, &own_id(&phone).await).await;
    let answer = ada.post("/revoke-session", json!({ "token": handle })).await.expect(200);
    assert_eq!(answer.json(), json!({"status": true}));
    assert!(phone.get("/get-session").await.json().is_null());
    assert!(ada.get("/get-session").await.json().is_object());
    assert_eq!(app.observed().of_kind(kinds::SESSIONS_REVOKED).len(), 1);
}

#[tokio::test]
async fn a_session_is_ended_by_its_token() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (phone, signed_in) = app.sign_in("ada").await;
    ada.post("/revoke-session", json!({ "token": signed_in.json()["token"] })).await.expect(200);
    assert!(phone.get("/get-session").await.json().is_null());
}

#[tokio::test]
async fn ses_05_somebody_elses_session_stays() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, signed_up) = app.sign_up("bob").await;
    let handle = handle_of(&bob, &own_id(&bob).await).await;
    for token in [handle, signed_up["token"].clone()] {
        let answer = ada.post("/revoke-session", json!({ "token": token })).await.expect(200);
        assert_eq!(answer.json(), json!({"status": true}));
    }
    assert!(bob.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn an_unknown_session_is_answered_like_a_foreign_one() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for token in ["", "handle_", "handle_unknown", "session_x", "' OR 1=1 --"] {
        let answer = ada.post("/revoke-session", json!({ "token": token })).await.expect(200);
        assert_eq!(answer.json(), json!({"status": true}));
    }
    assert!(ada.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn strangers_are_refused_before_the_body_is_read() {
    let app = app().await;
    let stranger = app.browser();
    stranger
        .post_raw("/revoke-session", "application/json", "{")
        .await
        .expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_body_without_a_token_is_refused_by_field() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({"token": 5}), json!({"token": null})] {
        let answer = ada.post("/revoke-session", body).await.expect_error(400, "VALIDATION_ERROR");
        assert!(answer.json()["message"].as_str().unwrap().contains("[body"), "{}", answer.text());
    }
}
