//! What an authenticator, a browser or a thief sends that must not work.

use std::time::Duration;

use better_auth_passkey::{PasskeyOptions, UserVerification, kinds};
use better_auth_test::{SoftPasskey, TestApp};

use crate::{
    app, member, register_options, sign_in_options, signed_in_as, verify_registration,
    verify_sign_in,
};

/// The passkey opens no session, and says so with that failure.
async fn refused_at_sign_in(app: &TestApp, mut passkey: SoftPasskey) {
    let browser = app.browser();
    passkey.sign_in(&browser).await.expect_error(401, "AUTHENTICATION_FAILED");
    assert_eq!(signed_in_as(&browser).await, None);
}

async fn refused_at_registration(app: &TestApp, name: &str, mut passkey: SoftPasskey) {
    let (browser, _) = app.sign_up(name).await;
    passkey.register(&browser).await.expect_error(400, "FAILED_TO_VERIFY_REGISTRATION");
    assert_eq!(app.count("passkeys").await, 0);
}

#[tokio::test]
async fn pky_01_a_registration_is_not_finished_under_another_session() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let response = SoftPasskey::new().create(&register_options(&ada).await);
    let (bob, _) = app.sign_up("bob").await;
    let name = "better-auth.better-auth-passkey";
    bob.set_cookie(name, &ada.cookies()[name]);
    let answer = verify_registration(&bob, response).await;
    answer.expect_error(401, "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY");
    assert_eq!(app.count("passkeys").await, 0);
}

#[tokio::test]
async fn pky_02_an_assertion_is_worth_one_session() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    let browser = app.browser();
    let response = passkey.get(&sign_in_options(&browser).await);
    let before = browser.copy();
    verify_sign_in(&browser, response.clone()).await.expect(200);
    verify_sign_in(&before, response).await.expect_error(400, "CHALLENGE_NOT_FOUND");
    assert_eq!(app.count("sessions").await, 2);
}

#[tokio::test]
async fn pky_03_a_challenge_of_one_ceremony_is_worth_nothing_in_the_other() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    let options = sign_in_options(&ada).await;
    let mut registration = register_options(&ada.copy()).await;
    registration["challenge"] = options["challenge"].clone();
    let answer = verify_registration(&ada, SoftPasskey::new().create(&registration)).await;
    answer.expect_error(400, "CHALLENGE_NOT_FOUND");

    let mut options = register_options(&ada).await;
    options["rpId"] = "localhost".into();
    let answer = verify_sign_in(&ada, passkey.get(&options)).await;
    answer.expect_error(400, "CHALLENGE_NOT_FOUND");
}

#[tokio::test]
async fn pky_05_an_assertion_that_is_wrong_anywhere_is_refused() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    let wrong = || passkey.clone();
    for passkey in [
        wrong().with_rp_id("evil.example"),
        wrong().with_type("webauthn.create"),
        wrong().with_type(""),
        wrong().with_flags(SoftPasskey::UV),
        wrong().with_flags(0),
        wrong().with_spoiled_signature(),
        wrong().with_another_key(),
        wrong().with_challenge("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        wrong().with_challenge(""),
        wrong().with_challenge("!"),
    ] {
        refused_at_sign_in(&app, passkey).await;
    }
    let mut unknown = wrong().with_credential_id(b"unknown");
    unknown.sign_in(&app.browser()).await.expect_error(401, "PASSKEY_NOT_FOUND");
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn pky_05_an_assertion_of_another_origin_is_refused() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    for origin in [
        "https://evil.example",
        "http://localhost:3001",
        "https://localhost:3000",
        "http://localhost",
        "http://sub.localhost:3000",
        "http://localhost:3000/",
        "http://LOCALHOST:3000",
        "http://localhost:3000@evil.example",
        "null",
        "",
    ] {
        refused_at_sign_in(&app, passkey.clone().with_origin(origin)).await;
    }
}

#[tokio::test]
async fn pky_05_the_same_holds_for_registrations() {
    let app = app().await;
    let wrong = SoftPasskey::new;
    for (index, passkey) in [
        wrong().with_rp_id("evil.example"),
        wrong().with_type("webauthn.get"),
        wrong().with_flags(SoftPasskey::UV),
        wrong().with_challenge("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        wrong().with_challenge(""),
        wrong().with_origin("https://evil.example"),
        wrong().with_origin("http://localhost:3000/"),
    ]
    .into_iter()
    .enumerate()
    {
        refused_at_registration(&app, &format!("user{index}"), passkey).await;
    }
}

#[tokio::test]
async fn pky_05_the_host_of_a_request_decides_nothing() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    let browser = app
        .browser()
        .with_header("host", "evil.example")
        .with_header("x-forwarded-host", "evil.example");
    let mut phished = passkey.with_origin("http://evil.example").with_rp_id("evil.example");
    assert_eq!(sign_in_options(&browser).await["rpId"], "localhost");
    phished.sign_in(&browser).await.expect_error(401, "AUTHENTICATION_FAILED");
}

