use std::time::Duration;

use better_auth_core::event::kinds;
use better_auth_email_password::EmailVerificationOptions;
use better_auth_test::{REDIRS, REDIRS_TRUSTED, TestApp};
use http::Method;
use serde_json::json;

use crate::signing_up;
use crate::verification::{
    encoded, offered, opening, path_to, required, required_with, token_to, verified,
};

/// An application in which Ada has signed up, and the token that was mailed to her.
async fn mailed() -> (TestApp, String) {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let token = token_to(&app, "ada");
    (app, token)
}

#[tokio::test]
async fn the_link_proves_the_address() {
    let (app, token) = mailed().await;
    let answer = app.browser().get(&opening(&token)).await.expect(200);
    assert_eq!(answer.json(), json!({ "status": true, "user": null }));
    assert_eq!(verified(&app).await, 1);
    let event = app.observed().of_kind(kinds::EMAIL_VERIFIED).pop().unwrap();
    assert!(event.actor.is_some());
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn the_mailed_link_leads_to_the_root_of_the_site() {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let answer = app.browser().get(&path_to(&app, "ada")).await.expect(302);
    assert_eq!(answer.header("location"), Some("/"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
}

#[tokio::test]
async fn the_token_is_stored_as_a_hash() {
    let (app, token) = mailed().await;
    assert_eq!(app.columns_with(&token).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_second_click_is_told_that_the_address_is_verified() {
    let (app, token) = mailed().await;
    app.browser().get(&opening(&token)).await.expect(200);
    let answer = app.browser().get(&opening(&token)).await;
    let answer = answer.expect_error(401, "TOKEN_ALREADY_USED");
    assert!(answer.text().contains("you can sign in"), "{}", answer.text());
    let path = format!("{}&callbackURL=%2Fdone%3Ftab%3D1", opening(&token));
    let answer = app.browser().get(&path).await.expect(302);
    assert_eq!(answer.header("location"), Some("/done?tab=1&error=TOKEN_ALREADY_USED"));
}

#[tokio::test]
async fn another_link_to_a_proven_address_does_no_harm_once() {
    let (app, first) = mailed().await;
    app.sign_in("ada").await;
    let second = token_to(&app, "ada");
    app.browser().get(&opening(&first)).await.expect(200);
    app.browser().get(&opening(&second)).await.expect(200);
    app.browser().get(&opening(&second)).await.expect_error(401, "TOKEN_ALREADY_USED");
    assert_eq!(app.observed().of_kind(kinds::EMAIL_VERIFIED).len(), 1);
}

#[tokio::test]
async fn an_old_link_says_so() {
    let (app, token) = mailed().await;
    app.clock().advance(Duration::from_secs(3599));
    app.browser().send(Method::HEAD, &opening(&token), None, Vec::new()).await.expect(200);
    app.clock().advance(Duration::from_secs(1));
    app.browser().get(&opening(&token)).await.expect_error(401, "TOKEN_EXPIRED");
    let path = format!("{}&callbackURL=%2Fdone", opening(&token));
    let answer = app.browser().get(&path).await.expect(302);
    assert_eq!(answer.header("location"), Some("/done?error=TOKEN_EXPIRED"));
    assert_eq!(verified(&app).await, 0);
}

#[tokio::test]
async fn a_link_lives_as_long_as_the_option_says() {
    let options = EmailVerificationOptions::default().link_life(Duration::from_secs(86_400));
    let app = required_with(options, |builder| builder).await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let token = token_to(&app, "ada");
    app.clock().advance(Duration::from_secs(86_399));
    app.browser().get(&opening(&token)).await.expect(200);
}

#[tokio::test]
async fn a_token_that_was_never_handed_out_is_refused() {
    let app = required().await;
    for token in ["", "x", &"A".repeat(43), &"A".repeat(4000), "%00", "%FF"] {
        let answer = app.browser().get(&opening(token)).await;
        assert!(matches!(answer.status.as_u16(), 400 | 401), "{token}: {}", answer.text());
    }
    app.browser().get(&opening("x")).await.expect_error(401, "INVALID_TOKEN");
    let answer = app.browser().get("/verify-email?token=x&callbackURL=%2Fdone").await.expect(302);
    assert_eq!(answer.header("location"), Some("/done?error=INVALID_TOKEN"));
}

#[tokio::test]
async fn malformed_queries_are_refused() {
    let app = required().await;
    for query in [
        "",
        "?token",
        "?callbackURL=%2F",
        "?token=a&token=b",
        "?token=a&callbackURL=%2F&callbackURL=%2F",
    ] {
        let answer = app.browser().get(&format!("/verify-email{query}")).await;
        assert!(matches!(answer.status.as_u16(), 400 | 401), "{query}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_token_of_another_purpose_is_refused() {
    let (app, token) = mailed().await;
    app.execute("UPDATE verifications SET purpose = 'reset-password'").await;
    app.browser().get(&opening(&token)).await.expect_error(401, "INVALID_TOKEN");
    assert_eq!(verified(&app).await, 0);
}

#[tokio::test]
async fn the_link_of_a_deleted_user_is_refused() {
    let (app, token) = mailed().await;
    app.execute("DELETE FROM users").await;
    app.browser().get(&opening(&token)).await.expect_error(401, "INVALID_TOKEN");
    assert_eq!(app.count("verifications").await, 0);
}

#[tokio::test]
async fn a_link_is_opened_where_somebody_else_is_signed_in() {
    let app = offered(Default::default()).await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    ada.post("/send-verification-email", json!({ "email": "ada@example.com" })).await.expect(200);
    bob.get(&opening(&token_to(&app, "ada"))).await.expect(200);
    assert_eq!(ada.get("/get-session").await.json()["user"]["emailVerified"], true);
    assert_eq!(bob.get("/get-session").await.json()["user"]["emailVerified"], false);
}

#[tokio::test]
async fn ver_03_a_link_to_an_address_that_the_account_has_left_verifies_nothing() {
    let (app, token) = mailed().await;
    app.execute("UPDATE users SET email = 'ada@example.org'").await;
    app.browser().get(&opening(&token)).await.expect_error(401, "INVALID_TOKEN");
    assert_eq!(verified(&app).await, 0);
}

#[tokio::test]
async fn ver_05_callbacks_stay_on_trusted_sites_with_good_and_bad_tokens() {
    let app = required_with(Default::default(), |b| b.trusted_origin(REDIRS_TRUSTED)).await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let token = token_to(&app, "ada");
    for target in REDIRS.iter().chain([&""]) {
        for token in [&*token, "bad"] {
            app.execute("UPDATE verifications SET consumed_at = NULL").await;
            app.execute("UPDATE users SET email_verified = false").await;
            let path = format!("{}&callbackURL={}", opening(token), encoded(target));
            let answer = app.browser().get(&path).await;
            if answer.status == 302 {
                let location = answer.header("location").unwrap();
                assert!(location.starts_with('/') && !location.starts_with("//"), "{location}");
            } else {
                answer.expect_error(403, "INVALID_CALLBACK_URL");
                assert_eq!(verified(&app).await, 0, "{target:?}");
            }
        }
    }
}

#[tokio::test]
async fn ver_06_head_uses_no_link_up() {
    let (app, token) = mailed().await;
    let path = format!("{}&callbackURL=%2F", opening(&token));
    for path in [&path, &opening(&token)] {
        let answer = app.browser().send(Method::HEAD, path, None, Vec::new()).await.expect(200);
        assert!(answer.body.is_empty());
    }
    assert_eq!(verified(&app).await, 0);
    app.browser().get(&path).await.expect(302);
    assert_eq!(verified(&app).await, 1);
}

#[tokio::test]
async fn a_new_password_voids_the_links_that_were_mailed() {
    let app = app_that_changes_passwords().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/send-verification-email", json!({ "email": "ada@example.com" })).await.expect(200);
    let token = token_to(&app, "ada");
    let body = json!({ "currentPassword": crate::PASSWORD, "newPassword": "another horse another staple" });
    ada.post("/change-password", body).await.expect(200);
    app.mailbox().take_to("ada@example.com");
    ada.get(&opening(&token)).await.expect_error(401, "INVALID_TOKEN");
}

async fn app_that_changes_passwords() -> TestApp {
    use better_auth_email_password::EmailVerificationPlugin;
    crate::app_with(Default::default(), |b| b.plugin(EmailVerificationPlugin::new())).await
}
