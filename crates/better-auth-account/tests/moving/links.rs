//! The links of a move, and who may open them when.

use std::time::Duration;

use better_auth_account::ChangeEmail;
use better_auth_core::event::kinds;
use http::Method;
use serde_json::json;

use super::{address, app, app_that, ask, confirmed, link_to, verified};
use crate::HOUR;

#[tokio::test]
async fn ver_18_the_old_address_agrees_the_new_one_proves_itself_and_the_old_one_is_told() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    ask(&ada, "ada").await.expect(200);
    let mail = app.mailbox().take_to("ada@example.com");
    assert!(mail.text.contains("ada@example.org"), "{}", mail.text);
    assert!(app.mailbox().take_all().is_empty(), "the new address is not asked yet");
    ask(&ada, "ada").await.expect(200);
    let answer = app.browser().get(&link_to(&app, "ada@example.com")).await.expect(200);
    assert_eq!(answer.json(), json!({ "status": true, "user": null }));
    assert_eq!(address(&ada).await, "ada@example.com");
    let answer = app.browser().get(&link_to(&app, "ada@example.org")).await.expect(200);
    assert_eq!(answer.json()["user"]["email"], "ada@example.org");
    assert_eq!(answer.json()["user"]["emailVerified"], true);
    assert_eq!(address(&ada).await, "ada@example.org");
    let told = app.mailbox().take_to("ada@example.com");
    assert!(told.text.contains("ada@example.org"), "{}", told.text);
    for kind in [kinds::EMAIL_CHANGE_REQUESTED, kinds::EMAIL_CHANGE_CONFIRMED, kinds::EMAIL_CHANGED]
    {
        assert!(!app.observed().of_kind(kind).is_empty(), "{kind}");
    }
}

#[tokio::test]
async fn the_links_lead_to_the_callback_of_the_request() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let body = json!({ "newEmail": "ada@example.org", "callbackURL": "/moved?a=1&b=2" });
    ada.post("/change-email", body).await.expect(200);
    for address in ["ada@example.com", "ada@example.org"] {
        let mail = app.mailbox().take_to(address);
        let link = mail.text.lines().find(|line| line.starts_with("http")).unwrap();
        let path = link.strip_prefix("http://localhost:3000/auth").unwrap();
        let answer = app.browser().get(path).await.expect(302);
        assert_eq!(answer.header("location"), Some("/moved?a=1&b=2"));
    }
    app.mailbox().take_to("ada@example.com");
    assert_eq!(address(&ada).await, "ada@example.org");
}

#[tokio::test]
async fn only_the_session_that_asked_stays() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let link = confirmed(&app, &ada, "ada").await;
    phone.get(&link).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    assert_eq!(address(&ada).await, "ada@example.org");
    assert_eq!(address(&phone).await, "signed out");
}

#[tokio::test]
async fn ver_11_nobody_opens_a_link_of_somebody_else_and_it_stays_unused() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let bob = verified(&app, "bob").await;
    ask(&ada, "ada").await.expect(200);
    let confirm = link_to(&app, "ada@example.com");
    bob.get(&confirm).await.expect_error(401, "INVALID_USER");
    ada.get(&confirm).await.expect(200);
    let link = link_to(&app, "ada@example.org");
    bob.get(&link).await.expect_error(401, "INVALID_USER");
    let redirected = bob.get(&format!("{link}&callbackURL=%2F")).await.expect(302);
    assert_eq!(redirected.header("location"), Some("/?error=INVALID_USER"));
    assert_eq!(address(&ada).await, "ada@example.com");
    ada.get(&link).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    assert_eq!(
        (address(&ada).await, address(&bob).await),
        ("ada@example.org".to_owned(), "bob@example.com".to_owned())
    );
}

#[tokio::test]
async fn each_link_works_once_and_explains_itself() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    ask(&ada, "ada").await.expect(200);
    let confirm = link_to(&app, "ada@example.com");
    app.browser().get(&confirm).await.expect(200);
    let again = app.browser().get(&confirm).await.expect_error(401, "TOKEN_ALREADY_USED");
    assert!(again.text().contains("new address"), "{}", again.text());
    let link = link_to(&app, "ada@example.org");
    app.browser().get(&link).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    app.browser().get(&link).await.expect_error(401, "TOKEN_ALREADY_USED");
    app.browser().get(&confirm).await.expect_error(401, "INVALID_TOKEN");
}

#[tokio::test]
async fn ver_06_head_uses_no_link_of_a_move_up() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    ask(&ada, "ada").await.expect(200);
    let confirm = link_to(&app, "ada@example.com");
    app.browser().send(Method::HEAD, &confirm, None, Vec::new()).await.expect(200);
    app.browser().get(&confirm).await.expect(200);
    let link = link_to(&app, "ada@example.org");
    app.browser().send(Method::HEAD, &link, None, Vec::new()).await.expect(200);
    assert_eq!(address(&ada).await, "ada@example.com");
}

