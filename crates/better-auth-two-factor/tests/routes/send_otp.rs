use std::time::Duration;

use better_auth_core::layer::rate_limit::RateLimit;
use better_auth_test::{PASSWORD, TestApp};
use better_auth_two_factor::{MailedCodes, TwoFactorOptions, TwoFactorPlugin};
use serde_json::json;

use crate::{app, app_with, challenged, code, enrolled, mailed_code, read_code, take_notice};

#[tokio::test]
async fn a_code_goes_to_the_address_of_the_account() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let answer = browser.post("/two-factor/send-otp", json!({})).await.expect(200);
    assert_eq!(answer.json(), json!({ "status": true }));
    assert_eq!(read_code(&app, "ada").len(), 6);
}

#[tokio::test]
async fn no_body_is_needed() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    browser.send(http::Method::POST, "/two-factor/send-otp", None, Vec::new()).await.expect(200);
    read_code(&app, "ada");
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old_one() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let old = mailed_code(&app, &browser, "ada").await;
    let new = mailed_code(&app, &browser, "ada").await;
    if old != new {
        let answer = browser.post("/two-factor/verify-otp", code(&old)).await;
        answer.expect_error(401, "INVALID_CODE");
    }
    browser.post("/two-factor/verify-otp", code(&new)).await.expect(200);
}

#[tokio::test]
async fn a_mailbox_is_not_flooded_and_the_last_code_stays_good() {
    let limit = RateLimit::new(2, Duration::from_secs(3600));
    let app = app_with(TwoFactorOptions::default().mail_limit(limit)).await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    mailed_code(&app, &browser, "ada").await;
    let last = mailed_code(&app, &browser, "ada").await;
    for _ in 0..5 {
        browser.post("/two-factor/send-otp", json!({})).await.expect(200);
    }
    assert!(app.mailbox().take_all().is_empty());
    browser.post("/two-factor/verify-otp", code(&last)).await.expect(200);
}

#[tokio::test]
async fn who_did_not_choose_mail_may_be_kept_from_it() {
    let options = TwoFactorOptions::default().mailed_codes(MailedCodes::Chosen);
    let app = app_with(options).await;
    enrolled(&app, "ada").await;
    let (browser, answer) = app.sign_in("ada").await;
    assert_eq!(answer.json()["twoFactorMethods"], json!(["totp"]));
    let answer = browser.post("/two-factor/send-otp", json!({})).await;
    answer.expect_error(400, "OTP_NOT_ENABLED");

    let (bob, _) = app.sign_up("bob").await;
    let body = json!({ "password": PASSWORD, "method": "otp" });
    bob.post("/two-factor/enable", body).await.expect(200);
    take_notice(&app, "bob");
    let browser = challenged(&app, "bob").await;
    let mailed = mailed_code(&app, &browser, "bob").await;
    browser.post("/two-factor/verify-otp", code(&mailed)).await.expect(200);
}

#[tokio::test]
async fn an_application_that_sends_no_mail_says_so() {
    let off = TwoFactorOptions::default().mailed_codes(MailedCodes::Off);
    let app = app_with(off).await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/two-factor/send-otp", json!({})).await;
    answer.expect_error(400, "OTP_NOT_CONFIGURED");
}

#[tokio::test]
async fn an_application_without_any_second_factor_does_not_start() {
    let options = TwoFactorOptions::default().totp(false).mailed_codes(MailedCodes::Off);
    let app = app().await;
    let builder = better_auth_core::BetterAuth::builder(app.adapter().clone());
    let builder = builder.secret("0123456789abcdefghijklmnopqrstuvwxyz-another");
    let error = builder.plugin(TwoFactorPlugin::with(options)).build().await.unwrap_err();
    assert!(error.to_string().contains("two_factor.totp"), "{error}");
    let _: &TestApp = &app;
}

#[tokio::test]
async fn tfa_16_strangers_are_refused_whoever_they_name() {
    let app = app().await;
    let (_, ada) = app.sign_up("ada").await;
    let body = json!({ "userId": ada["user"]["id"], "email": "ada@example.com" });
    let answer = app.browser().post("/two-factor/send-otp", body).await;
    answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
}
