//! Signing in by the link, and who may object.

use std::sync::Arc;

use async_trait::async_trait;
use axum::response::IntoResponse;
use better_auth_core::event::kinds;
use better_auth_core::plugin::{Decision, Hooks, Mounted, Plugin};
use better_auth_core::{ApiError, Auth, SignIn};
use better_auth_email_password::EmailVerificationOptions;
use better_auth_test::TestApp;
use http::{StatusCode, header};
use serde_json::json;

use super::{opening, path_to, required_with, token_to, verified};
use crate::signing_up;

fn signing_in() -> EmailVerificationOptions {
    EmailVerificationOptions::default().sign_in_after_verification(true)
}

async fn app() -> TestApp {
    required_with(signing_in(), |builder| builder).await
}

#[tokio::test]
async fn by_default_a_link_signs_nobody_in() {
    let app = super::required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let browser = app.browser();
    let answer = browser.get(&path_to(&app, "ada")).await.expect(302);
    assert!(answer.set_cookies().is_empty());
    assert_eq!(app.count("sessions").await, 0);
}

#[tokio::test]
async fn a_link_signs_in_with_the_redirect_where_the_application_wants_that() {
    let app = app().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let browser = app.browser();
    let answer = browser.get(&path_to(&app, "ada")).await.expect(302);
    assert_eq!(answer.header("location"), Some("/"));
    let session = browser.get("/get-session").await.json();
    assert_eq!(session["user"]["emailVerified"], true);
    let signed_in = app.observed().of_kind(kinds::SIGNED_IN).pop().unwrap();
    assert_eq!(signed_in.detail, Some("email_verification"));
}

#[tokio::test]
async fn a_link_signs_in_with_the_json_answer() {
    let app = app().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let browser = app.browser();
    let answer = browser.get(&opening(&token_to(&app, "ada"))).await.expect(200);
    assert_eq!(answer.json(), json!({ "status": true, "user": null }));
    assert!(answer.header("set-auth-token").unwrap().starts_with("session_"));
    assert!(browser.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn ses_02_a_link_does_not_put_another_account_under_a_browser_that_is_signed_in() {
    let app = app().await;
    let bob = app.browser();
    bob.post("/sign-up/email", signing_up("bob")).await.expect(200);
    bob.get(&path_to(&app, "bob")).await.expect(302);
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let answer = bob.get(&path_to(&app, "ada")).await.expect(302);
    assert!(answer.set_cookies().is_empty());
    assert_eq!(bob.get("/get-session").await.json()["user"]["name"], "bob");
    assert_eq!(verified(&app).await, 2);
}

#[tokio::test]
async fn only_the_link_that_proved_the_address_signs_in() {
    let app = app().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    app.sign_in("ada").await.1.expect_error(403, "EMAIL_NOT_VERIFIED");
    let (first, second) = (path_to(&app, "ada"), path_to(&app, "ada"));
    app.browser().get(&first).await.expect(302);
    let answer = app.browser().get(&second).await.expect(302);
    assert!(answer.set_cookies().is_empty());
    assert_eq!(app.count("sessions").await, 1);
}

/// Stands in for a plugin that bans, or asks for a second factor.
#[derive(Debug, Clone, Copy)]
enum Gate {
    Refuses,
    Challenges,
}

impl<A> Plugin<A> for Gate {
    fn name(&self) -> &'static str {
        "gate"
    }

    fn hooks(&self, _adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(*self))
    }

    fn mount(&self, _auth: &Auth, _adapter: &Arc<A>) -> Mounted {
        Mounted::routes(Default::default())
    }
}

#[async_trait]
impl Hooks for Gate {
    async fn before_session(&self, _: &Auth, sign_in: &SignIn<'_>) -> Result<Decision, ApiError> {
        assert_eq!(sign_in.method.name(), "email_verification");
        Ok(match self {
            Self::Refuses => Decision::Refuse(better_auth_core::error::codes::NOT_FOUND.into()),
            Self::Challenges => {
                let cookie = [(header::SET_COOKIE, "pending=1")];
                Decision::Challenge(Box::new((StatusCode::ACCEPTED, cookie).into_response()))
            }
        })
    }
}

#[tokio::test]
async fn a_plugin_that_refuses_keeps_the_session_away_and_the_address_is_verified() {
    let app = required_with(signing_in(), |builder| builder.plugin(Gate::Refuses)).await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let answer = app.browser().get(&path_to(&app, "ada")).await.expect(302);
    assert_eq!(answer.header("location"), Some("/?error=NOT_FOUND"));
    assert_eq!((verified(&app).await, app.count("sessions").await), (1, 0));
}

#[tokio::test]
async fn a_plugin_that_asks_for_more_keeps_the_session_away() {
    for redirected in [true, false] {
        let app = required_with(signing_in(), |builder| builder.plugin(Gate::Challenges)).await;
        app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
        if redirected {
            let answer = app.browser().get(&path_to(&app, "ada")).await.expect(302);
            assert_eq!(answer.header("location"), Some("/"));
            assert!(answer.set_cookies().is_empty());
        } else {
            app.browser().get(&opening(&token_to(&app, "ada"))).await.expect(202);
        }
        assert_eq!((verified(&app).await, app.count("sessions").await), (1, 0));
    }
}
