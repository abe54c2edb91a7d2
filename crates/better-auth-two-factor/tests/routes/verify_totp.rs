use better_auth_core::Clock;
use better_auth_core::event::kinds as core_kinds;
use better_auth_test::PASSWORD;
use better_auth_two_factor::kinds;
use serde_json::json;

use crate::{
    MINUTE, PENDING, SESSION, STEP, app, challenged, code, enrolled, enrolling, is_signed_in,
    take_notice,
};

#[tokio::test]
async fn the_first_code_switches_the_app_on_and_the_answer_has_a_live_token() {
    let app = app().await;
    let ada = enrolling(&app, "ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let old = ada.browser.get("/get-session").await.json()["session"]["token"].clone();
    let first = code(&ada.totp.code(app.clock().now()));
    let answer = ada.browser.post("/two-factor/verify-totp", first).await.expect(200);
    take_notice(&app, "ada");
    assert_eq!(answer.header("set-auth-token"), answer.json()["token"].as_str());
    let body = answer.json();
    assert_eq!(body["user"]["twoFactorEnabled"], true);
    let current = ada.browser.get("/get-session").await.json();
    assert_eq!(current["session"]["token"], body["token"]);
    assert_eq!(current["user"], body["user"]);
    let program = app.browser().bearer(body["token"].as_str().unwrap());
    program.get("/list-sessions").await.expect(200);
    let void = app.browser().bearer(old.as_str().unwrap());
    void.get("/get-session").await.expect_error(401, "UNAUTHORIZED");
    assert!(!is_signed_in(&phone).await, "the other sessions have no second factor");
    assert_eq!(app.observed().of_kind(kinds::ENABLED).len(), 1);
}

#[tokio::test]
async fn a_sign_in_is_completed_by_a_code() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let (browser, challenge) = app.sign_in("ada").await;
    let body = challenge.json();
    assert_eq!(body, json!({ "twoFactorRedirect": true, "twoFactorMethods": ["totp", "otp"] }));
    let cookie = challenge.set_cookies().remove(0);
    for part in ["Max-Age=600", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.starts_with(PENDING) && cookie.contains(part), "{cookie}");
    }
    let code = code(&ada.next_code(&app));
    let answer = browser.post("/two-factor/verify-totp", code).await.expect(200);
    let body = answer.json();
    assert_eq!(body["user"]["twoFactorEnabled"], true);
    assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
    let current = browser.get("/get-session").await.json();
    assert_eq!(current["session"]["token"], body["token"]);
    assert!(!browser.cookies().contains_key(PENDING));
    assert_eq!(app.observed().of_kind(core_kinds::SIGN_IN_CHALLENGED).len(), 1);
    let opened = app.observed().of_kind(core_kinds::SIGNED_IN);
    assert_eq!(opened.last().unwrap().detail, Some("totp"));
}

#[tokio::test]
async fn what_the_first_factor_was_told_to_remember_is_remembered() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = app.browser();
    let body = json!({ "email": "ada@example.com", "password": PASSWORD, "rememberMe": false });
    browser.post("/sign-in/email", body).await.expect(200);
    let answer = browser.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await;
    let cookies = answer.expect(200).set_cookies();
    let session = cookies.iter().find(|cookie| cookie.starts_with(SESSION)).unwrap();
    assert!(!session.contains("Max-Age"), "{session}");
}

#[tokio::test]
async fn a_code_may_have_a_gap() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let digits = ada.next_code(&app);
    let typed = code(&format!(" {} {}\n", &digits[..3], &digits[3..]));
    browser.post("/two-factor/verify-totp", typed).await.expect(200);
}

#[tokio::test]
async fn a_wrong_code_opens_nothing() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let wrong = code(&ada.wrong_code(&app));
    browser.post("/two-factor/verify-totp", wrong).await.expect_error(401, "INVALID_CODE");
    assert!(!is_signed_in(&browser).await);
    assert_eq!(app.observed().of_kind(kinds::FAILED).len(), 1);
    let right = code(&ada.next_code(&app));
    browser.post("/two-factor/verify-totp", right).await.expect(200);
}

#[tokio::test]
async fn somebody_elses_code_is_wrong() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let bob = enrolled(&app, "bob").await;
    let browser = challenged(&app, "ada").await;
    let code = code(&bob.next_code(&app));
    browser.post("/two-factor/verify-totp", code).await.expect_error(401, "INVALID_CODE");
}

#[tokio::test]
async fn without_an_app_there_is_nothing_to_verify() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/two-factor/verify-totp", code("123456")).await;
    answer.expect_error(400, "TOTP_NOT_ENABLED");
    let body = json!({ "password": PASSWORD, "method": "otp" });
    ada.post("/two-factor/enable", body).await.expect(200);
    take_notice(&app, "ada");
    let browser = challenged(&app, "ada").await;
    let answer = browser.post("/two-factor/verify-totp", code("123456")).await;
    answer.expect_error(400, "TOTP_NOT_ENABLED");
}

#[tokio::test]
async fn a_pending_sign_in_lasts_ten_minutes() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let (early, late) = (challenged(&app, "ada").await, challenged(&app, "ada").await);
    app.clock().advance(10 * MINUTE - STEP);
    app.clock().rewind(STEP);
    early.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await.expect(200);
    app.clock().advance(STEP);
    let answer = late.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await;
    let answer = answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    assert!(answer.set_cookies()[0].contains("Max-Age=0"), "the browser forgets it");
}

#[tokio::test]
async fn in_a_browser_with_another_persons_session_the_pending_sign_in_counts() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let (browser, _) = app.sign_up("bob").await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    browser.post("/sign-in/email", body).await.expect(200);
    assert_eq!(browser.get("/get-session").await.json()["user"]["name"], "bob");
    let code = code(&ada.next_code(&app));
    browser.post("/two-factor/verify-totp", code).await.expect(200);
    assert_eq!(browser.get("/get-session").await.json()["user"]["name"], "ada");
}

#[tokio::test]
async fn a_sign_in_that_opens_a_session_forgets_the_pending_one() {
    let app = app().await;
    enrolled(&app, "ada").await;
    app.sign_up("bob").await;
    let browser = challenged(&app, "ada").await;
    let body = json!({ "email": "bob@example.com", "password": PASSWORD });
    browser.post("/sign-in/email", body).await.expect(200);
    assert!(!browser.cookies().contains_key(PENDING));
}
