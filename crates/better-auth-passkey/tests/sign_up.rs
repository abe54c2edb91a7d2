//! Accounts that begin with a passkey, where the option is on.

use better_auth_core::event::kinds;
use better_auth_passkey::PasskeyOptions;
use better_auth_test::{Browser, SoftPasskey, TestApp};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{app_with, member, signed_in_as, verify_registration};

const ADA: &str = "/passkey/generate-register-options\
                   ?context=%7B%22name%22%3A%22Ada%22%2C%22email%22%3A%22Ada%40Example.com%22%7D";

async fn app() -> TestApp {
    app_with(PasskeyOptions::default().sign_up(true)).await
}

async fn options(browser: &Browser) -> Value {
    browser.get(ADA).await.expect(200).json()
}

#[tokio::test]
async fn a_stranger_gets_an_account_and_a_session() {
    let app = app().await;
    let browser = app.browser();
    let mut passkey = SoftPasskey::new();
    let response = passkey.create(&options(&browser).await);
    let answer = verify_registration(&browser, response).await.expect(200).json();
    assert_eq!(answer["user"]["email"], "ada@example.com");
    assert_eq!(answer["user"]["name"], "Ada");
    assert_eq!(answer["user"]["emailVerified"], false);
    assert_eq!(answer["userId"], answer["user"]["id"]);
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
    assert_eq!(app.observed().of_kind(kinds::USER_CREATED).len(), 1);
    let again = app.browser();
    passkey.sign_in(&again).await.expect(200);
    assert_eq!(signed_in_as(&again).await.unwrap(), "ada@example.com");
    assert_eq!(app.count("accounts").await, 0);
}

#[tokio::test]
async fn nothing_is_stored_about_a_user_before_the_passkey_is_there() {
    let app = app().await;
    options(&app.browser()).await;
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn a_taken_address_is_told_at_the_end_and_changes_nothing() {
    let app = app().await;
    let (_, adas) = member(&app, "ada").await;
    let browser = app.browser();
    let response = SoftPasskey::new().create(&options(&browser).await);
    let answer = verify_registration(&browser, response).await;
    answer.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
    assert_eq!((app.count("users").await, app.count("passkeys").await), (1, 1));
    assert_eq!(signed_in_as(&browser).await, None);
    let mut adas = adas;
    adas.sign_in(&browser).await.expect(200);
}

#[tokio::test]
async fn a_known_passkey_makes_no_account() {
    let app = app().await;
    let (_, mut bobs) = member(&app, "bob").await;
    let browser = app.browser();
    let response = bobs.create(&options(&browser).await);
    let answer = verify_registration(&browser, response).await;
    answer.expect_error(400, "PREVIOUSLY_REGISTERED");
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn a_context_that_says_nothing_useful_is_refused() {
    let app = app().await;
    let stranger = app.browser();
    for context in [
        "",
        "?context=",
        "?context=x",
        "?context=%7B%7D",
        "?context=%7B%22name%22%3A%22Ada%22%2C%22email%22%3A%22x%22%7D",
    ] {
        let path = format!("/passkey/generate-register-options{context}");
        stranger.get(&path).await.expect_error(400, "RESOLVED_USER_INVALID");
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_registers_for_themselves() {
    let app = app().await;
    let (bob, _) = app.sign_up("bob").await;
    let response = SoftPasskey::new().create(&options(&bob).await);
    let answer = verify_registration(&bob, response).await.expect(200).json();
    assert!(answer.get("session").is_none());
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn a_sign_up_is_not_finished_by_somebody_who_has_signed_in_meanwhile() {
    let app = app().await;
    let browser = app.browser();
    let response = SoftPasskey::new().create(&options(&browser).await);
    let (bob, _) = app.sign_up("bob").await;
    let name = "better-auth.better-auth-passkey";
    bob.set_cookie(name, &browser.cookies()[name]);
    let answer = verify_registration(&bob, response).await;
    answer.expect_error(401, "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY");
    assert_eq!((app.count("users").await, app.count("passkeys").await), (1, 0));
}

#[tokio::test]
async fn pky_01_a_registration_of_a_member_is_not_finished_without_a_session() {
    let app = app().await;
    let (bob, _) = app.sign_up("bob").await;
    let path = "/passkey/generate-register-options";
    let response = SoftPasskey::new().create(&bob.get(path).await.expect(200).json());
    let stranger = app.browser();
    let name = "better-auth.better-auth-passkey";
    stranger.set_cookie(name, &bob.cookies()[name]);
    let answer = verify_registration(&stranger, response).await;
    answer.expect_error(401, "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY");
    assert_eq!(app.count("passkeys").await, 0);
}

#[tokio::test]
async fn the_only_passkey_of_such_an_account_stays() {
    let app = app().await;
    let browser = app.browser();
    let response = SoftPasskey::new().create(&options(&browser).await);
    let answer = verify_registration(&browser, response).await.expect(200).json();
    let answer = browser.post("/passkey/delete-passkey", json!({ "id": answer["id"] })).await;
    answer.expect_error(400, "FAILED_TO_DELETE_LAST_PASSKEY");
}

#[tokio::test(flavor = "multi_thread")]
async fn con_01_many_sign_ups_with_one_address_make_one_account() {
    let app = app().await;
    let mut attempts = Vec::new();
    for _ in 0..8 {
        let browser = app.browser();
        let response = SoftPasskey::new().create(&options(&browser).await);
        attempts.push(async move { verify_registration(&browser, response).await });
    }
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
    }
    assert_eq!((app.count("users").await, app.count("passkeys").await), (1, 1));
}
