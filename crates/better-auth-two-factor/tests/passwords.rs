//! A new password, and the second factor that stays.

use better_auth_test::PASSWORD;
use serde_json::json;

use crate::{app, challenged, code, enrolled, is_signed_in, take_notice};

const TOTP: &str = "/two-factor/verify-totp";

#[tokio::test]
async fn rst_16_a_changed_password_leaves_the_second_factor() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let waiting = challenged(&app, "ada").await;
    let new = "another horse another staple";
    let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
    ada.browser.post("/change-password", body).await.expect(200);
    take_notice(&app, "ada");
    let answer = waiting.post(TOTP, code(&ada.next_code(&app))).await;
    answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    let browser = app.browser();
    let body = json!({ "email": "ada@example.com", "password": new });
    let answer = browser.post("/sign-in/email", body).await;
    crate::assert_challenged(&answer);
    browser.post(TOTP, code(&ada.next_code(&app))).await.expect(200);
}

#[tokio::test]
async fn rst_16_a_reset_password_gives_no_session_and_leaves_the_second_factor() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let waiting = challenged(&app, "ada").await;
    let stranger = app.browser();
    let body = json!({ "email": "ada@example.com", "redirectTo": "/choose" });
    stranger.post("/request-password-reset", body).await.expect(200);
    let text = app.mailbox().take_to("ada@example.com").text;
    let link = text.lines().find(|line| line.contains("/reset-password/")).unwrap();
    let token = link.split("/reset-password/").nth(1).unwrap().split('?').next().unwrap();
    let new = "another horse another staple";
    let body = json!({ "newPassword": new, "token": token });
    let answer = stranger.post("/reset-password", body).await.expect(200);
    take_notice(&app, "ada");
    assert!(answer.set_cookies().is_empty() && !is_signed_in(&stranger).await);
    assert!(!is_signed_in(&ada.browser).await, "the sessions end");
    let answer = waiting.post(TOTP, code(&ada.next_code(&app))).await;
    answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    let browser = app.browser();
    let body = json!({ "email": "ada@example.com", "password": new });
    crate::assert_challenged(&browser.post("/sign-in/email", body).await);
    browser.post(TOTP, code(&ada.next_code(&app))).await.expect(200);
}
