use std::time::Duration;

use better_auth_core::Clock;
use better_auth_passkey::{PasskeyOptions, kinds};
use better_auth_test::SoftPasskey;
use serde_json::json;

use crate::{app, app_with, member, register_options, signed_in_as, verify_registration};

#[tokio::test]
async fn pky_00_a_passkey_is_registered() {
    let app = app().await;
    let (ada, answer) = app.sign_up("ada").await;
    let mut passkey = SoftPasskey::new();
    let registered = passkey.register(&ada).await.expect(200).json();
    let key = registered["publicKey"].as_str().unwrap();
    assert!(key.len() == 104 && key.starts_with("pQECAyYgASFYI"), "a COSE key: {key}");
    assert_eq!(
        registered,
        json!({
            "name": null,
            "publicKey": key,
            "userId": answer["user"]["id"],
            "credentialID": passkey.credential_id(),
            "counter": 0,
            "deviceType": "singleDevice",
            "backedUp": false,
            "transports": "internal",
            "createdAt": app.clock().now(),
            "lastUsedAt": null,
            "aaguid": "00000000-0000-0000-0000-000000000000",
            "id": registered["id"],
        })
    );
    let events = app.observed().of_kind(kinds::PASSKEY_ADDED);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].actor.as_ref().unwrap().as_str(), answer["user"]["id"].as_str().unwrap());
}

#[tokio::test]
async fn the_answer_removes_the_cookie() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    assert!(!ada.cookies().contains_key("better-auth.better-auth-passkey"));
}

#[tokio::test]
async fn a_synced_passkey_says_so() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let registered = SoftPasskey::synced().register(&ada).await.expect(200).json();
    assert_eq!(registered["deviceType"], "multiDevice");
    assert_eq!(registered["backedUp"], true);
}

#[tokio::test]
async fn the_name_is_trimmed_and_an_empty_one_is_none() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (given, kept) in [(" Phone ", json!("Phone")), ("  ", json!(null))] {
        let response = SoftPasskey::new().create(&register_options(&ada).await);
        let body = json!({ "response": response, "name": given });
        let answer = ada.post("/passkey/verify-registration", body).await.expect(200);
        assert_eq!(answer.json()["name"], kept);
    }
}

#[tokio::test]
async fn a_session_is_opened_on_request() {
    let app = app().await;
    let (ada, answer) = app.sign_up("ada").await;
    let response = SoftPasskey::new().create(&register_options(&ada).await);
    let body = json!({ "response": response, "createSession": true });
    let answer_with_session = ada.post("/passkey/verify-registration", body).await.expect(200);
    let opened = answer_with_session.json();
    assert_eq!(opened["user"]["id"], answer["user"]["id"]);
    assert_ne!(opened["session"]["token"], answer["token"]);
    assert_eq!(opened["userId"], answer["user"]["id"]);
    let token = opened["session"]["token"].as_str().unwrap();
    assert_eq!(ada.cookies()["better-auth.session-token"], token);
    assert_eq!(signed_in_as(&app.browser().bearer(token)).await.unwrap(), "ada@example.com");
}

#[tokio::test]
async fn without_createsession_no_session_is_opened() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let registered = SoftPasskey::new().register(&ada).await.expect(200).json();
    assert!(registered.get("session").is_none() && registered.get("user").is_none());
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn strangers_are_refused_whatever_they_send() {
    let stranger = app().await.browser();
    for body in [json!({}), json!({ "response": {} })] {
        let answer = stranger.post("/passkey/verify-registration", body).await;
        answer.expect_error(401, "UNAUTHORIZED");
    }
}

#[tokio::test]
async fn a_session_of_yesterday_is_not_fresh_enough() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(Duration::from_secs(24 * 60 * 60));
    let answer = ada.post("/passkey/verify-registration", json!({ "response": {} })).await;
    answer.expect_error(403, "SESSION_NOT_FRESH");
}

#[tokio::test]
async fn without_a_challenge_nothing_is_registered() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let response = SoftPasskey::new().create(&register_options(&ada).await);
    ada.set_cookie("better-auth.better-auth-passkey", "forged.signature");
    let answer = verify_registration(&ada, response).await;
    answer.expect_error(400, "CHALLENGE_NOT_FOUND");
    assert_eq!(app.count("passkeys").await, 0);
}

#[tokio::test]
async fn a_cookie_with_a_wrong_signature_leads_nowhere() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let response = SoftPasskey::new().create(&register_options(&ada).await);
    let cookie = ada.cookies()["better-auth.better-auth-passkey"].clone();
    let (token, _) = cookie.split_once('.').unwrap();
    for forged in [token.to_owned(), format!("{token}."), format!("{token}.{}=", "A".repeat(43))] {
        ada.set_cookie("better-auth.better-auth-passkey", &forged);
        let answer = verify_registration(&ada, response.clone()).await;
        answer.expect_error(400, "CHALLENGE_NOT_FOUND");
    }
    ada.set_cookie("better-auth.better-auth-passkey", &cookie);
    verify_registration(&ada, response).await.expect(200);
}

#[tokio::test]
async fn the_same_passkey_is_registered_once() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    passkey.register(&ada).await.expect_error(400, "PREVIOUSLY_REGISTERED");
    assert_eq!(app.count("passkeys").await, 1);
}

#[tokio::test]
async fn an_account_has_so_many_passkeys_and_no_more() {
    let app = app_with(PasskeyOptions::default().max_per_user(2)).await;
    let (ada, _) = member(&app, "ada").await;
    SoftPasskey::new().register(&ada).await.expect(200);
    SoftPasskey::new().register(&ada).await.expect_error(400, "TOO_MANY_PASSKEYS");
    assert_eq!(app.count("passkeys").await, 2);
}

#[tokio::test]
async fn a_credential_id_of_1023_bytes_works_and_a_longer_one_does_not() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mut longest = SoftPasskey::new().with_credential_id(&[7; 1023]);
    longest.register(&ada).await.expect(200);
    longest.sign_in(&app.browser()).await.expect(200);
    let mut longer = SoftPasskey::new().with_credential_id(&[8; 1024]);
    longer.register(&ada).await.expect_error(400, "FAILED_TO_VERIFY_REGISTRATION");
    let mut empty = SoftPasskey::new().with_credential_id(&[]);
    empty.register(&ada).await.expect_error(400, "FAILED_TO_VERIFY_REGISTRATION");
}

#[tokio::test]
async fn a_refused_answer_that_names_no_challenge_does_not_use_it_up() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let options = register_options(&ada).await;
    let mut passkey = SoftPasskey::new();
    let phished = passkey.clone().with_origin("https://evil.example").create(&options);
    let answer = verify_registration(&ada, phished).await;
    answer.expect_error(400, "FAILED_TO_VERIFY_REGISTRATION");
    verify_registration(&ada, passkey.create(&options)).await.expect(200);
}

#[tokio::test]
async fn credential_ids_that_differ_in_case_are_two() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    // base64url: aaaa and AAAA
    for id in [[0x69, 0xa6, 0x9a], [0, 0, 0]] {
        SoftPasskey::new().with_credential_id(&id).register(&ada).await.expect(200);
    }
    assert_eq!(app.count("passkeys").await, 2);
}

#[tokio::test]
async fn a_program_with_a_bearer_token_registers_as_well() {
    let app = app().await;
    let (_, answer) = app.sign_up("ada").await;
    // A program keeps its cookies too; it sends no origin.
    let token = answer["token"].as_str().unwrap();
    let program = app.browser().with_header("authorization", format!("Bearer {token}"));
    SoftPasskey::new().register(&program).await.expect(200);
}
