//! How many guesses somebody has who knows the first factor.

use better_auth_core::Clock;
use better_auth_two_factor::kinds;
use serde_json::json;

use crate::{MINUTE, app, challenged, code, enrolled, is_signed_in, mailed_code, other_than};

const TOTP: &str = "/two-factor/verify-totp";
const OTP: &str = "/two-factor/verify-otp";
const BACKUP: &str = "/two-factor/verify-backup-code";

#[tokio::test]
async fn tfa_04_a_challenge_has_five_guesses() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let wrong = ada.wrong_code(&app);
    for _ in 0..5 {
        browser.post(TOTP, code(&wrong)).await.expect_error(401, "INVALID_CODE");
    }
    for digits in [&wrong, &wrong, &ada.totp.code_in(app.clock().now(), 1)] {
        let answer = browser.post(TOTP, code(digits)).await;
        answer.expect_error(400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE");
    }
    let again = challenged(&app, "ada").await;
    again.post(TOTP, code(&ada.next_code(&app))).await.expect(200);
}

#[tokio::test]
async fn tfa_04b_new_challenges_give_no_new_guesses_for_ever() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let wrong = ada.wrong_code(&app);
    let mut guesses = 0;
    let locked = 'locked: loop {
        let browser = challenged(&app, "ada").await;
        for _ in 0..4 {
            let answer = browser.post(TOTP, code(&wrong)).await;
            if answer.status == 429 {
                break 'locked answer;
            }
            guesses += 1;
            assert!(guesses < 100);
        }
    };
    assert_eq!(guesses, 10);
    let answer = locked.expect_error(429, "ACCOUNT_TEMPORARILY_LOCKED");
    assert_eq!(answer.header("retry-after"), Some("900"));
    let browser = challenged(&app, "ada").await;
    let right = code(&ada.next_code(&app));
    browser.post(TOTP, right).await.expect_error(429, "ACCOUNT_TEMPORARILY_LOCKED");
    assert_eq!(app.observed().of_kind(kinds::LOCKED).len(), 1);

    app.clock().advance(15 * MINUTE);
    let browser = challenged(&app, "ada").await;
    browser.post(TOTP, code(&ada.next_code(&app))).await.expect(200);
}

#[tokio::test]
async fn the_lock_counts_failures_in_a_row() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    for _ in 0..4 {
        let browser = challenged(&app, "ada").await;
        for _ in 0..4 {
            let wrong = code(&ada.wrong_code(&app));
            browser.post(TOTP, wrong).await.expect_error(401, "INVALID_CODE");
        }
        browser.post(TOTP, code(&ada.next_code(&app))).await.expect(200);
    }
}

#[tokio::test]
async fn the_lock_is_of_one_person() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let bob = enrolled(&app, "bob").await;
    for _ in 0..3 {
        let browser = challenged(&app, "ada").await;
        for _ in 0..4 {
            browser.post(TOTP, code(&ada.wrong_code(&app))).await;
        }
    }
    let browser = challenged(&app, "bob").await;
    browser.post(TOTP, code(&bob.next_code(&app))).await.expect(200);
}

#[tokio::test]
async fn tfa_20_resending_gives_no_new_guesses() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let mut guesses = 0;
    for _ in 0..40 {
        let browser = challenged(&app, "ada").await;
        for _ in 0..6 {
            browser.post("/two-factor/send-otp", json!({})).await.expect(200);
            let answer = browser.post(OTP, code("000000")).await;
            guesses += usize::from(answer.status == 401);
            assert!(!is_signed_in(&browser).await);
        }
    }
    assert!(guesses <= 10, "{guesses} guesses were looked at");
    app.mailbox().take_all();
}

#[tokio::test]
async fn tfa_21_the_factors_share_their_guesses() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let mailed = mailed_code(&app, &browser, "ada").await;
    for _ in 0..2 {
        let wrong = code(&ada.wrong_code(&app));
        browser.post(TOTP, wrong).await.expect_error(401, "INVALID_CODE");
        let wrong = code("aaaaa-bbbbb");
        browser.post(BACKUP, wrong).await.expect_error(401, "INVALID_BACKUP_CODE");
    }
    browser.post(OTP, code(&other_than(&mailed))).await.expect_error(401, "INVALID_CODE");
    for (route, right) in
        [(OTP, &mailed), (BACKUP, &ada.backup_codes[0]), (TOTP, &ada.next_code(&app))]
    {
        let answer = browser.post(route, code(right)).await;
        answer.expect_error(400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE");
    }
    let again = challenged(&app, "ada").await;
    for _ in 0..5 {
        let wrong = code("aaaaa-bbbbb");
        again.post(BACKUP, wrong).await.expect_error(401, "INVALID_BACKUP_CODE");
    }
    let locked = challenged(&app, "ada").await;
    for (route, right) in [(TOTP, &ada.next_code(&app)), (BACKUP, &ada.backup_codes[0])] {
        let answer = locked.post(route, code(right)).await;
        answer.expect_error(429, "ACCOUNT_TEMPORARILY_LOCKED");
    }
}

#[tokio::test]
async fn a_stolen_session_does_not_guess_the_second_factor() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let wrong = ada.wrong_code(&app);
    for _ in 0..10 {
        ada.browser.post(TOTP, code(&wrong)).await.expect_error(401, "INVALID_CODE");
    }
    let answer = ada.browser.post(TOTP, code(&ada.next_code(&app))).await;
    answer.expect_error(429, "ACCOUNT_TEMPORARILY_LOCKED");
}
