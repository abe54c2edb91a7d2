use better_auth_core::Clock;
use better_auth_test::{PASSWORD, TestApp, Totp};
use better_auth_two_factor::{TwoFactorOptions, kinds};
use serde_json::json;

use crate::{DAY, app, app_with, code, enrolled, enrolling, is_signed_in, password, take_notice};

#[tokio::test]
async fn an_app_is_not_asked_for_before_its_first_code() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/two-factor/enable", password()).await.expect(200).json();
    assert_eq!(answer["method"], "totp");
    assert!(answer.get("totpQrCode").is_none(), "only what the original has");
    let uri = answer["totpURI"].as_str().unwrap();
    assert!(uri.starts_with("otpauth://totp/Better%20Auth:ada%40example.com?secret="), "{uri}");
    assert_eq!(answer["backupCodes"].as_array().unwrap().len(), 10);
    for backup in answer["backupCodes"].as_array().unwrap() {
        let (first, second) = backup.as_str().unwrap().split_once('-').unwrap();
        assert!(first.len() == 5 && second.len() == 5, "{backup}");
    }
    let user = ada.get("/get-session").await.json()["user"].clone();
    assert_eq!(user["twoFactorEnabled"], false);
    app.sign_in("ada").await.1.expect(200).json()["token"].as_str().unwrap();
    assert_eq!(app.observed().of_kind(kinds::ENROLMENT_STARTED).len(), 1);
}

#[tokio::test]
async fn an_app_can_be_set_up_again_until_it_is_confirmed() {
    let app = app().await;
    let first = enrolling(&app, "ada").await;
    let answer = first.browser.post("/two-factor/enable", password()).await.expect(200).json();
    let second = Totp::from_uri(answer["totpURI"].as_str().unwrap());
    let now = app.clock().now();
    assert_ne!(first.totp.secret(), second.secret());
    let old = code(&first.totp.code(now));
    first.browser.post("/two-factor/verify-totp", old).await.expect_error(401, "INVALID_CODE");
    let new = code(&second.code(now));
    first.browser.post("/two-factor/verify-totp", new).await.expect(200);
    take_notice(&app, "ada");
    assert_eq!(app.count("two_factor_backup_codes").await, 10);
}

#[tokio::test]
async fn a_confirmed_app_is_not_replaced() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let answer = ada.browser.post("/two-factor/enable", password()).await;
    answer.expect_error(400, "TOTP_ALREADY_ENABLED");
}

#[tokio::test]
async fn codes_by_mail_are_asked_for_at_once_and_the_session_is_a_new_one() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let body = json!({ "password": PASSWORD, "method": "otp" });
    let answer = ada.post("/two-factor/enable", body).await.expect(200);
    assert_eq!(answer.json(), json!({ "method": "otp" }));
    take_notice(&app, "ada");
    let current = ada.get("/get-session").await.json();
    assert_eq!(current["user"]["twoFactorEnabled"], true);
    assert_ne!(current["session"]["token"], signed_up["token"]);
    assert!(!is_signed_in(&phone).await);
    let challenge = app.sign_in("ada").await.1.expect(200).json();
    assert_eq!(challenge, json!({ "twoFactorRedirect": true, "twoFactorMethods": ["otp"] }));
}

#[tokio::test]
async fn the_password_is_asked_for() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "password": "wrong horse battery staple" })] {
        ada.post("/two-factor/enable", body).await.expect_error(400, "INVALID_PASSWORD");
    }
    assert_eq!(app.count("two_factors").await, 0);
}

#[tokio::test]
async fn who_has_no_password_needs_a_fresh_session() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    app.clock().advance(DAY);
    ada.post("/two-factor/enable", json!({})).await.expect_error(403, "SESSION_NOT_FRESH");
    app.clock().rewind(DAY);
    ada.post("/two-factor/enable", json!({})).await.expect(200);
}

#[tokio::test]
async fn strangers_are_refused_before_the_body_is_read() {
    let stranger = app().await.browser();
    let answer = stranger.post_raw("/two-factor/enable", "application/json", "{").await;
    answer.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_malformed_body_is_refused_by_field() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (field, value) in [("method", json!("sms")), ("password", json!(1)), ("issuer", json!([]))]
    {
        let mut body = password();
        body[field] = value;
        let answer = ada.post("/two-factor/enable", body).await;
        let answer = answer.expect_error(400, "VALIDATION_ERROR").json();
        assert!(answer["message"].as_str().unwrap().contains(field), "{answer}");
    }
    for issuer in ["a:b", "", " ", &"x".repeat(65), "a\nb"] {
        let body = json!({ "password": PASSWORD, "issuer": issuer });
        ada.post("/two-factor/enable", body).await.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn the_issuer_may_be_named_and_the_uri_come_as_a_picture() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({ "password": PASSWORD, "issuer": "My Shop", "qrCode": true });
    let answer = ada.post("/two-factor/enable", body).await.expect(200).json();
    assert!(answer["totpURI"].as_str().unwrap().contains("issuer=My%20Shop"), "{answer}");
    assert!(answer["totpQrCode"].as_str().unwrap().contains("<svg"));
}

#[tokio::test]
async fn what_is_switched_off_is_said() {
    let app = app_with(TwoFactorOptions::default().totp(false)).await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/two-factor/enable", password()).await;
    answer.expect_error(400, "TOTP_NOT_CONFIGURED");
    let off = better_auth_two_factor::MailedCodes::Off;
    let app: TestApp = app_with(TwoFactorOptions::default().mailed_codes(off)).await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({ "password": PASSWORD, "method": "otp" });
    ada.post("/two-factor/enable", body).await.expect_error(400, "OTP_NOT_CONFIGURED");
}
