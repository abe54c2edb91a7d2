//! The plugin over HTTP, on the database that `TEST_DATABASE_URL` names.
//! `tests/routes/<route>.rs` mirrors `src/routes/<route>.rs`.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests say what is wrong by panicking"
)]

mod attacks;
mod devices;
mod doors;
mod enumeration;
mod guesses;
mod keys;
mod passwords;
mod races;
mod routes;
mod step_up;

use std::time::Duration;

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
use better_auth_core::Clock;
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_test::{Browser, PASSWORD, TestApp, TestAppBuilder, TestResponse, Totp};
use better_auth_two_factor::{TwoFactorOptions, TwoFactorPlugin};
use serde_json::{Value, json};

const STEP: Duration = Duration::from_secs(30);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

const SESSION: &str = "better-auth.session-token";
const PENDING: &str = "better-auth.two_factor";
const TRUST: &str = "better-auth.trust_device";

fn everything(builder: TestAppBuilder) -> TestAppBuilder {
    with(TwoFactorOptions::default())(builder)
}

fn with(options: TwoFactorOptions) -> impl FnOnce(TestAppBuilder) -> TestAppBuilder {
    |builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(AccountManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
            .plugin(TwoFactorPlugin::with(options))
    }
}

async fn app() -> TestApp {
    TestApp::build(everything).await
}

async fn app_with(options: TwoFactorOptions) -> TestApp {
    TestApp::build(with(options)).await
}

/// Somebody with an authenticator app.
struct Member {
    browser: Browser,
    totp: Totp,
    backup_codes: Vec<String>,
}

impl Member {
    /// A code that was not used yet: the clock moves to the next one.
    fn next_code(&self, app: &TestApp) -> String {
        app.clock().advance(STEP);
        self.totp.code(app.clock().now())
    }

    fn wrong_code(&self, app: &TestApp) -> String {
        self.totp.wrong_code(app.clock().now())
    }
}

fn password() -> Value {
    json!({ "password": PASSWORD })
}

fn code(code: &str) -> Value {
    json!({ "code": code })
}

/// Somebody who set an authenticator app up and did not confirm it yet.
async fn enrolling(app: &TestApp, name: &str) -> Member {
    let (browser, _) = app.sign_up(name).await;
    enrol(browser).await
}

async fn enrol(browser: Browser) -> Member {
    let answer = browser.post("/two-factor/enable", password()).await.expect(200).json();
    let codes = answer["backupCodes"].as_array().unwrap();
    let backup_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    let totp = Totp::from_uri(answer["totpURI"].as_str().unwrap());
    Member { browser, totp, backup_codes }
}

/// Somebody who signed up and switched their second factor on.
async fn enrolled(app: &TestApp, name: &str) -> Member {
    let member = enrolling(app, name).await;
    let code = code(&member.next_code(app));
    member.browser.post("/two-factor/verify-totp", code).await.expect(200);
    take_notice(app, name);
    member
}

/// The mail that a second factor was switched on or off.
fn take_notice(app: &TestApp, name: &str) {
    app.mailbox().take_to(&format!("{name}@example.com"));
}

/// A browser in which the password was right and the second factor is missing.
async fn challenged(app: &TestApp, name: &str) -> Browser {
    let (browser, answer) = app.sign_in(name).await;
    assert_challenged(&answer);
    browser
}

#[track_caller]
fn assert_challenged(answer: &TestResponse) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["twoFactorRedirect"], true, "{}", answer.text());
    assert!(answer.header("set-auth-token").is_none());
    assert!(!answer.set_cookies().iter().any(|cookie| cookie.contains("session")), "{answer:?}");
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/get-session").await.expect(200).json().is_object()
}

/// The code that was mailed to `<name>@example.com`.
async fn mailed_code(app: &TestApp, browser: &Browser, name: &str) -> String {
    browser.post("/two-factor/send-otp", json!({})).await.expect(200);
    read_code(app, name)
}

fn read_code(app: &TestApp, name: &str) -> String {
    let mail = app.mailbox().take_to(&format!("{name}@example.com"));
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.lines().map(str::trim).find(is_code).expect("a code alone on a line").to_owned()
}

/// A code of six digits that is not this one.
fn other_than(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}
