//! A second factor, and a refusal by a plugin, on this door as on every other.

use std::sync::Arc;

use async_trait::async_trait;
use better_auth_core::event::kinds;
use better_auth_core::plugin::{Decision, Hooks, Mounted};
use better_auth_core::sign_in::SignIn;
use better_auth_core::{ApiError, Auth, ErrorCode, Plugin};
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_oauth::OAuthOptions;
use better_auth_test::{FakeProvider, TestApp};
use better_auth_two_factor::TwoFactorPlugin;
use serde_json::json;

use crate::{ISSUER, Redirected, claims, expect_told, plugin};

better_auth_core::error_codes! {
    /// The user is banned.
    BANNED_USER = FORBIDDEN, "You have been banned from this application";
}

/// Lets nobody in whose name is `eve`.
#[derive(Debug, Clone, Default)]
struct Doorman;

#[async_trait]
impl Hooks for Doorman {
    async fn before_session(&self, _: &Auth, sign_in: &SignIn<'_>) -> Result<Decision, ApiError> {
        Ok(match sign_in.user.name.as_str() {
            "eve" => Decision::Refuse(BANNED_USER.into()),
            _ => Decision::Continue,
        })
    }
}

impl<A> Plugin<A> for Doorman {
    fn name(&self) -> &'static str {
        "doorman"
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        ALL
    }

    fn hooks(&self, _: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(Self))
    }

    fn mount(&self, _: &Auth, _: &Arc<A>) -> Mounted {
        Mounted::routes(utoipa_axum::router::OpenApiRouter::new())
    }
}

async fn guarded(options: OAuthOptions) -> (TestApp, FakeProvider) {
    let provider = FakeProvider::new(ISSUER);
    let app = TestApp::build(|builder| {
        builder
            .plugin(EmailPasswordPlugin::new())
            .plugin(TwoFactorPlugin::new())
            .plugin(Doorman)
            .plugin(plugin(&provider, options))
    })
    .await;
    (app, provider)
}

#[tokio::test]
async fn oau_22_a_refused_user_gets_no_session() {
    let (app, provider) = guarded(OAuthOptions::default()).await;
    let answer = provider.sign_in(&app.browser(), "company", claims("eve")).await;
    answer.expect_failure("banned_user");
    let token = json!({ "token": provider.id_token(claims("eve")) });
    let body = json!({ "provider": "native", "idToken": token });
    let answer = app.browser().post("/sign-in/social", body).await;
    answer.expect_error(403, "BANNED_USER");
    assert_eq!(app.count("sessions").await, 0);
    expect_told(&app, [("eve", "native")]);
    assert!(!app.observed().of_kind(kinds::SIGN_IN_FAILED).is_empty());
}

#[tokio::test]
async fn tfa_23_a_second_factor_is_asked_for_after_the_provider() {
    for (options, page) in [
        (OAuthOptions::default(), "/welcome?twoFactorRedirect=true"),
        (OAuthOptions::default().second_factor_page("/2fa?a=b"), "/2fa?a=b&twoFactorRedirect=true"),
    ] {
        let (app, provider) = guarded(options).await;
        let first = app.browser();
        provider.sign_in(&first, "company", claims("ada")).await.expect_redirect("/welcome");
        app.execute("UPDATE users SET two_factor_enabled = TRUE").await;
        app.execute("DELETE FROM sessions").await;
        let browser = app.browser();
        let answer = provider.sign_in(&browser, "company", claims("ada")).await;
        let answer = answer.expect_redirect(page);
        assert_eq!(answer.header("set-auth-token"), None);
        assert_eq!(app.count("sessions").await, 0);
        assert!(browser.cookies().keys().any(|name| name.ends_with("two_factor")));
        let wrong = browser.post("/two-factor/verify-totp", json!({ "code": "000000" })).await;
        assert_ne!(wrong.text(), "", "the browser has a sign-in that waits");
        let token = json!({ "token": provider.id_token(claims("ada")) });
        let body = json!({ "provider": "native", "idToken": token });
        let answer = app.browser().post("/sign-in/social", body).await.expect(200).json();
        assert_eq!(answer["twoFactorRedirect"], true);
        expect_told(&app, [("ada", "native")]);
        assert_eq!(app.count("sessions").await, 0);
    }
}
