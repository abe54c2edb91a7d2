use better_auth_core::event::kinds;
use better_auth_test::TestApp;
use serde_json::{Value, json};

use crate::verification::{offered, path_to, verified};

async fn app() -> TestApp {
    offered(Default::default()).await
}

fn asking(name: &str) -> Value {
    json!({ "email": format!("{name}@example.com"), "callbackURL": "/done" })
}

#[tokio::test]
async fn a_stranger_gets_a_link_sent_to_somebody_who_is_not_verified() {
    let app = app().await;
    app.sign_up("ada").await;
    let answer = app.browser().post("/send-verification-email", asking("ada")).await;
    assert_eq!(answer.expect(200).json(), json!({ "status": true }));
    let opened = app.browser().get(&path_to(&app, "ada")).await.expect(302);
    assert_eq!(opened.header("location"), Some("/done"));
    assert_eq!(verified(&app).await, 1);
    assert_eq!(app.observed().of_kind(kinds::VERIFICATION_REQUESTED).len(), 1);
}

#[tokio::test]
async fn somebody_who_is_signed_in_gets_a_link_to_their_own_address() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/send-verification-email", json!({ "email": "ADA@example.com" })).await.expect(200);
    app.browser().get(&path_to(&app, "ada")).await.expect(302);
    assert_eq!(ada.get("/get-session").await.json()["user"]["emailVerified"], true);
}

#[tokio::test]
async fn somebody_who_is_signed_in_is_refused_another_address() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.sign_up("bob").await;
    for name in ["bob", "nobody"] {
        let answer = ada.post("/send-verification-email", asking(name)).await;
        answer.expect_error(400, "EMAIL_MISMATCH");
    }
}

#[tokio::test]
async fn somebody_who_is_signed_in_and_verified_is_told() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE users SET email_verified = true").await;
    let answer = ada.post("/send-verification-email", asking("ada")).await;
    answer.expect_error(400, "EMAIL_ALREADY_VERIFIED");
}

#[tokio::test]
async fn a_token_that_opens_no_session_counts_as_none() {
    let app = app().await;
    app.sign_up("ada").await;
    let stranger = app.browser().bearer("session_forged");
    stranger.post("/send-verification-email", asking("ada")).await.expect(200);
    path_to(&app, "ada");
}

#[tokio::test]
async fn ver_16_one_address_gets_five_mails_an_hour_in_whatever_spelling() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for round in 0..20 {
        let email = if round % 2 == 0 { "ada@example.com" } else { "Ada@Example.com" };
        let browser = if round % 3 == 0 { ada.clone() } else { app.browser() };
        browser.post("/send-verification-email", json!({ "email": email })).await.expect(200);
    }
    assert_eq!(app.mailbox().take_all().len(), 5);
    app.clock().advance(std::time::Duration::from_secs(3600));
    app.browser().post("/send-verification-email", asking("ada")).await.expect(200);
    path_to(&app, "ada");
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let app = app().await;
    let bodies = [
        json!({}),
        json!({ "email": null }),
        json!({ "email": ["ada@example.com"] }),
        json!({ "email": "ada" }),
        json!({ "email": "ada@example.com\r\nBcc: b@example.com" }),
        json!({ "email": "ada@example.com", "callbackURL": ["/"] }),
    ];
    for body in bodies {
        let answer = app.browser().post("/send-verification-email", body.clone()).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn a_callback_elsewhere_is_refused_and_nothing_is_sent() {
    let app = app().await;
    app.sign_up("ada").await;
    let body = json!({ "email": "ada@example.com", "callbackURL": "https://evil.com" });
    let answer = app.browser().post("/send-verification-email", body).await;
    answer.expect_error(403, "INVALID_CALLBACK_URL");
    assert_eq!(app.count("verifications").await, 0);
}
