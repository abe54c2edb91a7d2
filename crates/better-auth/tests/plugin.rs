//! A plugin of the application: a route, a hook, an error code, a service.

use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::State;
use better_auth::core::error::ErrorResponse;
use better_auth::core::layer::rate_limit::RateRule;
use better_auth::core::plugin::{Decision, Hooks, Mounted, Plugin, Service};
use better_auth::core::{ErrorCode, Json, SignIn, error_codes};
use better_auth::prelude::*;
use better_auth::{ApiError, User};
use better_auth_test::TestApp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::everything;

error_codes! {
    /// The club is closed to this person.
    NOT_A_MEMBER = FORBIDDEN, "Members only";
    /// Nobody is called like that.
    NO_NAME = UNPROCESSABLE_ENTITY, "A nickname has at least one character";
}

#[derive(Debug)]
struct Club;

/// What server code calls without HTTP.
#[derive(Debug, Clone)]
struct Members(Auth);

impl Members {
    fn nickname(&self, user: &User, nickname: &str) -> Result<String, ErrorCode> {
        if nickname.is_empty() {
            return Err(NO_NAME);
        }
        Ok(format!("{} of {}", nickname, self.0.settings().app_name.clone() + " and " + &user.name))
    }
}

impl Service for Club {
    type Handle = Members;
}

impl<A> Plugin<A> for Club {
    fn name(&self) -> &'static str {
        "club"
    }

    fn hooks(&self, _: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        Some(Arc::new(Doorman))
    }

    fn rate_rules(&self) -> Vec<RateRule> {
        vec![RateRule::new("/club/nickname", 2, std::time::Duration::from_secs(60))]
    }

    fn error_codes(&self) -> &'static [ErrorCode] {
        ALL
    }

    fn mount(&self, auth: &Auth, _: &Arc<A>) -> Mounted {
        let members = Members(auth.clone());
        let router = OpenApiRouter::new().routes(routes!(nickname)).with_state(members.clone());
        Mounted::routes(router).with_service::<Self>(members)
    }
}

impl axum::extract::FromRef<Members> for Auth {
    fn from_ref(members: &Members) -> Self {
        members.0.clone()
    }
}

#[derive(Debug)]
struct Doorman;

#[async_trait]
impl Hooks for Doorman {
    async fn before_session(&self, _: &Auth, sign_in: &SignIn<'_>) -> Result<Decision, ApiError> {
        if sign_in.user.name == "mallory" {
            return Ok(Decision::Refuse(NOT_A_MEMBER.into()));
        }
        Ok(Decision::Continue)
    }
}

#[derive(Debug, Deserialize, ToSchema)]
struct NicknameRequest {
    nickname: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct NicknameResponse {
    nickname: String,
}

/// Take a nickname.
#[utoipa::path(
    post,
    path = "/club/nickname",
    request_body = NicknameRequest,
    responses(
        (status = 200, description = "Yours", body = NicknameResponse),
        (status = 422, description = "`NO_NAME`", body = ErrorResponse),
    ),
    security(("cookie" = []), ("bearer" = []))
)]
async fn nickname(
    State(members): State<Members>,
    current: CurrentSession,
    body: Json<NicknameRequest>,
) -> Result<Json<NicknameResponse>, ApiError> {
    let nickname = members.nickname(&current.user, &body.0.nickname)?;
    Ok(Json(NicknameResponse { nickname }))
}

async fn app() -> TestApp {
    TestApp::build(|builder| everything(builder).plugin(Club)).await
}

#[tokio::test]
async fn its_route_has_the_same_guards_as_any_other() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({"nickname": "Countess"});
    let answer = ada.post("/club/nickname", body.clone()).await.expect(200);
    assert_eq!(answer.json()["nickname"], "Countess of Better Auth and ada");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    app.browser().post("/club/nickname", body.clone()).await.expect_error(401, "UNAUTHORIZED");
    let foreign = ada.clone().with_origin(Some("https://evil.com"));
    foreign.post("/club/nickname", body).await.expect_error(403, "INVALID_ORIGIN");
    ada.post("/club/nickname", json!({})).await.expect_error(400, "VALIDATION_ERROR");
    ada.post("/club/nickname", json!({"nickname": ""})).await.expect_error(422, "NO_NAME");
}

#[tokio::test]
async fn its_rate_rule_holds() {
    let app =
        TestApp::build(|builder| everything(builder.rate_limit(Default::default())).plugin(Club))
            .await;
    let (ada, _) = app.sign_up("ada").await;
    for _ in 0..2 {
        ada.post("/club/nickname", json!({"nickname": "A"})).await.expect(200);
    }
    let answer = ada.post("/club/nickname", json!({"nickname": "A"})).await;
    answer.expect_error(429, "TOO_MANY_REQUESTS");
}

#[tokio::test]
async fn its_hook_is_asked_before_every_session() {
    let app = app().await;
    let body = json!({"name": "mallory", "email": "mallory@example.com", "password": better_auth_test::PASSWORD});
    app.browser().post("/sign-up/email", body).await.expect_error(403, "NOT_A_MEMBER");
    app.sign_in("mallory").await.1.expect_error(403, "NOT_A_MEMBER");
    assert_eq!(app.count("sessions").await, 0);
}

#[tokio::test]
async fn its_service_is_found_by_its_type_if_it_is_plugged_in() {
    let app = app().await;
    app.sign_up("ada").await;
    let ada = app.auth().users().find_user_by_email(&"ada@example.com".parse().unwrap()).await;
    let members = app.site().plugin::<Club>().unwrap();
    assert!(members.nickname(&ada.unwrap().unwrap(), "Countess").is_ok());
    let without = TestApp::build(everything).await;
    assert!(without.site().plugin::<Club>().is_none());
}
