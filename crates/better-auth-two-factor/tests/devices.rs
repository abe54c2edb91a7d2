//! Trusted devices.

use better_auth_test::{Browser, PASSWORD, TestApp, TestResponse};
use better_auth_two_factor::{TwoFactorOptions, kinds};
use serde_json::json;

use crate::{
    DAY, MINUTE, Member, TRUST, app, app_with, assert_challenged, challenged, code, enrol,
    enrolled, is_signed_in, password, take_notice,
};

const LIST: &str = "/two-factor/list-trusted-devices";
const REVOKE: &str = "/two-factor/revoke-trusted-device";

/// A browser that skips the second factor of a member from now on, signed out.
async fn trusted(app: &TestApp, member: &Member, name: &str) -> Browser {
    let browser = challenged(app, name).await;
    let body = json!({ "code": member.next_code(app), "trustDevice": true });
    browser.post("/two-factor/verify-totp", body).await.expect(200);
    browser.post("/sign-out", json!({})).await.expect(200);
    browser
}

async fn sign_in(browser: &Browser, name: &str) -> TestResponse {
    let body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
    browser.post("/sign-in/email", body).await
}

#[tokio::test]
async fn a_trusted_device_skips_the_second_factor_and_gets_another_cookie() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let body = json!({ "code": ada.next_code(&app), "trustDevice": true });
    let answer = browser.post("/two-factor/verify-totp", body).await.expect(200);
    let cookies = answer.set_cookies();
    let cookie = cookies.iter().find(|cookie| cookie.starts_with(TRUST)).unwrap();
    for part in ["Max-Age=2592000", "HttpOnly", "SameSite=Lax", "!trust-device-"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    browser.post("/sign-out", json!({})).await.expect(200);
    let (old, first) = (browser.copy(), browser.cookies()[TRUST].clone());
    assert!(sign_in(&browser, "ada").await.expect(200).json()["token"].is_string());
    assert!(is_signed_in(&browser).await);
    assert_ne!(browser.cookies()[TRUST], first);
    assert_challenged(&sign_in(&old, "ada").await);
    assert_eq!(app.observed().of_kind(kinds::DEVICE_USED).len(), 1);
}

#[tokio::test]
async fn a_device_is_trusted_by_a_backup_code_and_a_mailed_code_as_well() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let body = json!({ "code": ada.backup_codes[0], "trustDevice": true });
    browser.post("/two-factor/verify-backup-code", body).await.expect(200);
    assert!(sign_in(&browser, "ada").await.json()["token"].is_string());
    let browser = challenged(&app, "ada").await;
    let mailed = crate::mailed_code(&app, &browser, "ada").await;
    let body = json!({ "code": mailed, "trustDevice": true });
    browser.post("/two-factor/verify-otp", body).await.expect(200);
    assert!(sign_in(&browser, "ada").await.json()["token"].is_string());
}

#[tokio::test]
async fn trust_ends_thirty_days_after_the_last_use() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = trusted(&app, &ada, "ada").await;
    app.clock().advance(29 * DAY);
    assert!(sign_in(&browser, "ada").await.json()["token"].is_string());
    app.clock().advance(29 * DAY);
    assert!(sign_in(&browser, "ada").await.json()["token"].is_string());
    app.clock().advance(30 * DAY);
    assert_challenged(&sign_in(&browser, "ada").await);
    assert!(!browser.cookies().contains_key(TRUST), "the browser forgets it");
}

#[tokio::test]
async fn tfa_13_trust_skips_only_for_its_owner() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    enrolled(&app, "bob").await;
    let browser = trusted(&app, &ada, "ada").await;
    assert_challenged(&sign_in(&browser, "bob").await);
    assert!(sign_in(&browser, "ada").await.json()["token"].is_string());
}

#[tokio::test]
async fn tfa_13_a_cookie_that_was_bent_to_another_owner_skips_nothing() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let bob = enrolled(&app, "bob").await;
    let (adas, bobs) = (trusted(&app, &ada, "ada").await, trusted(&app, &bob, "bob").await);
    let (ada_cookie, bob_cookie) = (adas.cookies()[TRUST].clone(), bobs.cookies()[TRUST].clone());
    let (tag, _) = ada_cookie.split_once('!').unwrap();
    let (_, name) = bob_cookie.split_once('!').unwrap();
    for forged in [format!("{tag}!{name}"), name.to_owned(), "!".to_owned(), String::new()] {
        let browser = app.browser();
        browser.set_cookie(TRUST, &forged);
        assert_challenged(&sign_in(&browser, "ada").await);
        assert_challenged(&sign_in(&browser, "bob").await);
    }
}

#[tokio::test]
async fn tfa_17_a_changed_password_ends_all_trust() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = trusted(&app, &ada, "ada").await;
    let new = "another horse another staple";
    let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
    ada.browser.post("/change-password", body).await.expect(200);
    take_notice(&app, "ada");
    let body = json!({ "email": "ada@example.com", "password": new });
    assert_challenged(&browser.post("/sign-in/email", body).await);
    assert_eq!(ada.browser.get(LIST).await.expect(200).json(), json!([]));
}

