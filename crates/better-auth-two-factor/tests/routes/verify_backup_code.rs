use better_auth_test::PASSWORD;
use better_auth_two_factor::kinds;
use serde_json::json;

use crate::{PENDING, app, challenged, code, enrolled, is_signed_in, take_notice};

const ROUTE: &str = "/two-factor/verify-backup-code";

#[tokio::test]
async fn a_sign_in_is_completed_by_a_backup_code() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let answer = browser.post(ROUTE, code(&ada.backup_codes[3])).await.expect(200).json();
    assert_eq!(browser.get("/get-session").await.json()["session"]["token"], answer["token"]);
    assert_eq!(app.count("two_factor_backup_codes").await, 9);
    assert_eq!(app.observed().of_kind(kinds::BACKUP_CODE_USED).len(), 1);
}

#[tokio::test]
async fn a_code_without_a_session_is_used_up_and_the_sign_in_goes_on_waiting() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let body = json!({ "code": ada.backup_codes[0], "disableSession": true });
    let answer = browser.post(ROUTE, body).await.expect(200).json();
    assert!(answer.get("token").is_none() && answer["user"].is_object(), "{answer}");
    assert!(!is_signed_in(&browser).await);
    assert!(browser.cookies().contains_key(PENDING));
    let again = browser.post(ROUTE, code(&ada.backup_codes[0])).await;
    again.expect_error(401, "INVALID_BACKUP_CODE");
    browser.post(ROUTE, code(&ada.backup_codes[1])).await.expect(200);
}

#[tokio::test]
async fn somebody_elses_backup_code_is_wrong() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let bob = enrolled(&app, "bob").await;
    let browser = challenged(&app, "ada").await;
    let answer = browser.post(ROUTE, code(&bob.backup_codes[0])).await;
    answer.expect_error(401, "INVALID_BACKUP_CODE");
    assert_eq!(app.count("two_factor_backup_codes").await, 20);
}

#[tokio::test]
async fn codes_that_were_never_made_are_not_asked_for() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post(ROUTE, code("aaaaa-bbbbb")).await.expect_error(400, "BACKUP_CODES_NOT_ENABLED");
    let body = json!({ "password": PASSWORD, "method": "otp" });
    ada.post("/two-factor/enable", body).await.expect(200);
    take_notice(&app, "ada");
    let browser = challenged(&app, "ada").await;
    let answer = browser.post(ROUTE, code("aaaaa-bbbbb")).await;
    answer.expect_error(400, "BACKUP_CODES_NOT_ENABLED");
}

#[tokio::test]
async fn strangers_and_malformed_bodies_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    let answer = stranger.post_raw(ROUTE, "application/json", "{").await;
    answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    let ada = enrolled(&app, "ada").await;
    for body in [json!({}), json!({ "code": 5 }), json!({ "code": "x", "disableSession": "no" })] {
        ada.browser.post(ROUTE, body).await.expect_error(400, "VALIDATION_ERROR");
    }
}
