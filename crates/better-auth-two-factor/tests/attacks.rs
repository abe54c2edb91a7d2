//! The cases of the 2fa table of SECURITY.md, as far as they have no file of their own.

use better_auth_core::Clock;
use better_auth_test::{Browser, PASSWORD, TestResponse};
use better_auth_two_factor::kinds;
use serde_json::{Value, json};

use crate::{HOUR, PENDING, STEP, app, challenged, code, enrolled, is_signed_in, mailed_code};

const TOTP: &str = "/two-factor/verify-totp";
const OTP: &str = "/two-factor/verify-otp";
const BACKUP: &str = "/two-factor/verify-backup-code";

/// A call of every route of the document, with a body that is right where it is easy.
async fn call_everything(browser: &Browser, document: &Value) -> Vec<(String, TestResponse)> {
    let mut answers = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "post"].into_iter().filter(|method| item.get(method).is_some()) {
            let body = json!({
                "password": PASSWORD,
                "currentPassword": PASSWORD,
                "newPassword": "another horse another staple",
                "name": "mallory",
                "token": "session_x",
                "id": "x",
                "accountId": "x",
            });
            let (kind, body) = match method {
                "get" => (None, Vec::new()),
                _ => (Some("application/json"), body.to_string().into_bytes()),
            };
            let method: http::Method = method.to_uppercase().parse().unwrap();
            let answer = browser.send(method.clone(), path, kind, body).await;
            answers.push((format!("{method} {path}"), answer));
        }
    }
    answers
}

#[tokio::test]
async fn tfa_01_a_pending_sign_in_opens_no_route() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let document = app.browser().get("/reference/openapi.json").await.expect(200).json();
    let asks: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let asks = move |method: &&str| {
                let security = item[*method]["security"].as_array();
                security.is_some_and(|all| all.iter().all(|one| one != &json!({})))
            };
            let named = move |method: &str| format!("{} {path}", method.to_uppercase());
            ["get", "post"].into_iter().filter(asks).map(named)
        })
        .collect();
    assert!(asks.len() > 20, "{asks:?}");
    let signed_out = app.browser();
    for (route, answer) in call_everything(&signed_out, &document).await {
        assert_eq!(answer.status == 401, asks.contains(&route), "{route} without anything");
    }
    let browser = challenged(&app, "ada").await;
    let pending = browser.cookies()[PENDING].clone();
    let may = [TOTP, OTP, BACKUP, "/two-factor/send-otp"];
    for (route, answer) in call_everything(&browser, &document).await {
        if may.iter().any(|path| route.ends_with(path)) {
            assert_ne!(answer.status, 500, "{route}");
        } else {
            assert_eq!(answer.status == 401, asks.contains(&route), "{route} {}", answer.text());
        }
        if route.ends_with("/get-session") {
            assert!(answer.json().is_null(), "{route}");
        }
    }
    app.mailbox().take_all();
    // Nor is the value of the cookie a token.
    for value in [pending.as_str(), pending.split('.').next().unwrap()] {
        let program = app.browser().bearer(value);
        program.get("/list-sessions").await.expect_error(401, "UNAUTHORIZED");
        let thief = app.browser();
        thief.set_cookie(crate::SESSION, value);
        assert!(!is_signed_in(&thief).await);
    }
    assert_eq!(ada.browser.get("/get-session").await.json()["user"]["name"], "ada");
}

#[tokio::test]
async fn tfa_02_a_challenge_that_expired_is_refused() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    app.execute("UPDATE verifications SET expires_at = created_at").await;
    let answer = browser.post(TOTP, code(&ada.next_code(&app))).await;
    answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test]
async fn tfa_03_a_code_works_once_in_all_challenges() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let (first, second) = (challenged(&app, "ada").await, challenged(&app, "ada").await);
    let digits = ada.next_code(&app);
    first.post(TOTP, code(&digits)).await.expect(200);
    second.post(TOTP, code(&digits)).await.expect_error(401, "INVALID_CODE");
    let earlier = ada.totp.code_in(app.clock().now(), -1);
    second.post(TOTP, code(&earlier)).await.expect_error(401, "INVALID_CODE");
    assert!(!is_signed_in(&second).await);
    let next = ada.totp.code_in(app.clock().now(), 1);
    second.post(TOTP, code(&next)).await.expect(200);
}

