//! What happens at once.

use better_auth_core::{RequestFacts, SecretString};
use better_auth_email_password::EmailPasswordPlugin;
use futures_util::future::join_all;
use serde_json::json;

use crate::{PASSWORD, app, signing_up_with};

#[tokio::test(flavor = "multi_thread")]
async fn con_01_many_sign_ups_with_one_address_make_one_account() {
    let app = app().await;
    let attempts = (0..16).map(|index| {
        let browser = app.browser();
        let email = if index % 2 == 0 { "ada@example.com" } else { "ADA@example.com" };
        let mut body = signing_up_with("ada", "email", email);
        body["password"] = format!("correct horse battery {index}").into();
        async move { (index, browser.post("/sign-up/email", body).await) }
    });
    let answers = join_all(attempts).await;
    let winners: Vec<_> = answers.iter().filter(|(_, answer)| answer.status == 200).collect();
    assert_eq!(winners.len(), 1);
    for (_, answer) in answers.iter().filter(|(_, answer)| answer.status != 200) {
        answer.clone().expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
    }
    assert_eq!(app.count("users").await, 1);
    assert_eq!(app.count("accounts").await, 1);
    let password = format!("correct horse battery {}", winners[0].0);
    let body = json!({"email": "ada@example.com", "password": password});
    app.browser().post("/sign-in/email", body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn con_02_many_sign_ups_with_one_user_name_make_one_owner() {
    let app = app().await;
    let attempts = (0..12).map(|index| {
        let browser = app.browser();
        let username = if index % 2 == 0 { "ada_l" } else { "Ada_L" };
        let body = signing_up_with(&format!("ada{index}"), "username", username);
        async move { browser.post("/sign-up/email", body).await }
    });
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "USERNAME_IS_ALREADY_TAKEN");
    }
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn a_user_who_is_deleted_during_the_sign_in_gets_no_session_and_no_server_error() {
    let app = app().await;
    app.sign_up("ada").await;
    let service = app.site().plugin::<EmailPasswordPlugin>().unwrap();
    let policy = app.auth().settings().password_policy.clone();
    let password = policy.candidate(&SecretString::new(PASSWORD)).unwrap();
    let (email, facts) = ("ada@example.com".parse().unwrap(), RequestFacts::default());
    let verified = service.verify_email(&email, password, &facts).await.unwrap();
    app.execute("DELETE FROM users").await;
    let refusal = app.auth().sign_in(verified, &facts, true).await.unwrap_err();
    assert_eq!((refusal.status().as_u16(), refusal.code()), (401, "UNAUTHORIZED"));
    assert_eq!(app.count("sessions").await, 0);
}
