use better_auth_test::{PASSWORD, Totp};
use serde_json::json;

use crate::{app, enrolled, enrolling, password};

#[tokio::test]
async fn the_uri_is_that_of_the_enrolment() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let answer = ada.browser.post("/two-factor/get-totp-uri", password()).await.expect(200).json();
    assert_eq!(answer.as_object().unwrap().len(), 1, "only what the original has");
    assert_eq!(Totp::from_uri(answer["totpURI"].as_str().unwrap()).secret(), ada.totp.secret());
    let body = json!({ "password": PASSWORD, "qrCode": true });
    let answer = ada.browser.post("/two-factor/get-totp-uri", body).await.expect(200).json();
    assert!(answer["totpQrCode"].as_str().unwrap().contains("<svg"));
}

#[tokio::test]
async fn the_password_is_asked_for() {
    let app = app().await;
    let ada = enrolling(&app, "ada").await;
    for body in [json!({}), json!({ "password": "wrong horse battery staple" })] {
        let answer = ada.browser.post("/two-factor/get-totp-uri", body).await;
        answer.expect_error(400, "INVALID_PASSWORD");
    }
}

#[tokio::test]
async fn without_an_app_there_is_none() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/two-factor/get-totp-uri", password()).await;
    answer.expect_error(400, "TOTP_NOT_ENABLED");
}

#[tokio::test]
async fn strangers_and_malformed_bodies_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    stranger.post("/two-factor/get-totp-uri", password()).await.expect_error(401, "UNAUTHORIZED");
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/two-factor/get-totp-uri", json!({ "password": 5 })).await;
    answer.expect_error(400, "VALIDATION_ERROR");
}
