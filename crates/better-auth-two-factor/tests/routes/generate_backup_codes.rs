use better_auth_two_factor::kinds;
use serde_json::json;

use crate::{app, challenged, code, enrolled, enrolling, password};

#[tokio::test]
async fn the_old_codes_are_void() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let answer = ada.browser.post("/two-factor/generate-backup-codes", password()).await;
    let answer = answer.expect(200).json();
    assert_eq!(answer["status"], true);
    let codes = answer["backupCodes"].as_array().unwrap();
    assert_eq!(codes.len(), 10);
    assert_eq!(app.count("two_factor_backup_codes").await, 10);
    let browser = challenged(&app, "ada").await;
    let old = browser.post("/two-factor/verify-backup-code", code(&ada.backup_codes[0])).await;
    old.expect_error(401, "INVALID_BACKUP_CODE");
    let new = code(codes[0].as_str().unwrap());
    browser.post("/two-factor/verify-backup-code", new).await.expect(200);
    assert_eq!(app.observed().of_kind(kinds::BACKUP_CODES_REPLACED).len(), 1);
}

#[tokio::test]
async fn without_a_second_factor_there_are_none() {
    let app = app().await;
    let ada = enrolling(&app, "ada").await;
    let answer = ada.browser.post("/two-factor/generate-backup-codes", password()).await;
    answer.expect_error(400, "TWO_FACTOR_NOT_ENABLED");
}

#[tokio::test]
async fn the_password_is_asked_for() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    for body in [json!({}), json!({ "password": "wrong horse battery staple" })] {
        let answer = ada.browser.post("/two-factor/generate-backup-codes", body).await;
        answer.expect_error(400, "INVALID_PASSWORD");
    }
    let browser = challenged(&app, "ada").await;
    let old = code(&ada.backup_codes[0]);
    browser.post("/two-factor/verify-backup-code", old).await.expect(200);
}

#[tokio::test]
async fn strangers_and_malformed_bodies_are_refused() {
    let app = app().await;
    let route = "/two-factor/generate-backup-codes";
    app.browser().post(route, password()).await.expect_error(401, "UNAUTHORIZED");
    let (ada, _) = app.sign_up("ada").await;
    ada.post(route, json!({ "password": null })).await.expect_error(400, "INVALID_PASSWORD");
    ada.post(route, json!({ "password": {} })).await.expect_error(400, "VALIDATION_ERROR");
}