#[tokio::test]
async fn tfa_03_the_code_that_confirmed_an_app_does_not_sign_in() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let used = ada.totp.code(app.clock().now());
    let browser = challenged(&app, "ada").await;
    browser.post(TOTP, code(&used)).await.expect_error(401, "INVALID_CODE");
}

#[tokio::test]
async fn tfa_07_codes_two_steps_away_are_refused() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    app.clock().advance(HOUR);
    for steps in [-20, -10, -3, -2, 2, 3, 10] {
        let browser = challenged(&app, "ada").await;
        let digits = ada.totp.code_in(app.clock().now(), steps);
        browser.post(TOTP, code(&digits)).await.expect_error(401, "INVALID_CODE");
    }
}

#[tokio::test]
async fn tfa_08_a_mailed_code_is_good_for_its_own_challenge_and_once() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let (own, other) = (challenged(&app, "ada").await, challenged(&app, "ada").await);
    let mailed = mailed_code(&app, &own, "ada").await;
    other.post(OTP, code(&mailed)).await.expect_error(400, "OTP_HAS_EXPIRED");
    let others = mailed_code(&app, &other, "ada").await;
    if others != mailed {
        other.post(OTP, code(&mailed)).await.expect_error(401, "INVALID_CODE");
    }
    let copy = own.copy();
    own.post(OTP, code(&mailed)).await.expect(200);
    copy.post(OTP, code(&mailed)).await.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    assert!(is_signed_in(&own).await && !is_signed_in(&copy).await && !is_signed_in(&other).await);
}

#[tokio::test]
async fn tfa_08_a_mailed_code_raises_a_session_once() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mailed = mailed_code(&app, &ada, "ada").await;
    ada.post(OTP, code(&mailed)).await.expect(200);
    ada.post(OTP, code(&mailed)).await.expect_error(400, "OTP_HAS_EXPIRED");
}

#[tokio::test]
async fn tfa_08b_tfa_09b_the_database_holds_no_secret_and_no_code() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    assert!(ada.totp.secret_bits() >= 160);
    let browser = challenged(&app, "ada").await;
    let mailed = mailed_code(&app, &browser, "ada").await;
    let pending = browser.cookies()[PENDING].clone();
    let token = pending.split('.').next().unwrap();
    let mut secrets = vec![ada.totp.secret(), mailed, token.to_owned()];
    secrets.extend(ada.backup_codes.iter().cloned());
    secrets.extend(ada.backup_codes.iter().map(|code| code.replace('-', "")));
    let body = json!({ "code": ada.next_code(&app), "trustDevice": true });
    browser.post(TOTP, body).await.expect(200);
    let trusted = browser.cookies()[crate::TRUST].clone();
    secrets.extend(trusted.split('!').map(str::to_owned));
    for secret in secrets {
        assert_eq!(app.columns_with(&secret).await, Vec::<String>::new(), "{secret}");
    }
    assert!(!app.columns_with("ada@example.com").await.is_empty(), "the search itself works");
}

#[tokio::test]
async fn tfa_09_a_backup_code_works_once() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let (first, second) = (challenged(&app, "ada").await, challenged(&app, "ada").await);
    first.post(BACKUP, code(&ada.backup_codes[0])).await.expect(200);
    let again = second.post(BACKUP, code(&ada.backup_codes[0])).await;
    again.expect_error(401, "INVALID_BACKUP_CODE");
    assert!(!is_signed_in(&second).await);
    second.post(BACKUP, code(&ada.backup_codes[1])).await.expect(200);
}

#[tokio::test]
async fn tfa_14_a_replay_is_refused_in_every_spelling() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let digits = ada.next_code(&app);
    let browser = challenged(&app, "ada").await;
    browser.post(TOTP, code(&digits)).await.expect(200);
    let full_width = digits.chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xff10).unwrap());
    let spellings = [
        format!(" {digits}"),
        format!("{digits}\n"),
        format!("{}-{}", &digits[..3], &digits[3..]),
        full_width.collect(),
        format!("+{digits}"),
        format!("{digits}\0"),
    ];
    for typed in spellings {
        let browser = challenged(&app, "ada").await;
        browser.post(TOTP, code(&typed)).await.expect_error(401, "INVALID_CODE");
        app.execute("UPDATE two_factors SET failures = 0").await;
    }
    for junk in [json!(null), json!(123456), json!(["123456"]), json!({})] {
        let browser = challenged(&app, "ada").await;
        for route in [TOTP, OTP, BACKUP] {
            let answer = browser.post(route, json!({ "code": junk })).await;
            answer.expect_error(400, "VALIDATION_ERROR");
        }
    }
    let browser = challenged(&app, "ada").await;
    let long = code(&"1".repeat(5000));
    browser.post(TOTP, long.clone()).await.expect_error(401, "INVALID_CODE");
    browser.post(BACKUP, long).await.expect_error(401, "INVALID_BACKUP_CODE");
}

