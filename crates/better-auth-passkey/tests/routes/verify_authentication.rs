use std::time::Duration;

use better_auth_core::Clock;
use better_auth_core::event::kinds;
use better_auth_passkey::{PasskeyOptions, UserVerification};
use better_auth_test::SoftPasskey;
use serde_json::json;

use crate::{app, app_with, member, sign_in_options, signed_in_as, verify_sign_in};

#[tokio::test]
async fn pky_00_a_passkey_signs_in_without_a_name() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    let browser = app.browser();
    let answer = passkey.sign_in(&browser).await.expect(200).json();
    assert_eq!(answer["user"]["email"], "ada@example.com");
    assert_eq!(answer["session"]["userId"], answer["user"]["id"]);
    let fields: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["session", "user"]);
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
    let cookies = browser.cookies();
    assert_eq!(cookies["better-auth.session-token"], answer["session"]["token"].as_str().unwrap());
    assert!(!cookies.contains_key("better-auth.better-auth-passkey"));
    let event = app.observed().of_kind(kinds::SIGNED_IN).pop().unwrap();
    assert_eq!(event.detail, Some("passkey"));
}

#[tokio::test]
async fn the_use_is_recorded() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    app.clock().advance(Duration::from_secs(60));
    passkey.sign_in(&app.browser()).await.expect(200);
    let listed = ada.get("/passkey/list-user-passkeys").await.expect(200).json();
    assert_eq!(listed[0]["counter"], 1);
    assert_eq!(listed[0]["lastUsedAt"], json!(app.clock().now()));
}

#[tokio::test]
async fn a_synced_passkey_never_counts_and_signs_in_again_and_again() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mut passkey = SoftPasskey::synced();
    passkey.register(&ada).await.expect(200);
    for _ in 0..3 {
        passkey.sign_in(&app.browser()).await.expect(200);
    }
}

#[tokio::test]
async fn a_passkey_that_is_copied_later_says_so() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let flags = SoftPasskey::UP | SoftPasskey::UV | SoftPasskey::BE;
    let mut passkey = SoftPasskey::new().with_flags(flags);
    passkey.register(&ada).await.expect(200);
    let mut copied = passkey.with_flags(flags | SoftPasskey::BS);
    copied.sign_in(&app.browser()).await.expect(200);
    let listed = ada.get("/passkey/list-user-passkeys").await.expect(200).json();
    assert_eq!(listed[0]["backedUp"], true);
}

#[tokio::test]
async fn whoever_is_signed_in_signs_in_again_without_a_user_handle() {
    let app = app().await;
    let (ada, passkey) = member(&app, "ada").await;
    let mut passkey = passkey.with_user_handle(None);
    passkey.sign_in(&ada).await.expect(200);
    passkey.sign_in(&app.browser()).await.expect_error(401, "AUTHENTICATION_FAILED");
}

#[tokio::test]
async fn a_challenge_for_one_user_does_not_sign_in_another() {
    let app = app().await;
    let (_, mut bobs) = member(&app, "bob").await;
    let (ada, _) = member(&app, "ada").await;
    bobs.sign_in(&ada).await.expect_error(401, "AUTHENTICATION_FAILED");
    assert_eq!(signed_in_as(&ada).await.unwrap(), "ada@example.com");
}

#[tokio::test]
async fn a_challenge_is_worth_nothing_in_another_browser() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    let (here, there) = (app.browser(), app.browser());
    let response = passkey.get(&sign_in_options(&here).await);
    sign_in_options(&there).await;
    let answer = verify_sign_in(&there, response.clone()).await;
    answer.expect_error(401, "AUTHENTICATION_FAILED");
    verify_sign_in(&app.browser(), response.clone()).await.expect_error(400, "CHALLENGE_NOT_FOUND");
    verify_sign_in(&here, response).await.expect(200);
}

#[tokio::test]
async fn a_program_without_a_session_needs_the_cookie_and_nothing_else() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    // With a cookie the origin must be there: the rule of every route.
    let program = app.browser().with_origin(None);
    let answer = passkey.sign_in(&program).await;
    answer.expect_error(403, "MISSING_OR_NULL_ORIGIN");
}

#[tokio::test]
async fn a_page_of_another_site_can_not_sign_anybody_in() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    let evil = app.browser().with_origin(Some("https://evil.example"));
    passkey.sign_in(&evil).await.expect_error(403, "INVALID_ORIGIN");
}

#[tokio::test]
async fn a_failed_sign_in_is_an_event_about_the_owner() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    let mut passkey = passkey.with_spoiled_signature();
    passkey.sign_in(&app.browser()).await.expect_error(401, "AUTHENTICATION_FAILED");
    let event = app.observed().of_kind(kinds::SIGN_IN_FAILED).pop().unwrap();
    assert_eq!(event.detail, Some("AUTHENTICATION_FAILED"));
    assert!(event.subject.is_some());
}

#[tokio::test]
async fn another_origin_on_the_list_works() {
    let options = PasskeyOptions::default()
        .rp_id("example.com")
        .origin("https://login.example.com")
        .origin("android:apk-key-hash:pNiP5iKyQ8JwgGOaKA1zGPUPJIS-0H1xKCQcfIoGLck");
    let app = app_with(options).await;
    let (ada, _) = app.sign_up("ada").await;
    let mut passkey = SoftPasskey::new().with_origin("https://login.example.com");
    passkey.register(&ada).await.expect(200);
    passkey.sign_in(&app.browser()).await.expect(200);
    let android = "android:apk-key-hash:pNiP5iKyQ8JwgGOaKA1zGPUPJIS-0H1xKCQcfIoGLck";
    let mut passkey = passkey.with_origin(android);
    passkey.sign_in(&app.browser()).await.expect(200);
    let mut passkey = passkey.with_origin("https://example.com");
    passkey.sign_in(&app.browser()).await.expect_error(401, "AUTHENTICATION_FAILED");
}

#[tokio::test]
async fn an_unverified_user_signs_in_where_the_site_says_preferred() {
    let options = PasskeyOptions::default().user_verification(UserVerification::Preferred);
    let app = app_with(options).await;
    let (_, passkey) = member(&app, "ada").await;
    let mut passkey = passkey.with_user_verified(false);
    passkey.sign_in(&app.browser()).await.expect(200);
}
