//! When mails go out by themselves: at sign-up and at sign-in.

use std::time::Duration;

use better_auth_core::event::kinds;
use better_auth_email_password::EmailVerificationOptions;
use serde_json::json;

use super::{offered, path_to, required, required_with, verified};
use crate::{PASSWORD, signing_up, signing_up_with};

#[tokio::test]
async fn a_sign_up_that_must_be_verified_sends_a_link_that_leads_to_its_callback() {
    let app = required().await;
    let body = signing_up_with("ada", "callbackURL", "/welcome?tab=1&next=2#top");
    app.browser().post("/sign-up/email", body).await.expect(200);
    let opened = app.browser().get(&path_to(&app, "ada")).await.expect(302);
    assert_eq!(opened.header("location"), Some("/welcome?tab=1&next=2#top"));
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn a_sign_up_that_need_not_be_verified_sends_a_link_only_if_asked_to() {
    for (on, mails) in [(false, 0), (true, 1)] {
        let app = offered(EmailVerificationOptions::default().send_on_sign_up(on)).await;
        let (ada, signed_up) = app.sign_up("ada").await;
        assert!(signed_up["token"].is_string());
        let sent = app.mailbox().take_all();
        assert_eq!(sent.len(), mails);
        assert!(ada.get("/get-session").await.json().is_object());
    }
}

#[tokio::test]
async fn a_sign_up_with_a_taken_address_tells_its_owner_and_sends_no_link() {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let told = app.mailbox().take_to("ada@example.com");
    assert!(!told.text.contains("http"), "{}", told.text);
    assert_eq!(app.count("users").await, 1);
    assert_eq!(app.observed().of_kind(kinds::USER_CREATED).len(), 1);
}

#[tokio::test]
async fn the_owner_of_a_taken_address_is_told_five_times_an_hour() {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    for _ in 0..8 {
        app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    }
    assert_eq!(app.mailbox().take_all().len(), 5);
    assert_eq!(app.count("verifications").await, 9, "the work is the same over the limit");
}

#[tokio::test]
async fn ver_17_right_passwords_send_few_mails_and_wrong_ones_none() {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let wrong = json!({"email": "ada@example.com", "password": "wrong horse battery staple"});
    for round in 0..10 {
        app.sign_in("ada").await.1.expect_error(403, "EMAIL_NOT_VERIFIED");
        if round % 2 == 0 {
            let answer = app.browser().post("/sign-in/email", wrong.clone()).await;
            answer.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
        }
    }
    assert_eq!(app.mailbox().take_all().len(), 2, "one for the sign-up, one for the sign-ins");
}

#[tokio::test]
async fn ver_17_wrong_passwords_alone_send_nothing() {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    let wrong = json!({"email": "ada@example.com", "password": "wrong horse battery staple"});
    for _ in 0..5 {
        let answer = app.browser().post("/sign-in/email", wrong.clone()).await;
        answer.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    }
    assert!(app.mailbox().take_all().is_empty());
    assert_eq!(app.count("verifications").await, 1);
}

#[tokio::test]
async fn ten_minutes_later_a_right_password_sends_another_link() {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    app.sign_in("ada").await;
    app.clock().advance(Duration::from_secs(601));
    app.sign_in("ada").await;
    assert_eq!(app.mailbox().take_all().len(), 3);
}

#[tokio::test]
async fn the_link_of_a_refused_sign_in_leads_to_its_callback() {
    let app = required().await;
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "username", "ada_l"))
        .await
        .expect(200);
    app.mailbox().take_to("ada@example.com");
    let body = json!({"username": "ada_l", "password": PASSWORD, "callbackURL": "/from-sign-in"});
    let refused = app.browser().post("/sign-in/username", body).await;
    refused.expect_error(403, "EMAIL_NOT_VERIFIED");
    let opened = app.browser().get(&path_to(&app, "ada")).await.expect(302);
    assert_eq!(opened.header("location"), Some("/from-sign-in"));
    assert_eq!(verified(&app).await, 1);
}

#[tokio::test]
async fn refused_sign_ins_send_nothing_where_that_is_switched_off() {
    let options = EmailVerificationOptions::default().send_on_sign_in(false);
    let app = required_with(options, |builder| builder).await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    app.sign_in("ada").await.1.expect_error(403, "EMAIL_NOT_VERIFIED");
    assert!(app.mailbox().take_all().is_empty());
}

#[tokio::test]
async fn a_sign_up_that_fails_leaves_neither_token_nor_mail() {
    let app = required().await;
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "username", "ada_l"))
        .await
        .expect(200);
    app.mailbox().take_to("ada@example.com");
    let taken = signing_up_with("bob", "username", "ada_l");
    app.browser().post("/sign-up/email", taken).await.expect(400);
    assert_eq!(app.count("verifications").await, 1);
    assert_eq!(app.count("mails").await, 0);
}
