use better_auth_two_factor::kinds;
use serde_json::json;

use crate::{TRUST, app, challenged, code, enrolled, is_signed_in, password, take_notice};

#[tokio::test]
async fn nothing_is_left_and_the_session_is_a_new_one() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let phone = challenged(&app, "ada").await;
    let body = json!({ "code": ada.next_code(&app), "trustDevice": true });
    phone.post("/two-factor/verify-totp", body).await.expect(200);
    let old = phone.get("/get-session").await.json()["session"]["token"].clone();
    let answer = phone.post("/two-factor/disable", password()).await.expect(200);
    take_notice(&app, "ada");
    assert_eq!(answer.json(), json!({ "status": true }));
    let current = phone.get("/get-session").await.json();
    assert_eq!(current["user"]["twoFactorEnabled"], false);
    assert_ne!(current["session"]["token"], old);
    assert!(!is_signed_in(&ada.browser).await, "the other sessions end");
    assert!(!phone.cookies().contains_key(TRUST));
    for table in ["two_factors", "two_factor_backup_codes", "trusted_devices"] {
        assert_eq!(app.count(table).await, 0, "{table}");
    }
    assert!(is_signed_in(&app.sign_in("ada").await.0).await);
    assert_eq!(app.observed().of_kind(kinds::DISABLED).len(), 1);
}

#[tokio::test]
async fn tfa_11_a_wrong_password_or_none_disables_nothing() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    for body in [json!({}), json!({ "password": "wrong horse battery staple" })] {
        let answer = ada.browser.post("/two-factor/disable", body).await;
        answer.expect_error(400, "INVALID_PASSWORD");
    }
    challenged(&app, "ada").await;
}

#[tokio::test]
async fn who_has_no_password_needs_the_second_factor() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    app.clock().advance(crate::HOUR);
    let answer = ada.browser.post("/two-factor/disable", json!({})).await;
    answer.expect_error(403, "SECOND_FACTOR_REQUIRED");
    let code = code(&ada.next_code(&app));
    ada.browser.post("/two-factor/verify-totp", code).await.expect(200);
    ada.browser.post("/two-factor/disable", json!({})).await.expect(200);
    take_notice(&app, "ada");
}

#[tokio::test]
async fn a_sign_in_that_waits_is_void() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    ada.browser.post("/two-factor/disable", password()).await.expect(200);
    take_notice(&app, "ada");
    let answer = browser.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await;
    answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
}

#[tokio::test]
async fn somebody_elses_second_factor_stays() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    enrolled(&app, "bob").await;
    ada.browser.post("/two-factor/disable", password()).await.expect(200);
    take_notice(&app, "ada");
    challenged(&app, "bob").await;
}

#[tokio::test]
async fn strangers_and_malformed_bodies_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    stranger.post("/two-factor/disable", password()).await.expect_error(401, "UNAUTHORIZED");
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/two-factor/disable", json!({ "password": [] })).await;
    answer.expect_error(400, "VALIDATION_ERROR");
    let answer = ada.post_raw("/two-factor/disable", "application/json", "{").await;
    answer.expect_error(400, "BAD_REQUEST");
}