#[tokio::test]
async fn tfa_16_nothing_is_verified_that_was_not_sent_or_not_begun() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    for guess in ["", "undefined", "000000", "null"] {
        browser.post(OTP, code(guess)).await.expect_error(400, "OTP_HAS_EXPIRED");
    }
    let user = browser.copy();
    user.set_cookie(PENDING, "2fa-aaaaaaaaaaaaaaaaaaaa");
    let nobody = app.browser();
    let id = json!({ "code": "000000", "userId": "x", "email": "ada@example.com" });
    for browser in [user, nobody] {
        for route in [TOTP, OTP, BACKUP] {
            let answer = browser.post(route, id.clone()).await;
            answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
        }
    }
}

#[tokio::test]
async fn dur_13_a_clock_that_is_set_back_revives_no_code_and_prolongs_no_lock() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    app.clock().advance(2 * HOUR);
    let before = ada.totp.code(app.clock().now());
    app.clock().advance(HOUR);
    let browser = challenged(&app, "ada").await;
    browser.post(TOTP, code(&ada.next_code(&app))).await.expect(200);
    app.clock().rewind(HOUR + STEP);
    let browser = challenged(&app, "ada").await;
    browser.post(TOTP, code(&before)).await.expect_error(401, "INVALID_CODE");

    app.clock().advance(2 * HOUR);
    for _ in 0..2 {
        let browser = challenged(&app, "ada").await;
        for _ in 0..5 {
            browser.post(TOTP, code(&ada.wrong_code(&app))).await;
        }
    }
    let browser = challenged(&app, "ada").await;
    let right = code(&ada.next_code(&app));
    browser.post(TOTP, right).await.expect_error(429, "ACCOUNT_TEMPORARILY_LOCKED");
    app.clock().rewind(HOUR);
    let browser = challenged(&app, "ada").await;
    let backup = code(&ada.backup_codes[0]);
    browser.post(BACKUP, backup).await.expect(200);
}

#[tokio::test]
async fn nothing_of_a_deleted_user_is_left() {
    let app = app().await;
    assert_eq!(app.user_columns_without_cascade().await, Vec::<String>::new());
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let body = json!({ "code": ada.next_code(&app), "trustDevice": true });
    browser.post(TOTP, body).await.expect(200);
    browser.post("/delete-user", json!({ "password": PASSWORD })).await.expect(200);
    for table in ["two_factors", "two_factor_backup_codes", "trusted_devices", "verifications"] {
        assert_eq!(app.count(table).await, 0, "{table}");
    }
    app.mailbox().take_all();
}

#[tokio::test]
async fn a_cross_site_page_completes_nothing() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let foreign = browser.clone().with_origin(Some("https://evil.com"));
    let answer = foreign.post(TOTP, code(&ada.next_code(&app))).await;
    answer.expect_error(403, "INVALID_ORIGIN");
}

#[tokio::test]
async fn log_02_each_step_has_an_event_with_its_user() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    browser.post(TOTP, code(&ada.wrong_code(&app))).await.expect(401);
    browser.post(BACKUP, code(&ada.backup_codes[0])).await.expect(200);
    let wanted = [
        kinds::ENROLMENT_STARTED,
        kinds::ENABLED,
        kinds::FAILED,
        kinds::BACKUP_CODE_USED,
        better_auth_core::event::kinds::SIGNED_IN,
    ];
    for kind in wanted {
        let events = app.observed().of_kind(kind);
        let event = events.last().unwrap_or_else(|| panic!("{kind}"));
        assert!(event.actor.is_some() || event.subject.is_some(), "{kind}");
        assert_eq!(event.ip_address.as_deref(), Some("127.0.0.1"));
    }
}
