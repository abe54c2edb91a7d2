//! Passwords that are easy to guess.

use better_auth_email_password::{EmailPasswordOptions, EmailPasswordPlugin};
use better_auth_password_check::StrengthCheck;
use better_auth_test::{PASSWORD, TestApp};
use serde_json::json;

use crate::{GOOD, app, app_with, change, set, sign_up};

const WEAK: &str = "Summer2024!";

#[tokio::test]
async fn sign_up_refuses_a_weak_password_and_takes_a_good_one() {
    let app = app(StrengthCheck::new()).await;
    sign_up(&app, "ada", WEAK).await.expect_error(400, "PASSWORD_TOO_WEAK");
    assert_eq!(app.count("users").await, 0);
    sign_up(&app, "ada", GOOD).await.expect(200);
}

#[tokio::test]
async fn changing_refuses_a_weak_password_and_takes_a_good_one() {
    let app = app(StrengthCheck::new()).await;
    let (ada, _) = app.sign_up("ada").await;
    change(&app, &ada, WEAK).await.expect_error(400, "PASSWORD_TOO_WEAK");
    app.sign_in("ada").await.1.expect(200);
    change(&app, &ada, GOOD).await.expect(200);
}

#[tokio::test]
async fn setting_refuses_a_weak_password_and_takes_a_good_one() {
    let app = app(StrengthCheck::new()).await;
    let (ada, _) = app.sign_up("ada").await;
    set(&app, &ada, WEAK).await.expect_error(400, "PASSWORD_TOO_WEAK");
    assert_eq!(app.count("accounts").await, 1);
    set(&app, &ada, GOOD).await.expect(200);
}

#[tokio::test]
async fn a_password_made_of_the_own_names_is_weak() {
    let name = "Wilhelmina Featherstone";
    let own = "Wilhelmina Featherstone";
    let app = app(StrengthCheck::new()).await;
    sign_up(&app, name, own).await.expect_error(400, "PASSWORD_TOO_WEAK");
    sign_up(&app, name, "featherstonewilhelmina").await.expect_error(400, "PASSWORD_TOO_WEAK");
    // For somebody else it is strong.
    sign_up(&app, "ada", own).await.expect(200);
}

#[tokio::test]
async fn the_own_address_and_user_name_are_weak_also_later() {
    let app = app(StrengthCheck::new()).await;
    let browser = app.browser();
    let body = json!({
        "name": "Ada", "email": "krzysztofina@example.com", "username": "xylophantine",
        "password": PASSWORD,
    });
    browser.post("/sign-up/email", body).await.expect(200);
    for own in ["krzysztofina@example.com", "krzysztofina", "Xylophantine1"] {
        change(&app, &browser, own).await.expect_error(400, "PASSWORD_TOO_WEAK");
        set(&app, &browser, own).await.expect_error(400, "PASSWORD_TOO_WEAK");
        app.execute("UPDATE accounts SET provider_id = 'credential'").await;
    }
}

#[tokio::test]
async fn a_word_of_the_application_is_weak() {
    let plain = app(StrengthCheck::new()).await;
    sign_up(&plain, "ada", "Brunswick-Corp").await.expect(200);
    let told = app(StrengthCheck::new().word("Brunswick-Corp")).await;
    sign_up(&told, "ada", "Brunswick-Corp").await.expect_error(400, "PASSWORD_TOO_WEAK");
}

#[tokio::test]
async fn the_score_that_is_asked_for_counts() {
    let lax = app(StrengthCheck::new().min_score(2)).await;
    sign_up(&lax, "ada", WEAK).await.expect(200);
    let strict = app(StrengthCheck::new().min_score(4)).await;
    sign_up(&strict, "ada", "aehie0Oh").await.expect_error(400, "PASSWORD_TOO_WEAK");
    sign_up(&strict, "ada", GOOD).await.expect(200);
}

#[tokio::test]
async fn the_policy_is_asked_first() {
    let app = app(StrengthCheck::new()).await;
    sign_up(&app, "ada", "short").await.expect_error(400, "PASSWORD_TOO_SHORT");
    sign_up(&app, "ada", "password").await.expect_error(400, "PASSWORD_TOO_COMMON");
}

#[tokio::test]
async fn a_weak_password_is_refused_alike_for_a_taken_and_a_new_address() {
    let options = EmailPasswordOptions::default().require_email_verification(true);
    let app = app_with(options, StrengthCheck::new()).await;
    sign_up(&app, "ada", GOOD).await.expect(200);
    app.mailbox().take();
    let taken = sign_up(&app, "ada", WEAK).await.expect_error(400, "PASSWORD_TOO_WEAK");
    let new = sign_up(&app, "bob", WEAK).await.expect_error(400, "PASSWORD_TOO_WEAK");
    assert_eq!(taken.body, new.body);
}

#[tokio::test]
async fn who_has_a_weak_password_signs_in_with_it() {
    let app = app(StrengthCheck::new()).await;
    let (browser, _) = app.sign_up("ada").await;
    // Accepted before there was the check.
    let lax = TestApp::build(|builder| builder.plugin(EmailPasswordPlugin::new())).await;
    sign_up(&lax, "ada", WEAK).await.expect(200);
    let hash = hash_of(&lax).await;
    app.execute(&format!("UPDATE accounts SET password = '{hash}'")).await;
    let body = json!({ "email": "ada@example.com", "password": WEAK });
    app.browser().post("/sign-in/email", body).await.expect(200);
    // And may leave it behind.
    let body = json!({ "currentPassword": WEAK, "newPassword": GOOD });
    browser.post("/change-password", body).await.expect(200);
    app.mailbox().take();
}

async fn hash_of(app: &TestApp) -> String {
    use better_auth_core::store::LoginName;
    let email = "ada@example.com".parse().unwrap();
    let login = app.auth().users().find_password_login(LoginName::Email(&email)).await;
    let (_, hash) = login.unwrap().unwrap().account.unwrap();
    hash.as_str().to_owned()
}

#[tokio::test]
async fn a_password_that_the_estimate_stumbles_over_is_no_failure_of_the_server() {
    // Overflows in zxcvbn 3.1, which panics where overflows are checked.
    let app = app(StrengthCheck::new()).await;
    let stumbling = "12".repeat(20);
    sign_up(&app, "ada", &stumbling).await.expect_error(400, "PASSWORD_TOO_WEAK");
    sign_up(&app, "ada", GOOD).await.expect(200);
}