#[tokio::test]
async fn links_expire_after_an_hour() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    ask(&ada, "ada").await.expect(200);
    let link = confirmed(&app, &ada, "ada").await;
    app.clock().advance(HOUR);
    app.browser().get(&link).await.expect_error(401, "TOKEN_EXPIRED");
    let confirm = link_to_confirm(&app);
    app.browser().get(&confirm).await.expect_error(401, "TOKEN_EXPIRED");
    assert_eq!(address(&ada).await, "ada@example.com");
}

fn link_to_confirm(app: &better_auth_test::TestApp) -> String {
    link_to(app, "ada@example.com")
}

#[tokio::test]
async fn ver_03_links_die_with_a_move_to_another_address() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let first = confirmed(&app, &ada, "ada").await;
    let body = json!({ "newEmail": "countess@example.org" });
    ada.post("/change-email", body.clone()).await.expect(200);
    app.browser().get(&link_to(&app, "ada@example.com")).await.expect(200);
    let second = link_to(&app, "countess@example.org");
    app.browser().get(&second).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    app.browser().get(&first).await.expect_error(401, "INVALID_TOKEN");
    assert_eq!(address(&ada).await, "countess@example.org");
}

#[tokio::test]
async fn a_new_password_stops_a_move() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let link = confirmed(&app, &ada, "ada").await;
    let body = json!({
        "currentPassword": better_auth_test::PASSWORD,
        "newPassword": "another horse another staple",
    });
    ada.post("/change-password", body).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    app.browser().get(&link).await.expect_error(401, "INVALID_TOKEN");
    assert_eq!(address(&ada).await, "ada@example.com");
}

#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_refused_and_the_link_stays_unused() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let link = confirmed(&app, &ada, "ada").await;
    let body = json!({ "name": "eve", "email": "ada@example.org", "password": better_auth_test::PASSWORD });
    app.browser().post("/sign-up/email", body).await.expect(200);
    let refused = app.browser().get(&link).await;
    refused.expect_error(422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
    assert!(
        app.mailbox().take_all().is_empty(),
        "the old address is not told of what did not happen"
    );
    assert_eq!(address(&ada).await, "ada@example.com");
    app.execute("DELETE FROM users WHERE name = 'eve'").await;
    app.browser().get(&link).await.expect(200);
    app.mailbox().take_to("ada@example.com");
}

#[tokio::test]
async fn after_the_agreement_a_taken_address_gets_no_mail_and_the_same_answer() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    verified(&app, "bob").await;
    let mut answers = Vec::new();
    for to in ["bob@example.com", "new@example.com"] {
        ada.post("/change-email", json!({ "newEmail": to })).await.expect(200);
        let confirm = link_to(&app, "ada@example.com");
        let (tokens, mails) = (app.count("verifications").await, app.count("mails").await);
        let answer = app.browser().leaving_mails().get(&confirm).await.expect(200);
        answers.push(answer.text());
        assert_eq!(app.count("verifications").await, tokens + 1);
        assert_eq!(app.count("mails").await, mails + 1);
        app.browser().get("/ok").await;
    }
    assert_eq!(answers[0], answers[1]);
    app.mailbox().take_to("new@example.com");
    assert!(app.mailbox().take_all().is_empty());
}

#[tokio::test]
async fn one_new_address_is_written_to_five_times_an_hour_and_the_agreement_can_wait() {
    let app = app().await;
    for index in 0..5 {
        let someone = verified(&app, &format!("someone{index}")).await;
        let body = json!({ "newEmail": "victim@example.org" });
        someone.post("/change-email", body).await.expect(200);
        let confirm = link_to(&app, &format!("someone{index}@example.com"));
        app.browser().get(&confirm).await.expect(200);
    }
    assert_eq!(app.mailbox().take_all().len(), 5);
    let ada = verified(&app, "ada").await;
    ada.post("/change-email", json!({ "newEmail": "victim@example.org" })).await.expect(200);
    let confirm = link_to(&app, "ada@example.com");
    app.browser().get(&confirm).await.expect_error(429, "TOO_MANY_REQUESTS");
    app.clock().advance(HOUR - Duration::from_secs(1));
    app.browser().get(&confirm).await.expect_error(429, "TOO_MANY_REQUESTS");
}

#[tokio::test]
async fn a_move_without_agreement_takes_one_mail_and_a_notice() {
    let app = app_that(ChangeEmail::VerifyNewAddressOnly).await;
    let ada = verified(&app, "ada").await;
    ask(&ada, "ada").await.expect(200);
    let link = link_to(&app, "ada@example.org");
    assert!(app.mailbox().take_all().is_empty());
    app.browser().get(&link).await.expect(200);
    let told = app.mailbox().take_to("ada@example.com");
    assert!(told.text.contains("ada@example.org"), "{}", told.text);
    assert_eq!(address(&ada).await, "ada@example.org");
}

#[tokio::test]
async fn the_new_address_signs_in_and_the_old_one_does_not() {
    let app = app().await;
    let ada = verified(&app, "ada").await;
    let link = confirmed(&app, &ada, "ada").await;
    app.browser().get(&link).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    app.sign_in("ada").await.1.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    let body = json!({ "email": "ada@example.org", "password": better_auth_test::PASSWORD });
    app.browser().post("/sign-in/email", body).await.expect(200);
}
