use better_auth_core::event::kinds;
use serde_json::json;

use crate::{
    MINUTE, app, challenged, code, enrolled, enrolling, is_signed_in, mailed_code, other_than,
    take_notice,
};

const ROUTE: &str = "/two-factor/verify-otp";

#[tokio::test]
async fn a_sign_in_is_completed_by_a_mailed_code() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let mailed = mailed_code(&app, &browser, "ada").await;
    let answer = browser.post(ROUTE, code(&mailed)).await.expect(200).json();
    assert_eq!(browser.get("/get-session").await.json()["session"]["token"], answer["token"]);
    assert_eq!(app.observed().of_kind(kinds::SIGNED_IN).last().unwrap().detail, Some("otp"));
}

#[tokio::test]
async fn a_mailed_code_lasts_three_minutes() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let mailed = mailed_code(&app, &browser, "ada").await;
    app.clock().advance(3 * MINUTE);
    browser.post(ROUTE, code(&mailed)).await.expect_error(400, "OTP_HAS_EXPIRED");
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn who_is_setting_up_may_choose_mail_after_all() {
    let app = app().await;
    let ada = enrolling(&app, "ada").await;
    let mailed = mailed_code(&app, &ada.browser, "ada").await;
    let answer = ada.browser.post(ROUTE, code(&mailed)).await.expect(200).json();
    take_notice(&app, "ada");
    assert_eq!(answer["user"]["twoFactorEnabled"], true);
    assert_eq!(ada.browser.get("/get-session").await.json()["session"]["token"], answer["token"]);
    challenged(&app, "ada").await;
}

#[tokio::test]
async fn a_code_switches_nothing_on_for_who_gave_no_password() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mailed = mailed_code(&app, &ada, "ada").await;
    let answer = ada.post(ROUTE, code(&mailed)).await.expect(200).json();
    assert_eq!(answer["user"]["twoFactorEnabled"], false);
    assert!(is_signed_in(&app.sign_in("ada").await.0).await);
}

#[tokio::test]
async fn a_code_for_a_session_has_five_guesses() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mailed = mailed_code(&app, &ada, "ada").await;
    for _ in 0..5 {
        let wrong = code(&other_than(&mailed));
        ada.post(ROUTE, wrong).await.expect_error(401, "INVALID_CODE");
    }
    let answer = ada.post(ROUTE, code(&mailed)).await;
    answer.expect_error(400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE");
}

#[tokio::test]
async fn strangers_and_malformed_bodies_are_refused() {
    let app = app().await;
    let answer = app.browser().post_raw(ROUTE, "application/json", "{").await;
    answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "code": null }), json!({ "code": "1", "trustDevice": 1 })] {
        ada.post(ROUTE, body).await.expect_error(400, "VALIDATION_ERROR");
    }
}
