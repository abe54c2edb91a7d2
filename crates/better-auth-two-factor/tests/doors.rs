//! Every door asks: the policy is in one place, and a passkey is a second factor by itself.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use better_auth_core::sign_in::{SignInMethod, SignInOutcome};
use better_auth_core::{ApiError, Assurance, Auth, Json, RequestFacts, VerifiedUser};
use better_auth_email_password::{EmailVerificationOptions, EmailVerificationPlugin};
use better_auth_test::{Browser, PASSWORD, TestApp, TestResponse};
use better_auth_two_factor::TwoFactorOptions;
use http::Request;
use serde_json::json;

use crate::{
    Member, PENDING, TRUST, assert_challenged, challenged, code, enrolled, is_signed_in,
    take_notice, with,
};

/// A door of the application, behind which a verifier has just said who somebody is.
async fn enter(
    State(auth): State<Auth>,
    Path((name, method)): Path<(String, String)>,
    facts: RequestFacts,
) -> Result<Response, ApiError> {
    let email = format!("{name}@example.com").parse().map_err(ApiError::internal)?;
    let user = auth.users().find_user_by_email(&email).await?.expect("a user");
    let method = match method.as_str() {
        "federated" => SignInMethod::Federated("company".to_owned()),
        "passkey" => SignInMethod::Passkey { user_verified: false },
        "verified-passkey" => SignInMethod::Passkey { user_verified: true },
        _ => SignInMethod::Other("magic"),
    };
    match auth.sign_in(VerifiedUser::vouch(user, method), &facts, true).await? {
        SignInOutcome::Challenged(response) => Ok(*response),
        SignInOutcome::SignedIn(signed_in) => {
            let token = signed_in.token.expose().to_owned();
            Ok(signed_in.respond(&json!({ "token": token })))
        }
    }
}

async fn words(assurance: Assurance) -> Response {
    let words: Vec<_> = assurance.amr().map(|word| word.as_str().to_owned()).collect();
    Json(words).into_response()
}

async fn app_with(options: TwoFactorOptions) -> TestApp {
    TestApp::with_routes(with(options), |site| {
        axum::Router::new()
            .route("/enter/{name}/{method}", post(enter))
            .route("/amr", post(words))
            .with_state(site.auth())
    })
    .await
}

async fn app() -> TestApp {
    app_with(TwoFactorOptions::default()).await
}

async fn visit(browser: &Browser, path: &str) -> TestResponse {
    let cookies: Vec<_> =
        browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::post(path).header("cookie", cookies.join("; "));
    browser.call(request.body(Body::empty()).unwrap()).await
}

async fn amr(browser: &Browser) -> String {
    let words = visit(browser, "/amr").await.expect(200).json();
    let words = words.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned());
    words.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn tfa_18_a_user_name_and_a_password_are_gated() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/update-user", json!({ "username": "ada_l" })).await.expect(200);
    let ada = crate::enrol(ada).await;
    let first = code(&ada.next_code(&app));
    ada.browser.post("/two-factor/verify-totp", first).await.expect(200);
    take_notice(&app, "ada");
    let browser = app.browser();
    let body = json!({ "username": "ada_l", "password": PASSWORD });
    let answer = browser.post("/sign-in/username", body).await;
    assert_challenged(&answer);
    let next = code(&ada.next_code(&app));
    browser.post("/two-factor/verify-totp", next).await.expect(200);
}

#[tokio::test]
async fn tfa_23_an_identity_provider_and_any_other_door_are_gated() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    for (method, words) in [("federated", "fed otp mfa"), ("other", "magic otp mfa")] {
        let browser = app.browser();
        assert_challenged(&visit(&browser, &format!("/enter/ada/{method}")).await);
        assert!(!is_signed_in(&browser).await);
        let next = code(&ada.next_code(&app));
        browser.post("/two-factor/verify-totp", next).await.expect(200);
        assert_eq!(amr(&browser).await, words);
    }
}

#[tokio::test]
async fn a_mailed_link_that_signs_in_is_gated() {
    let links = EmailVerificationOptions::default().sign_in_after_verification(true);
    let app = TestApp::build(|builder| {
        let plugin = EmailVerificationPlugin::with(links);
        with(TwoFactorOptions::default())(builder).plugin(plugin)
    })
    .await;
    let (ada, _) = app.sign_up("ada").await;
    app.mailbox().take_all();
    let ada = crate::enrol(ada).await;
    let first = code(&ada.next_code(&app));
    ada.browser.post("/two-factor/verify-totp", first).await.expect(200);
    app.mailbox().take_all();
    let body = json!({ "email": "ada@example.com" });
    app.browser().post("/send-verification-email", body).await.expect(200);
    let text = app.mailbox().take_to("ada@example.com").text;
    let link = text.lines().find(|line| line.contains("/verify-email?")).unwrap();
    let (_, query) = link.split_once("/verify-email?").unwrap();
    let token = query.split('&').find(|pair| pair.starts_with("token=")).unwrap();
    let browser = app.browser();
    let answer = browser.get(&format!("/verify-email?{token}")).await;
    assert_challenged(&answer);
    assert!(!is_signed_in(&browser).await);
    let next = code(&ada.next_code(&app));
    browser.post("/two-factor/verify-totp", next).await.expect(200);
}

