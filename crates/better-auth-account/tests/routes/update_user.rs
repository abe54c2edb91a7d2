use better_auth_core::event::kinds;
use better_auth_test::Browser;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{MINUTE, app};

async fn user(browser: &Browser) -> Value {
    browser.get("/get-session").await.expect(200).json()["user"].clone()
}

#[tokio::test]
async fn name_and_picture_are_changed_and_nothing_else() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    app.clock().advance(MINUTE);
    let body = json!({ "name": "Ada Lovelace", "image": "https://example.com/ada.png" });
    let answer = ada.post("/update-user", body).await.expect(200);
    assert_eq!(answer.json(), json!({"status": true}));
    let mut expected = signed_up["user"].clone();
    expected["name"] = "Ada Lovelace".into();
    expected["image"] = "https://example.com/ada.png".into();
    expected["updatedAt"] = "2026-03-04T05:07:07.120Z".into();
    assert_eq!(user(&ada).await, expected);
    assert_eq!(app.observed().of_kind(kinds::USER_UPDATED).len(), 1);
}

#[tokio::test]
async fn null_removes_the_picture() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/update-user", json!({ "image": "/ada.png" })).await.expect(200);
    ada.post("/update-user", json!({ "image": null })).await.expect(200);
    assert!(user(&ada).await["image"].is_null());
}

#[tokio::test]
async fn a_user_name_is_folded_and_its_spelling_kept_once() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/update-user", json!({ "username": "Ada_L" })).await.expect(200);
    assert_eq!(user(&ada).await["username"], "ada_l");
    assert_eq!(user(&ada).await["displayUsername"], "Ada_L");
    ada.post("/update-user", json!({ "username": "Countess" })).await.expect(200);
    assert_eq!(user(&ada).await["username"], "countess");
    assert_eq!(user(&ada).await["displayUsername"], "Ada_L");
}

#[tokio::test]
async fn pwd_15_a_taken_user_name_is_refused_in_every_spelling() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    ada.post("/update-user", json!({ "username": "Ada_L" })).await.expect(200);
    for spelling in ["ada_l", "ADA_L", "Ada_L"] {
        let answer = bob.post("/update-user", json!({ "username": spelling })).await;
        answer.expect_error(400, "USERNAME_IS_ALREADY_TAKEN");
    }
    ada.post("/update-user", json!({ "username": "ADA_L" })).await.expect(200);
    assert!(user(&bob).await["username"].is_null());
}

#[tokio::test]
async fn a_user_name_that_can_not_be_one_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (username, code) in [("ad", "USERNAME_TOO_SHORT"), ("a d a", "INVALID_USERNAME")] {
        let answer = ada.post("/update-user", json!({ "username": username })).await;
        answer.expect_error(400, code);
    }
}

#[tokio::test]
async fn pwd_12_protected_fields_are_refused_and_change_nothing() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    for field in [
        "id",
        "role",
        "emailVerified",
        "banned",
        "banReason",
        "banExpires",
        "twoFactorEnabled",
        "createdAt",
        "updatedAt",
    ] {
        let mut body = json!({ "name": "Eve" });
        body[field] = json!("admin");
        ada.post("/update-user", body).await.expect_error(400, "FIELD_NOT_ALLOWED");
    }
    let body = json!({ "name": "Eve", "email": "eve@example.com" });
    ada.post("/update-user", body).await.expect_error(400, "EMAIL_CAN_NOT_BE_UPDATED");
    assert_eq!(user(&ada).await, signed_up["user"]);
}

#[tokio::test]
async fn what_can_not_be_a_value_is_refused_by_field() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    for body in [
        json!({ "name": 5 }),
        json!({ "name": "a\u{0}b" }),
        json!({ "name": "x".repeat(5000) }),
        json!({ "image": "javascript:alert(1)" }),
        json!({ "image": 5 }),
    ] {
        let answer = ada.post("/update-user", body).await.expect_error(400, "VALIDATION_ERROR");
        assert!(answer.json()["message"].as_str().unwrap().starts_with("[body."));
    }
    assert_eq!(user(&ada).await, signed_up["user"]);
}

#[tokio::test]
async fn a_body_that_changes_nothing_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "favouriteColour": "green" }), json!({ "name": null })] {
        ada.post("/update-user", body).await.expect_error(400, "NO_FIELDS_TO_UPDATE");
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    let answer = stranger.post("/update-user", json!({ "name": "Eve" })).await;
    answer.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_take_one_user_name_at_once_one_has_it() {
    let app = app().await;
    let mut browsers = Vec::new();
    for index in 0..8 {
        browsers.push(app.sign_up(&format!("user{index}")).await.0);
    }
    let attempts = browsers
        .iter()
        .map(|browser| browser.post("/update-user", json!({ "username": "wanted" })));
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "USERNAME_IS_ALREADY_TAKEN");
    }
}
