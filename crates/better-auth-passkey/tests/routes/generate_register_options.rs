use std::time::Duration;

use better_auth_passkey::{PasskeyOptions, UserVerification};
use serde_json::json;

use crate::{app, app_with, member, register_options};

#[tokio::test]
async fn the_options_are_those_of_the_original_with_user_verification() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mut options = register_options(&ada).await;
    let challenge = options["challenge"].take();
    assert!(challenge.as_str().unwrap().len() >= 43, "32 bytes: {challenge}");
    let id = options["user"]["id"].take();
    assert!(id.as_str().unwrap().len() >= 40, "{id}");
    assert_eq!(
        options,
        json!({
            "challenge": null,
            "rp": { "name": "Better Auth", "id": "localhost" },
            "user": { "id": null, "name": "ada@example.com", "displayName": "ada@example.com" },
            "pubKeyCredParams": [
                { "type": "public-key", "alg": -7 },
                { "type": "public-key", "alg": -257 },
            ],
            "timeout": 60000,
            "attestation": "none",
            "excludeCredentials": [],
            "authenticatorSelection": {
                "residentKey": "preferred",
                "requireResidentKey": false,
                "userVerification": "required",
            },
            "extensions": { "credProps": true },
            "hints": [],
        })
    );
}

#[tokio::test]
async fn the_query_names_the_account_and_the_place_of_the_authenticator() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let path =
        "/passkey/generate-register-options?name=Work&authenticatorAttachment=cross-platform";
    let options = ada.get(path).await.expect(200).json();
    assert_eq!(options["user"]["name"], "Work");
    assert_eq!(options["user"]["displayName"], "ada@example.com");
    assert_eq!(options["authenticatorSelection"]["authenticatorAttachment"], "cross-platform");
}

#[tokio::test]
async fn a_bad_query_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let path = "/passkey/generate-register-options?authenticatorAttachment=moon";
    ada.get(path).await.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn passkeys_that_are_there_are_excluded() {
    let app = app().await;
    let (ada, passkey) = member(&app, "ada").await;
    let options = register_options(&ada).await;
    let excluded = json!([{
        "id": passkey.credential_id(), "type": "public-key", "transports": ["internal"]
    }]);
    assert_eq!(options["excludeCredentials"], excluded);
}

#[tokio::test]
async fn the_cookie_is_signed_and_lives_for_five_minutes() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.get("/passkey/generate-register-options").await.expect(200);
    let cookie = answer.set_cookies().pop().unwrap();
    let (value, attributes) = cookie.split_once("; ").unwrap();
    let value = value.strip_prefix("better-auth.better-auth-passkey=").unwrap();
    let (token, signature) = value.split_once('.').unwrap();
    assert_eq!((token.len(), signature.len()), (43, 44));
    assert_eq!(attributes, "Max-Age=300; Path=/; HttpOnly; SameSite=Lax");
    assert!(app.columns_with(token).await.is_empty(), "only its hash is stored");
}

#[tokio::test]
async fn a_preferred_user_verification_is_said() {
    let options = PasskeyOptions::default().user_verification(UserVerification::Preferred);
    let app = app_with(options).await;
    let (ada, _) = app.sign_up("ada").await;
    let options = register_options(&ada).await;
    assert_eq!(options["authenticatorSelection"]["userVerification"], "preferred");
}

#[tokio::test]
async fn pky_01_without_a_session_there_are_no_options() {
    let stranger = app().await.browser();
    let answer = stranger.get("/passkey/generate-register-options").await;
    answer.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_session_of_yesterday_is_not_fresh_enough() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(Duration::from_secs(24 * 60 * 60));
    let answer = ada.get("/passkey/generate-register-options").await;
    answer.expect_error(403, "SESSION_NOT_FRESH");
}
