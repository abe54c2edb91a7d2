use better_auth_account::ChangeEmail;
use better_auth_core::event::kinds;
use serde_json::json;

use crate::DAY;
use crate::moving::{address, app, app_that, ask, link_to, verified};

#[tokio::test]
async fn ver_08_the_address_stays_until_the_links_are_opened() {
    for how in [ChangeEmail::ConfirmAtCurrentAddress, ChangeEmail::VerifyNewAddressOnly] {
        let app = app_that(how).await;
        let ada = verified(&app, "ada").await;
        let answer = ask(&ada, "ada").await.expect(200);
        assert_eq!(answer.json(), json!({ "status": true }));
        assert_eq!(app.mailbox().take_all().len(), 1);
        assert_eq!(address(&ada).await, "ada@example.com");
        let event = app.observed().of_kind(kinds::EMAIL_CHANGE_REQUESTED).pop().unwrap();
        assert!(event.actor.is_some() && event.session.is_some());
    }
}

#[tokio::test]
async fn an_address_that_was_never_proven_is_not_asked() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ask(&ada, "ada").await.expect(200);
    ada.get(&link_to(&app, "ada@example.org")).await.expect(200);
    assert_eq!(address(&ada).await, "ada@example.org");
    app.mailbox().take_to("ada@example.com");
}

#[tokio::test]
async fn where_the_old_address_is_not_asked_the_session_must_be_fresh() {
    let proven = app_that(ChangeEmail::VerifyNewAddressOnly).await;
    let unproven = app().await;
    let browsers =
        [(verified(&proven, "ada").await, proven), (unproven.sign_up("ada").await.0, unproven)];
    for (ada, app) in browsers {
        app.clock().advance(DAY);
        ask(&ada, "ada").await.expect_error(403, "SESSION_NOT_FRESH");
        assert_eq!(app.count("verifications").await, 0);
    }
}

#[tokio::test]
async fn where_the_old_address_agrees_the_session_may_be_old() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    app.clock().advance(DAY);
    ask(&ada, "ada").await.expect(200);
    app.mailbox().take_to("ada@example.com");
}

#[tokio::test]
async fn the_mailbox_that_one_reads_does_not_tell_whether_the_new_address_is_taken() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    verified(&app, "bob").await;
    for to in ["bob@example.com", "new@example.com"] {
        ada.post("/change-email", json!({ "newEmail": to })).await.expect(200);
        let mail = app.mailbox().take_to("ada@example.com");
        assert!(mail.text.contains(to), "{}", mail.text);
    }
    assert!(app.mailbox().take_all().is_empty());
}

#[tokio::test]
async fn without_agreement_a_taken_address_gets_no_mail() {
    let app = app_that(ChangeEmail::VerifyNewAddressOnly).await;
    let ada = verified(&app, "ada").await;
    verified(&app, "bob").await;
    let answer = ada.post("/change-email", json!({ "newEmail": "bob@example.com" })).await;
    assert_eq!(answer.expect(200).json(), json!({ "status": true }));
    assert!(app.mailbox().take_all().is_empty());
    assert_eq!(app.count("verifications WHERE user_id IS NULL").await, 1);
}

#[tokio::test]
async fn the_same_address_is_refused_in_any_case() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    for to in ["ada@example.com", "ADA@Example.com"] {
        let answer = ada.post("/change-email", json!({ "newEmail": to })).await;
        answer.expect_error(400, "EMAIL_IS_THE_SAME");
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    ask(&app.browser(), "ada").await.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let app = app_that(ChangeEmail::Off).await;
    let ada = verified(&app, "ada").await;
    ask(&ada, "ada").await.expect_error(400, "CHANGE_EMAIL_DISABLED");
}

#[tokio::test]
async fn without_the_plugin_that_opens_links_it_says_so() {
    let app = crate::app().await;
    let ada = verified(&app, "ada").await;
    ask(&ada, "ada").await.expect_error(400, "VERIFICATION_EMAIL_NOT_ENABLED");
    assert_eq!(app.count("verifications").await, 0);
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let bodies = [
        json!({}),
        json!({ "newEmail": null }),
        json!({ "newEmail": { "a": 1 } }),
        json!({ "newEmail": "ada" }),
        json!({ "newEmail": "a@example.com,b@example.com" }),
        json!({ "newEmail": "ada@example.org", "callbackURL": 1 }),
    ];
    for body in bodies {
        ada.post("/change-email", body).await.expect_error(400, "VALIDATION_ERROR");
    }
    let body = json!({ "newEmail": "ada@example.org", "callbackURL": "//evil.com" });
    ada.post("/change-email", body).await.expect_error(403, "INVALID_CALLBACK_URL");
    assert_eq!(app.count("verifications").await, 0);
}

#[tokio::test]
async fn asking_again_and_again_sends_five_mails_an_hour() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    for _ in 0..8 {
        ask(&ada, "ada").await.expect(200);
    }
    assert_eq!(app.mailbox().take_all().len(), 5);
}
