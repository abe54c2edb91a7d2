//! A reset beside plugins that refuse or ask for more, and what the builder refuses.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use axum::response::IntoResponse;
use better_auth_core::auth::OnStart;
use better_auth_core::plugin::{Decision, Hooks, Mounted, Plugin};
use better_auth_core::{
    ApiError, Auth, BetterAuth, BuildError, ErrorCode, RequestFacts, SessionId, SignIn, UserId,
};
use better_auth_email_password::{
    EmailPasswordOptions, PasswordManagementOptions, PasswordManagementPlugin,
    RESET_PASSWORD_DISABLED,
};
use better_auth_test::TestApp;
use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;

use super::{NEW, app_with_passwords, ask, mailed_token, reset, sign_in, take_notice};
use crate::{app, app_with, signing_up};

/// Whose sessions ended: the one that is named, or all.
type Ended = (UserId, Option<SessionId>);

/// What the plugin under test says to sign-ins, and what it hears.
#[derive(Debug, Clone, Default)]
struct Doorkeeper {
    says: Arc<Mutex<Says>>,
    ended: Arc<Mutex<Vec<Ended>>>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Says {
    #[default]
    Welcome,
    Banned,
    MoreProof,
}

const BANNED: ErrorCode =
    ErrorCode { code: "BANNED_USER", message: "Banned", status: StatusCode::FORBIDDEN };

impl<A> Plugin<A> for Doorkeeper {
    fn name(&self) -> &'static str {
        "doorkeeper"
    }

    fn hooks(&self, _: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(self.clone()))
    }

    fn mount(&self, _: &Auth, _: &Arc<A>) -> Mounted {
        Mounted::routes(OpenApiRouter::new())
    }
}

#[async_trait]
impl Hooks for Doorkeeper {
    async fn before_session(&self, _: &Auth, _: &SignIn<'_>) -> Result<Decision, ApiError> {
        Ok(match *self.says.lock().unwrap() {
            Says::Welcome => Decision::Continue,
            Says::Banned => Decision::Refuse(BANNED.into()),
            Says::MoreProof => Decision::Challenge(Box::new("more proof".into_response())),
        })
    }

    async fn session_ended(
        &self,
        _: &Auth,
        user: &UserId,
        session: Option<&SessionId>,
    ) -> Result<(), ApiError> {
        self.ended.lock().unwrap().push((user.clone(), session.cloned()));
        Ok(())
    }
}

async fn guarded() -> (TestApp, Doorkeeper) {
    let doorkeeper = Doorkeeper::default();
    let plugin = doorkeeper.clone();
    (app_with(EmailPasswordOptions::default(), |b| b.plugin(plugin)).await, doorkeeper)
}

#[tokio::test]
async fn rst_12_a_banned_user_gets_the_same_answer_and_no_way_in() {
    let (app, doorkeeper) = guarded().await;
    app.sign_up("ada").await;
    app.sign_up("bob").await;
    let other = ask(&app.browser(), "bob").await.expect(200).text();
    app.mailbox().take_to("bob@example.com");
    *doorkeeper.says.lock().unwrap() = Says::Banned;
    assert_eq!(ask(&app.browser(), "ada").await.expect(200).text(), other);
    app.mailbox().take_to("ada@example.com");
    let token = mailed_token(&app, "ada").await;
    let answer = reset(&app.browser(), &token, NEW).await.expect(200);
    assert!(answer.set_cookies().is_empty());
    take_notice(&app, "ada");
    sign_in(&app, "ada", NEW).await.expect_error(403, "BANNED_USER");
    assert_eq!(app.count("sessions").await, 1, "that of bob");
}

#[tokio::test]
async fn rst_16_more_proof_is_asked_for_after_a_reset_as_before() {
    let (app, doorkeeper) = guarded().await;
    app.sign_up("ada").await;
    *doorkeeper.says.lock().unwrap() = Says::MoreProof;
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, NEW).await.expect(200);
    take_notice(&app, "ada");
    let answer = sign_in(&app, "ada", NEW).await.expect(200);
    assert_eq!(answer.text(), "more proof");
    assert!(!answer.set_cookies().iter().any(|cookie| cookie.contains("session")));
    assert_eq!(app.count("sessions").await, 0);
}

#[tokio::test]
async fn plugins_hear_once_that_all_sessions_of_the_user_ended() {
    let (app, doorkeeper) = guarded().await;
    let user = app.sign_up("ada").await.1["user"]["id"].clone();
    let token = mailed_token(&app, "ada").await;
    reset(&app.browser(), &token, NEW).await.expect(200);
    reset(&app.browser(), &token, NEW).await.expect(400);
    take_notice(&app, "ada");
    let ended = doorkeeper.ended.lock().unwrap().clone();
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].0.as_str(), user);
    assert!(ended[0].1.is_none(), "all of them");
}

/// What the builder says to options.
async fn refusal(options: PasswordManagementOptions) -> String {
    let database = TestApp::build(|builder| builder).await;
    let builder = BetterAuth::builder(database.adapter().clone())
        .secret("0123456789abcdefghijklmnopqrstuvwxyz")
        .plugin(PasswordManagementPlugin::with(options));
    match builder.build().await.unwrap_err() {
        BuildError::Config(error) => error.setting.to_owned(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn options_that_can_not_work_are_refused_at_start() {
    let options = PasswordManagementOptions::default;
    for seconds in [0, 59, 24 * 60 * 60 + 1] {
        let life = Duration::from_secs(seconds);
        assert_eq!(refusal(options().reset_link_life(life)).await, "reset_link_life");
    }
    for page in ["https://evil.com/reset", "//evil.com", "", "reset", "javascript:alert(1)"] {
        assert_eq!(refusal(options().reset_page(page)).await, "reset_page", "{page}");
    }
}

#[tokio::test]
async fn a_link_lives_as_long_as_the_application_says() {
    let options = PasswordManagementOptions::default().reset_link_life(Duration::from_secs(600));
    let app = app_with_passwords(options).await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    ask(&app.browser(), "ada").await.expect(200);
    assert!(app.mailbox().take().text.contains("10 minutes"));
    let token = mailed_token(&app, "ada").await;
    app.clock().advance(Duration::from_secs(600));
    reset(&app.browser(), &token, NEW).await.expect_error(400, "INVALID_TOKEN");
}

#[tokio::test]
async fn without_a_mailer_a_reset_can_not_be_asked_for() {
    let database = app().await;
    database.sign_up("ada").await;
    let site = BetterAuth::builder(database.adapter().clone())
        .secret("0123456789abcdefghijklmnopqrstuvwxyz")
        .plugin(PasswordManagementPlugin::new())
        .on_start(OnStart::Nothing)
        .build()
        .await
        .unwrap();
    let passwords = site.plugin::<PasswordManagementPlugin>().unwrap();
    let facts = RequestFacts::default();
    for email in ["ada@example.com", "nobody@example.com"] {
        let email = email.parse().unwrap();
        let error = passwords.request_reset(&email, None, &facts).await.unwrap_err();
        assert_eq!((error.code(), error.status().as_u16()), ("RESET_PASSWORD_DISABLED", 400));
        assert_eq!(error.message(), RESET_PASSWORD_DISABLED.message);
    }
    assert_eq!(database.count("verifications").await, 0);
}
