//! What happens at once; on every database.

use better_auth_passkey::PasskeyOptions;
use better_auth_test::SoftPasskey;
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    app, app_with, member, register_options, sign_in_options, verify_registration, verify_sign_in,
};

#[tokio::test(flavor = "multi_thread")]
async fn pky_02_one_assertion_sent_eight_times_opens_one_session() {
    let app = app().await;
    let (ada, passkey) = member(&app, "ada").await;
    // Without a counter only the challenge tells the eight apart.
    let mut synced = SoftPasskey::synced();
    synced.register(&ada).await.expect(200);
    for mut passkey in [synced, passkey] {
        let before = app.count("sessions").await;
        let browser = app.browser();
        let response = passkey.get(&sign_in_options(&browser).await);
        let attempts = (0..8).map(|_| {
            let (browser, response) = (browser.copy(), response.clone());
            async move { verify_sign_in(&browser, response).await }
        });
        let answers = join_all(attempts).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 200) {
            answer.expect_error(400, "CHALLENGE_NOT_FOUND");
        }
        assert_eq!(app.count("sessions").await, before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pky_09_two_assertions_with_one_counter_open_one_session() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    let attempts = join_all((0..6).map(|_| {
        let (browser, mut copy) = (app.browser(), passkey.clone());
        async move {
            let response = copy.get(&sign_in_options(&browser).await);
            (browser, response)
        }
    }))
    .await;
    let answers = join_all(
        attempts
            .into_iter()
            .map(|(browser, response)| async move { verify_sign_in(&browser, response).await }),
    )
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(401, "AUTHENTICATION_FAILED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pky_10_one_passkey_registered_twice_at_once_is_one_row() {
    let app = app().await;
    let passkey = SoftPasskey::new();
    let mut attempts = Vec::new();
    for name in ["ada", "bob", "eve", "dan"] {
        let (browser, _) = app.sign_up(name).await;
        let response = passkey.clone().create(&register_options(&browser).await);
        attempts.push(async move { verify_registration(&browser, response).await });
    }
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "PREVIOUSLY_REGISTERED");
    }
    assert_eq!(app.count("passkeys").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_registration_sent_eight_times_makes_one_passkey() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let response = SoftPasskey::new().create(&register_options(&ada).await);
    let answers = join_all((0..8).map(|_| {
        let (browser, response) = (ada.copy(), response.clone());
        async move { verify_registration(&browser, response).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(app.count("passkeys").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_at_once_do_not_pass_the_limit() {
    let app = app_with(PasskeyOptions::default().max_per_user(3)).await;
    let (ada, _) = app.sign_up("ada").await;
    let answers = join_all((0..8).map(|_| {
        let browser = ada.copy();
        async move { SoftPasskey::new().register(&browser).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "TOO_MANY_PASSKEYS");
    }
    assert_eq!(app.count("passkeys").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_last_two_passkeys_deleted_at_once_one_stays() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    for _ in 0..5 {
        SoftPasskey::new().register(&ada).await.expect(200);
    }
    app.execute("DELETE FROM accounts").await;
    let listed = ada.get("/passkey/list-user-passkeys").await.expect(200).json();
    let answers = join_all(listed.as_array().unwrap().iter().map(|passkey| {
        let (browser, body) = (ada.copy(), json!({ "id": passkey["id"] }));
        async move { browser.post("/passkey/delete-passkey", body).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 5);
    let last = answers.into_iter().find(|answer| answer.status != 200).unwrap();
    last.expect_error(400, "FAILED_TO_DELETE_LAST_PASSKEY");
    assert_eq!(app.count("passkeys").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_and_the_deletion_of_its_user_leave_no_orphan() {
    let app = app().await;
    for round in 0..4 {
        let (ada, _) = app.sign_up(&format!("ada{round}")).await;
        let response = SoftPasskey::new().create(&register_options(&ada).await);
        let other = ada.copy();
        let (registered, deleted) = futures_util::future::join(
            verify_registration(&ada, response),
            other.post("/delete-user", json!({})),
        )
        .await;
        assert!(matches!(registered.status.as_u16(), 200 | 401), "{}", registered.text());
        deleted.expect(200);
        assert_eq!(app.count("passkeys").await, 0);
    }
}