#[tokio::test]
async fn pky_19_a_passkey_without_user_verification_is_one_factor() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = app.browser();
    assert_challenged(&visit(&browser, "/enter/ada/passkey").await);
    // The same key once more is no second factor.
    assert_challenged(&visit(&browser, "/enter/ada/passkey").await);
    assert!(!is_signed_in(&browser).await);
    let next = code(&ada.next_code(&app));
    browser.post("/two-factor/verify-totp", next).await.expect(200);
    assert_eq!(amr(&browser).await, "hwk otp mfa");
}

#[tokio::test]
async fn a_passkey_that_verified_its_user_is_two_factors() {
    let app = app().await;
    enrolled(&app, "ada").await;
    let browser = app.browser();
    visit(&browser, "/enter/ada/verified-passkey").await.expect(200);
    assert!(is_signed_in(&browser).await);
    assert_eq!(amr(&browser).await, "hwk user mfa");
}

#[tokio::test]
async fn an_application_says_which_doors_ask() {
    let options = TwoFactorOptions::default().asks(|method| match method {
        SignInMethod::Federated(provider) => provider != "company",
        _ => true,
    });
    let app = app_with(options).await;
    enrolled(&app, "ada").await;
    let browser = app.browser();
    visit(&browser, "/enter/ada/federated").await.expect(200);
    assert!(is_signed_in(&browser).await);
    let browser = app.browser();
    assert_challenged(&visit(&browser, "/enter/ada/verified-passkey").await);
}

#[tokio::test]
async fn a_passkey_completes_a_pending_sign_in_of_its_user() {
    let app = app().await;
    enrolled(&app, "ada").await;
    for (method, words) in [("passkey", "pwd hwk mfa"), ("verified-passkey", "pwd hwk user mfa")] {
        let browser = app.browser();
        let body = json!({
            "email": "ada@example.com", "password": PASSWORD, "rememberMe": false,
        });
        assert_challenged(&browser.post("/sign-in/email", body).await);
        let copy = browser.copy();
        let answer = visit(&browser, &format!("/enter/ada/{method}")).await.expect(200);
        assert!(is_signed_in(&browser).await);
        assert_eq!(amr(&browser).await, words);
        assert!(!browser.cookies().contains_key(PENDING));
        let cookies = answer.set_cookies();
        let session = cookies.iter().find(|cookie| cookie.contains("session-token")).unwrap();
        assert!(!session.contains("Max-Age"), "as the first factor was told: {session}");
        // The pending sign-in is used up.
        let answer = copy.post("/two-factor/verify-totp", code("123456")).await;
        answer.expect_error(401, "INVALID_TWO_FACTOR_COOKIE");
    }
}

#[tokio::test]
async fn a_passkey_of_somebody_else_completes_nothing() {
    let app = app().await;
    enrolled(&app, "ada").await;
    enrolled(&app, "bob").await;
    let browser = challenged(&app, "ada").await;
    assert_challenged(&visit(&browser, "/enter/bob/passkey").await);
    assert!(!is_signed_in(&browser).await);
    let browser = challenged(&app, "ada").await;
    visit(&browser, "/enter/bob/verified-passkey").await.expect(200);
    assert_eq!(browser.get("/get-session").await.json()["user"]["name"], "bob");
}

#[tokio::test]
async fn a_passkey_completes_no_sign_in_that_expired_or_whose_password_was_changed() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let expired = challenged(&app, "ada").await;
    app.execute("UPDATE verifications SET expires_at = created_at").await;
    assert_challenged(&visit(&expired, "/enter/ada/passkey").await);
    let outdated = challenged(&app, "ada").await;
    let body =
        json!({ "currentPassword": PASSWORD, "newPassword": "another horse another staple" });
    ada.browser.post("/change-password", body).await.expect(200);
    take_notice(&app, "ada");
    assert_challenged(&visit(&outdated, "/enter/ada/passkey").await);
    assert!(!is_signed_in(&outdated).await && !is_signed_in(&expired).await);
}

#[tokio::test]
async fn a_trusted_device_skips_at_every_door_and_is_no_second_factor() {
    let app = app().await;
    let ada: Member = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    let body = json!({ "code": ada.next_code(&app), "trustDevice": true });
    browser.post("/two-factor/verify-totp", body).await.expect(200);
    assert!(browser.cookies().contains_key(TRUST));
    visit(&browser, "/enter/ada/federated").await.expect(200);
    assert_eq!(amr(&browser).await, "fed");
}
