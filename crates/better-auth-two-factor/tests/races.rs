//! What happens at once.

use better_auth_core::Clock;
use better_auth_test::{Browser, TestApp, TestResponse, Totp};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{app, challenged, code, enrolled, is_signed_in, mailed_code, password, take_notice};

const TOTP: &str = "/two-factor/verify-totp";
const OTP: &str = "/two-factor/verify-otp";
const BACKUP: &str = "/two-factor/verify-backup-code";

async fn at_once(browsers: &[Browser], route: &str, body: &Value) -> Vec<TestResponse> {
    join_all(browsers.iter().map(|browser| browser.post(route, body.clone()))).await
}

fn successes(answers: &[TestResponse]) -> usize {
    for answer in answers {
        assert!(answer.status == 200 || answer.status.is_client_error(), "{}", answer.text());
    }
    answers.iter().filter(|answer| answer.status == 200).count()
}

async fn signed_in(browsers: &[Browser]) -> usize {
    let mut count = 0;
    for browser in browsers {
        count += usize::from(is_signed_in(browser).await);
    }
    count
}

async fn challenges(app: &TestApp, count: usize) -> Vec<Browser> {
    let mut browsers = Vec::new();
    for _ in 0..count {
        browsers.push(challenged(app, "ada").await);
    }
    browsers
}

#[tokio::test(flavor = "multi_thread")]
async fn tfa_05_one_of_many_right_codes_opens_one_challenge() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let sessions = app.count("sessions").await;
    let browser = challenged(&app, "ada").await;
    let copies: Vec<_> = (0..16).map(|_| browser.copy()).collect();
    let answers = at_once(&copies, TOTP, &code(&ada.next_code(&app))).await;
    assert_eq!((successes(&answers), signed_in(&copies).await), (1, 1));
    assert_eq!(app.count("sessions").await, sessions + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tfa_05_many_wrong_codes_at_once_are_five_guesses() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let copies: Vec<_> = (0..40).map(|_| browser.copy()).collect();
    let answers = at_once(&copies, TOTP, &code(&ada.wrong_code(&app))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 5);
    assert_eq!(successes(&answers), 0);
    let right = browser.post(TOTP, code(&ada.next_code(&app))).await;
    right.expect_error(400, "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_guesses_at_once_in_many_challenges_are_ten() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browsers = challenges(&app, 16).await;
    let answers = at_once(&browsers, TOTP, &code(&ada.wrong_code(&app))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 10);
    let locked = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!(locked, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn tfa_03_one_code_opens_one_of_many_challenges() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browsers = challenges(&app, 8).await;
    let answers = at_once(&browsers, TOTP, &code(&ada.next_code(&app))).await;
    assert_eq!((successes(&answers), signed_in(&browsers).await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn tfa_09_one_backup_code_opens_one_of_many_challenges() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browsers = challenges(&app, 8).await;
    let answers = at_once(&browsers, BACKUP, &code(&ada.backup_codes[0])).await;
    assert_eq!((successes(&answers), signed_in(&browsers).await), (1, 1));
    assert_eq!(app.count("two_factor_backup_codes").await, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_backup_codes_for_one_challenge_one_is_used_up() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let tries = ada.backup_codes.iter().take(5).map(|backup| {
        let (browser, body) = (browser.copy(), code(backup));
        async move { browser.post(BACKUP, body).await }
    });
    let answers = join_all(tries).await;
    assert_eq!(successes(&answers), 1);
    assert_eq!(app.count("two_factor_backup_codes").await, 9, "the losers keep theirs");
}

#[tokio::test(flavor = "multi_thread")]
async fn tfa_08_one_mailed_code_opens_one_session() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let mailed = mailed_code(&app, &browser, "ada").await;
    let copies: Vec<_> = (0..16).map(|_| browser.copy()).collect();
    let answers = at_once(&copies, OTP, &code(&mailed)).await;
    assert_eq!((successes(&answers), signed_in(&copies).await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_mails_asked_for_at_once_leave_one_code() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let copies: Vec<_> = (0..8).map(|_| browser.copy()).collect();
    let answers = at_once(&copies, "/two-factor/send-otp", &json!({})).await;
    assert_eq!(successes(&answers), 8);
    let codes = app.count("verifications WHERE purpose = 'two-factor-mailed-code'").await;
    assert_eq!(codes, 1);
    app.mailbox().take_all();
}

#[tokio::test(flavor = "multi_thread")]
async fn con_08_of_many_enrolments_at_once_the_confirmed_one_is_the_one_stored() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answers = at_once(&vec![ada.clone(); 8], "/two-factor/enable", &password()).await;
    assert_eq!(successes(&answers), 8);
    assert_eq!(app.count("two_factors").await, 1);
    assert_eq!(app.count("two_factor_backup_codes").await, 10);
    let mut confirmed = Vec::new();
    for answer in &answers {
        let answer = answer.json();
        let totp = Totp::from_uri(answer["totpURI"].as_str().unwrap());
        let first = code(&totp.code(app.clock().now()));
        if ada.post(TOTP, first).await.status == 200 {
            confirmed.push((totp, answer["backupCodes"][0].as_str().unwrap().to_owned()));
        }
    }
    let [(totp, backup)] = &confirmed[..] else { panic!("{} were confirmed", confirmed.len()) };
    take_notice(&app, "ada");
    app.clock().advance(crate::STEP);
    let browser = challenged(&app, "ada").await;
    browser.post(TOTP, code(&totp.code(app.clock().now()))).await.expect(200);
    let browser = challenged(&app, "ada").await;
    browser.post(BACKUP, code(backup)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_confirmations_at_once_one_switches_it_on() {
    let app = app().await;
    let ada = crate::enrolling(&app, "ada").await;
    let copies: Vec<_> = (0..8).map(|_| ada.browser.copy()).collect();
    let answers = at_once(&copies, TOTP, &code(&ada.totp.code(app.clock().now()))).await;
    assert_eq!((successes(&answers), signed_in(&copies).await), (1, 1));
    assert_eq!(app.count("sessions").await, 1);
    take_notice(&app, "ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_trust_cookie_lets_one_of_many_sign_ins_through() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let body = json!({ "code": ada.next_code(&app), "trustDevice": true });
    browser.post(TOTP, body).await.expect(200);
    let copies: Vec<_> = (0..8).map(|_| browser.copy()).collect();
    let body = json!({ "email": "ada@example.com", "password": better_auth_test::PASSWORD });
    let answers = at_once(&copies, "/sign-in/email", &body).await;
    let through = answers.iter().filter(|answer| answer.json()["token"].is_string()).count();
    assert_eq!((successes(&answers), through), (8, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_under_way_gets_no_session_when_the_second_factor_is_switched_on() {
    let app = app().await;
    let ada = crate::enrolling(&app, "ada").await;
    let attempts = (0..8).map(|_| app.sign_in("ada"));
    let confirm = ada.browser.post(TOTP, code(&ada.totp.code(app.clock().now())));
    let (others, confirmed) = tokio::join!(join_all(attempts), confirm);
    confirmed.expect(200);
    take_notice(&app, "ada");
    for (browser, _) in others {
        assert!(!is_signed_in(&browser).await, "without the second factor");
    }
    assert!(is_signed_in(&ada.browser).await);
}