#[tokio::test]
async fn tfa_17_a_reset_password_ends_all_trust() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = trusted(&app, &ada, "ada").await;
    let body = json!({ "email": "ada@example.com", "redirectTo": "/choose" });
    browser.post("/request-password-reset", body).await.expect(200);
    let text = app.mailbox().take_to("ada@example.com").text;
    let link = text.lines().find(|line| line.contains("/reset-password/")).unwrap();
    let token = link.split("/reset-password/").nth(1).unwrap().split('?').next().unwrap();
    let new = "another horse another staple";
    let body = json!({ "newPassword": new, "token": token });
    browser.post("/reset-password", body).await.expect(200);
    take_notice(&app, "ada");
    let body = json!({ "email": "ada@example.com", "password": new });
    assert_challenged(&browser.post("/sign-in/email", body).await);
}

#[tokio::test]
async fn tfa_17_a_second_factor_that_is_set_up_anew_trusts_no_old_device() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = trusted(&app, &ada, "ada").await;
    ada.browser.post("/two-factor/disable", password()).await.expect(200);
    take_notice(&app, "ada");
    let ada = enrol(ada.browser).await;
    let first = code(&ada.next_code(&app));
    ada.browser.post("/two-factor/verify-totp", first).await.expect(200);
    take_notice(&app, "ada");
    assert_challenged(&sign_in(&browser, "ada").await);
}

#[tokio::test]
async fn a_trusted_device_is_not_locked_out_by_guesses_elsewhere() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = trusted(&app, &ada, "ada").await;
    for _ in 0..3 {
        let guesser = challenged(&app, "ada").await;
        for _ in 0..4 {
            guesser.post("/two-factor/verify-totp", code(&ada.wrong_code(&app))).await;
        }
    }
    assert!(sign_in(&browser, "ada").await.expect(200).json()["token"].is_string());
}

#[tokio::test]
async fn devices_are_listed_and_revoked() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let first = trusted(&app, &ada, "ada").await;
    let second = trusted(&app, &ada, "ada").await;
    app.clock().advance(MINUTE);
    sign_in(&first, "ada").await.expect(200);
    let list = first.get(LIST).await.expect(200).json();
    let current: Vec<_> = list.as_array().unwrap().iter().map(|it| &it["current"]).collect();
    assert_eq!(current, [true, false], "the last used first: {list}");
    assert_eq!(list[0]["ipAddress"], "127.0.0.1");
    let trusted = second.cookies()[TRUST].clone();
    assert!(!list.to_string().contains(trusted.split('!').next_back().unwrap()));

    first.post(REVOKE, json!({ "id": list[1]["id"] })).await.expect(200);
    assert_challenged(&sign_in(&second, "ada").await);
    assert!(sign_in(&first, "ada").await.json()["token"].is_string());
    assert_eq!(app.observed().of_kind(kinds::DEVICE_REVOKED).len(), 1);
}

#[tokio::test]
async fn a_device_of_somebody_else_is_as_unknown_as_one_that_never_was() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let bob = enrolled(&app, "bob").await;
    let browser = trusted(&app, &ada, "ada").await;
    let list = ada.browser.get(LIST).await.expect(200).json();
    assert_eq!(bob.browser.get(LIST).await.expect(200).json(), json!([]));
    let foreign = bob.browser.post(REVOKE, json!({ "id": list[0]["id"] })).await;
    let foreign = foreign.expect_error(404, "TRUSTED_DEVICE_NOT_FOUND");
    let missing = bob.browser.post(REVOKE, json!({ "id": "never" })).await;
    assert_eq!(foreign.json(), missing.json());
    assert!(sign_in(&browser, "ada").await.json()["token"].is_string());
}

#[tokio::test]
async fn strangers_and_malformed_bodies_are_refused() {
    let app = app().await;
    app.browser().get(LIST).await.expect_error(401, "UNAUTHORIZED");
    let answer = app.browser().post_raw(REVOKE, "application/json", "{").await;
    answer.expect_error(401, "UNAUTHORIZED");
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "id": "" }), json!({ "id": 5 }), json!({ "id": "a b" })] {
        ada.post(REVOKE, body).await.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn somebody_trusts_twenty_devices_at_most() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let first = trusted(&app, &ada, "ada").await;
    for _ in 0..20 {
        trusted(&app, &ada, "ada").await;
    }
    assert_eq!(app.count("trusted_devices").await, 20);
    assert_challenged(&sign_in(&first, "ada").await);
}

#[tokio::test]
async fn an_application_may_trust_no_device() {
    let app = app_with(TwoFactorOptions::default().trust_devices(None)).await;
    let ada = enrolled(&app, "ada").await;
    let browser = trusted(&app, &ada, "ada").await;
    assert!(!browser.cookies().contains_key(TRUST));
    assert_challenged(&sign_in(&browser, "ada").await);
}