#[tokio::test]
async fn pky_06_without_user_verification_nothing_works_by_default() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    refused_at_sign_in(&app, passkey.clone().with_user_verified(false)).await;
    let (bob, _) = app.sign_up("bob").await;
    let mut unverified = SoftPasskey::new().with_user_verified(false);
    let answer = unverified.register(&bob).await;
    answer.expect_error(400, "FAILED_TO_VERIFY_REGISTRATION");
}

#[tokio::test]
async fn pky_07_the_name_of_one_passkey_with_the_key_of_another_opens_nothing() {
    let app = app().await;
    let (_, adas) = member(&app, "ada").await;
    let (_, bobs) = member(&app, "bob").await;
    let id = adas.credential_id();
    let forged = bobs.clone().with_credential_id(&base64url(&id));
    refused_at_sign_in(&app, forged).await;
}

#[tokio::test]
async fn pky_07_pky_08_an_own_passkey_with_the_handle_of_another_user_opens_nothing() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    let (_, bobs) = member(&app, "bob").await;
    let adas_id = ada.get("/get-session").await.json()["user"]["id"].clone();
    let adas_id = adas_id.as_str().unwrap().as_bytes();
    for handle in [Some(adas_id), Some(b"unknown".as_slice()), Some(b"".as_slice()), None] {
        refused_at_sign_in(&app, bobs.clone().with_user_handle(handle)).await;
    }
    let mut honest = bobs;
    honest.sign_in(&app.browser()).await.expect(200);
}

#[tokio::test]
async fn pky_09_a_counter_that_does_not_grow_is_refused_and_told() {
    let app = app().await;
    let (_, passkey) = member(&app, "ada").await;
    let mut passkey = passkey.with_counter(49);
    passkey.sign_in(&app.browser()).await.expect(200);
    // Their next signatures count 10 and 50; the last one counted 50.
    for counter in [9, 49] {
        refused_at_sign_in(&app, passkey.clone().with_counter(counter)).await;
    }
    assert_eq!(app.observed().of_kind(kinds::PASSKEY_CLONED).len(), 2);
    passkey.sign_in(&app.browser()).await.expect(200);
}

#[tokio::test]
async fn pky_09_a_counter_that_went_away_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mut passkey = SoftPasskey::synced();
    passkey.register(&ada).await.expect(200);
    passkey.sign_in(&app.browser()).await.expect(200);
    // As if it had counted so far.
    app.execute("UPDATE passkeys SET counter = 7").await;
    refused_at_sign_in(&app, passkey).await;
}

#[tokio::test]
async fn pky_10_a_passkey_of_one_user_is_not_registered_by_another() {
    let app = app().await;
    let (_, adas) = member(&app, "ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let mut stolen = SoftPasskey::new().with_credential_id(&base64url(&adas.credential_id()));
    stolen.register(&bob).await.expect_error(400, "PREVIOUSLY_REGISTERED");
    assert_eq!(app.count("passkeys").await, 1);
    let browser = app.browser();
    let mut adas = adas;
    adas.sign_in(&browser).await.expect(200);
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
}

#[tokio::test]
async fn pky_12_a_challenge_is_over_after_five_minutes() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    let browser = app.browser();
    let response = passkey.get(&sign_in_options(&browser).await);
    let registration = SoftPasskey::new().create(&register_options(&ada).await);
    app.clock().advance(Duration::from_secs(300));
    verify_sign_in(&browser, response).await.expect_error(400, "CHALLENGE_NOT_FOUND");
    verify_registration(&ada, registration).await.expect_error(400, "CHALLENGE_NOT_FOUND");
}

#[tokio::test]
async fn pky_12_a_challenge_lives_until_then() {
    let app = app().await;
    let (_, mut passkey) = member(&app, "ada").await;
    let browser = app.browser();
    let response = passkey.get(&sign_in_options(&browser).await);
    app.clock().advance(Duration::from_secs(299));
    verify_sign_in(&browser, response).await.expect(200);
}

