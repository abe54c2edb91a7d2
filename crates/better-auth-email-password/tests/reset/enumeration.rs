//! Asking for a reset does not tell who has an account.

use std::time::Duration;

use better_auth_core::event::kinds;

use super::{NEW, ask, reset};
use crate::app;
use crate::enumeration::seen;

#[tokio::test]
async fn rst_14_known_and_unknown_addresses_get_the_same_bytes() {
    let app = app().await;
    app.sign_up("ada").await;
    let known = ask(&app.browser(), "ada").await.expect(200);
    let unknown = ask(&app.browser(), "nobody").await.expect(200);
    assert_eq!(seen(&known), seen(&unknown));
    app.mailbox().take_to("ada@example.com");
    assert!(app.mailbox().take_all().is_empty());
}

#[tokio::test]
async fn known_and_unknown_addresses_leave_the_same_behind() {
    let app = app().await;
    app.sign_up("ada").await;
    app.mailbox().refuse(true);
    for (name, rows) in [("ada", 1), ("nobody", 2)] {
        ask(&app.browser(), name).await.expect(200);
        assert_eq!(app.count("verifications").await, rows);
        assert_eq!(app.observed().of_kind(kinds::PASSWORD_RESET_REQUESTED).len() as i64, rows);
    }
    assert_eq!(app.count("verifications WHERE user_id IS NULL").await, 1);
    assert_eq!(app.columns_with("nobody@example.com").await, ["verifications.value"]);
    app.mailbox().refuse(false);
    app.clock().advance(Duration::from_secs(60));
    app.browser().get("/ok").await;
    app.mailbox().take_to("ada@example.com");
}

#[tokio::test]
async fn rst_15_one_address_gets_five_mails_an_hour_and_the_same_answer() {
    let app = app().await;
    app.sign_up("ada").await;
    for name in ["ada", "nobody"] {
        let first = ask(&app.browser(), name).await.expect(200);
        for _ in 1..30 {
            let next = ask(&app.browser(), name).await.expect(200);
            assert_eq!(seen(&first), seen(&next));
        }
    }
    assert_eq!(app.mailbox().take_all().len(), 5);
    let decoys = app.count("verifications WHERE user_id IS NULL").await;
    assert_eq!(decoys, 5, "an unknown address is counted like a known one");
    app.clock().advance(Duration::from_secs(60 * 60));
    ask(&app.browser(), "ada").await.expect(200);
    app.mailbox().take_to("ada@example.com");
}

#[tokio::test]
async fn rst_15_both_names_of_the_route_and_every_spelling_share_the_budget() {
    let app = app().await;
    app.sign_up("ada").await;
    for email in ["ada@example.com", "ADA@example.com", "Ada@Example.com"] {
        for route in ["/forget-password", "/request-password-reset"] {
            let body = serde_json::json!({ "email": email });
            app.browser().post(route, body).await.expect(200);
        }
    }
    assert_eq!(app.mailbox().take_all().len(), 5);
}

#[tokio::test]
async fn a_mail_over_the_limit_is_an_event_that_names_nobody() {
    let app = app().await;
    app.sign_up("ada").await;
    for _ in 0..6 {
        ask(&app.browser(), "ada").await.expect(200);
    }
    app.mailbox().take_all();
    let last = app.observed().of_kind(kinds::PASSWORD_RESET_REQUESTED).pop().unwrap();
    assert_eq!(last.detail, Some("mail_limit"));
    assert!(last.subject.is_none());
}

#[tokio::test]
async fn enu_02_an_account_without_a_password_answers_alike() {
    let app = app().await;
    app.sign_up("ada").await;
    app.sign_up("bob").await;
    app.execute("UPDATE accounts SET provider_id = 'github', password = NULL WHERE user_id = (SELECT id FROM users WHERE email = 'bob@example.com')").await;
    let (ada, bob) = (ask(&app.browser(), "ada").await, ask(&app.browser(), "bob").await);
    assert_eq!(seen(&ada), seen(&bob));
    app.mailbox().take_to("ada@example.com");
    app.mailbox().take_to("bob@example.com");
}

#[tokio::test]
async fn unknown_used_and_expired_tokens_answer_alike() {
    let app = app().await;
    app.sign_up("ada").await;
    let used = super::mailed_token(&app, "ada").await;
    reset(&app.browser(), &used, NEW).await.expect(200);
    super::take_notice(&app, "ada");
    let expired = super::mailed_token(&app, "ada").await;
    app.clock().advance(Duration::from_secs(60 * 60));
    let mut answers = Vec::new();
    for token in [&used, &expired, &"A".repeat(43), "", "x"] {
        answers.push(seen(&reset(&app.browser(), token, NEW).await.expect(400)));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}
