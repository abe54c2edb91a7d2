use better_auth_core::event::kinds;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::reset::{is_signed_in, take_notice};
use crate::{PASSWORD, app};

const NEW: &str = "another horse another staple";

fn change(new: &str) -> Value {
    json!({ "currentPassword": PASSWORD, "newPassword": new })
}

#[tokio::test]
async fn pwd_08_the_other_devices_are_out_and_the_caller_has_a_new_token() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let mut body = change(NEW);
    body["revokeOtherSessions"] = true.into();
    let answer = ada.post("/change-password", body).await.expect(200).json();
    take_notice(&app, "ada");
    assert_ne!(answer["token"], signed_up["token"]);
    assert_eq!(answer["user"], signed_up["user"]);
    assert_eq!(ada.get("/get-session").await.json()["session"]["token"], answer["token"]);
    assert!(!is_signed_in(&phone).await);
    assert!(is_signed_in(&bob).await);
    assert_eq!(app.observed().of_kind(kinds::PASSWORD_CHANGED).len(), 1);
}

#[tokio::test]
async fn pwd_08b_without_the_flag_the_other_devices_are_out_as_well() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    ada.post("/change-password", change(NEW)).await.expect(200);
    take_notice(&app, "ada");
    assert!(is_signed_in(&ada).await);
    assert!(!is_signed_in(&phone).await);
}

#[tokio::test]
async fn the_other_devices_may_stay() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let mut body = change(NEW);
    body["revokeOtherSessions"] = false.into();
    ada.post("/change-password", body).await.expect(200);
    take_notice(&app, "ada");
    assert!(is_signed_in(&phone).await);
}

#[tokio::test]
async fn pwd_09_the_old_session_of_the_caller_is_void() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let copy = ada.copy();
    let mut body = change(NEW);
    body["revokeOtherSessions"] = false.into();
    ada.post("/change-password", body).await.expect(200);
    take_notice(&app, "ada");
    assert!(!is_signed_in(&copy).await);
    let old = app.browser().bearer(signed_up["token"].as_str().unwrap());
    old.get("/get-session").await.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn only_the_new_password_signs_in() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/change-password", change(NEW)).await.expect(200);
    take_notice(&app, "ada");
    app.sign_in("ada").await.1.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    let body = json!({"email": "ada@example.com", "password": NEW});
    app.browser().post("/sign-in/email", body).await.expect(200);
}

#[tokio::test]
async fn a_wrong_password_changes_nothing() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({"currentPassword": "wrong horse battery staple", "newPassword": NEW});
    ada.post("/change-password", body).await.expect_error(400, "INVALID_PASSWORD");
    assert!(is_signed_in(&ada).await);
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn a_new_password_that_the_policy_refuses_changes_nothing() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (new, code) in [
        ("short", "PASSWORD_TOO_SHORT"),
        (&*"xy".repeat(65), "PASSWORD_TOO_LONG"),
        ("password", "PASSWORD_TOO_COMMON"),
    ] {
        ada.post("/change-password", change(new)).await.expect_error(400, code);
    }
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn somebody_without_a_password_is_told_so() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    let answer = ada.post("/change-password", change(NEW)).await;
    answer.expect_error(400, "CREDENTIAL_ACCOUNT_NOT_FOUND");
}

#[tokio::test]
async fn a_session_that_ends_with_the_browser_is_replaced_by_one_that_does() {
    let app = app().await;
    app.sign_up("ada").await;
    let ada = app.browser();
    let body = json!({"email": "ada@example.com", "password": PASSWORD, "rememberMe": false});
    ada.post("/sign-in/email", body).await.expect(200);
    let cookie =
        ada.post("/change-password", change(NEW)).await.expect(200).set_cookies().remove(0);
    take_notice(&app, "ada");
    assert!(!cookie.contains("Max-Age"), "{cookie}");
}

#[tokio::test]
async fn strangers_are_refused_before_the_body_is_read() {
    let app = app().await;
    let stranger = app.browser();
    let answer = stranger.post_raw("/change-password", "application/json", "{").await;
    answer.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn con_05_of_many_changes_at_once_one_works() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let attempts = (0..8).map(|index| {
        let browser = ada.copy();
        let new = format!("{NEW} {index}");
        async move { (new.clone(), browser.post("/change-password", change(&new)).await) }
    });
    let answers = join_all(attempts).await;
    let winners: Vec<_> = answers.iter().filter(|(_, answer)| answer.status == 200).collect();
    assert_eq!(winners.len(), 1);
    take_notice(&app, "ada");
    assert!(answers.iter().all(|(_, a)| a.status == 200 || a.status.is_client_error()));
    let body = json!({"email": "ada@example.com", "password": winners[0].0});
    app.browser().post("/sign-in/email", body).await.expect(200);
    assert_eq!(app.count("sessions").await, 2);
}