#[tokio::test]
async fn pky_14_backup_flags_that_contradict_each_other_are_refused() {
    let app = app().await;
    let present = SoftPasskey::UP | SoftPasskey::UV;
    let copied = SoftPasskey::new().with_flags(present | SoftPasskey::BS);
    refused_at_registration(&app, "ada", copied).await;
    let (_, passkey) = member(&app, "bob").await;
    for flags in [
        SoftPasskey::BS,
        // It could not be copied at first.
        SoftPasskey::BE,
        SoftPasskey::BE | SoftPasskey::BS,
        // Nothing follows.
        SoftPasskey::AT,
        SoftPasskey::ED,
        SoftPasskey::AT | SoftPasskey::ED,
    ] {
        let mut passkey = passkey.clone().with_flags(present | flags);
        let answer = passkey.sign_in(&app.browser()).await;
        answer.expect_error(401, "AUTHENTICATION_FAILED");
    }
}

#[tokio::test]
async fn pky_14_announced_extensions_that_do_not_follow_are_refused() {
    let app = app().await;
    let flags = SoftPasskey::UP | SoftPasskey::UV | SoftPasskey::ED;
    refused_at_registration(&app, "ada", SoftPasskey::new().with_flags(flags)).await;
}

#[tokio::test]
async fn pky_17_a_ceremony_in_a_frame_of_another_site_is_refused() {
    let app = app().await;
    let framed = |passkey: SoftPasskey| passkey.with_client_data("crossOrigin", true);
    refused_at_registration(&app, "ada", framed(SoftPasskey::new())).await;
    let (_, passkey) = member(&app, "bob").await;
    refused_at_sign_in(&app, framed(passkey.clone())).await;
    let top = passkey.with_client_data("topOrigin", "https://evil.example");
    refused_at_sign_in(&app, top).await;
}

/// Asks for more after every sign-in that was one factor, as a two-factor plugin does.
mod second_factor {
    use async_trait::async_trait;
    use axum::response::IntoResponse;
    use better_auth_core::plugin::{Decision, Hooks, Mounted, Plugin};
    use better_auth_core::sign_in::{SignIn, SignInMethod};
    use better_auth_core::{ApiError, Auth};
    use std::sync::Arc;
    use utoipa_axum::router::OpenApiRouter;

    #[derive(Debug)]
    pub(super) struct SecondFactor;

    #[async_trait]
    impl Hooks for SecondFactor {
        async fn before_session(
            &self,
            _: &Auth,
            sign_in: &SignIn<'_>,
        ) -> Result<Decision, ApiError> {
            Ok(match sign_in.method {
                SignInMethod::Passkey { user_verified: false } => {
                    Decision::Challenge(Box::new(r#"{"twoFactorRedirect":true}"#.into_response()))
                }
                _ => Decision::Continue,
            })
        }
    }

    impl<A> Plugin<A> for SecondFactor {
        fn name(&self) -> &'static str {
            "second-factor"
        }

        fn hooks(&self, _: &Arc<A>) -> Option<Arc<dyn Hooks>> {
            Some(Arc::new(Self))
        }

        fn mount(&self, _: &Auth, _: &Arc<A>) -> Mounted {
            Mounted::routes(OpenApiRouter::new())
        }
    }
}

async fn app_with_second_factor() -> TestApp {
    let options = PasskeyOptions::default().user_verification(UserVerification::Preferred);
    TestApp::without_mailer(|builder| {
        builder
            .plugin(better_auth_email_password::EmailPasswordPlugin::new())
            .plugin(better_auth_account::SessionManagementPlugin::new())
            .plugin(better_auth_passkey::PasskeyPlugin::with(options))
            .plugin(second_factor::SecondFactor)
    })
    .await
}

#[tokio::test]
async fn pky_19_an_unverified_passkey_is_one_factor_and_is_challenged() {
    let app = app_with_second_factor().await;
    let (_, passkey) = member(&app, "ada").await;
    let browser = app.browser();
    let answer = passkey.clone().with_user_verified(false).sign_in(&browser).await.expect(200);
    assert_eq!(answer.text(), r#"{"twoFactorRedirect":true}"#);
    assert_eq!(signed_in_as(&browser).await, None);
    let mut verified = passkey.with_counter(1);
    verified.sign_in(&browser).await.expect(200);
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
}

#[tokio::test]
async fn pky_19_a_registration_proves_no_second_factor() {
    let app = app_with_second_factor().await;
    let (ada, _) = app.sign_up("ada").await;
    let response = SoftPasskey::new().create(&register_options(&ada).await);
    let body = serde_json::json!({ "response": response, "createSession": true });
    let answer = ada.post("/passkey/verify-registration", body).await.expect(200);
    assert_eq!(answer.text(), r#"{"twoFactorRedirect":true}"#);
    assert_eq!(app.count("sessions").await, 1);
}

fn base64url(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).unwrap()
}
