//! Answers do not tell who has an account.

mod mails;

use better_auth_test::TestResponse;
use serde_json::json;

use crate::{app, signing_up, signing_up_with, verification};

/// Everything of an answer that could tell: status, headers but the request id, body.
pub(crate) fn seen(answer: &TestResponse) -> String {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    format!("{} {headers:?} {}", answer.status, answer.text())
}

#[tokio::test]
async fn enu_01_unknown_addresses_and_wrong_passwords_look_alike() {
    let app = app().await;
    app.sign_up("ada").await;
    let mut answers = Vec::new();
    for email in ["ada@example.com", "nobody@example.com"] {
        let body = json!({"email": email, "password": "wrong horse battery staple"});
        answers.push(app.browser().post("/sign-in/email", body).await.expect(401));
    }
    assert_eq!(seen(&answers[0]), seen(&answers[1]));
}

#[tokio::test]
async fn enu_02_an_account_without_a_password_looks_like_a_wrong_one() {
    let app = app().await;
    app.sign_up("ada").await;
    app.sign_up("bob").await;
    app.execute("UPDATE accounts SET provider_id = 'github' WHERE user_id = (SELECT id FROM users WHERE email = 'bob@example.com')").await;
    let mut answers = Vec::new();
    for email in ["ada@example.com", "bob@example.com"] {
        let body = json!({"email": email, "password": "wrong horse battery staple"});
        answers.push(app.browser().post("/sign-in/email", body).await.expect(401));
    }
    assert_eq!(seen(&answers[0]), seen(&answers[1]));
    app.sign_in("bob").await.1.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
}

#[tokio::test]
async fn enu_05_a_taken_user_name_answers_alike_for_taken_and_new_addresses() {
    let app = verification::required().await;
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "username", "ada_l"))
        .await
        .expect(200);
    app.mailbox().take_to("ada@example.com");
    for name in ["ada", "bob"] {
        let body = signing_up_with(name, "username", "ada_l");
        app.browser()
            .post("/sign-up/email", body)
            .await
            .expect_error(400, "USERNAME_IS_ALREADY_TAKEN");
    }
}

#[tokio::test]
async fn enu_06_without_verification_a_taken_address_is_told() {
    let app = app().await;
    app.sign_up("ada").await;
    let answer = app.browser().post("/sign-up/email", signing_up("ada")).await;
    answer.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
}

#[tokio::test]
async fn enu_07_unknown_user_names_and_wrong_passwords_look_alike() {
    let app = app().await;
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "username", "ada_l"))
        .await
        .expect(200);
    let mut answers = Vec::new();
    for username in ["ada_l", "nobody"] {
        let body = json!({"username": username, "password": "wrong horse battery staple"});
        answers.push(app.browser().post("/sign-in/username", body).await.expect(401));
    }
    assert_eq!(seen(&answers[0]), seen(&answers[1]));
}
