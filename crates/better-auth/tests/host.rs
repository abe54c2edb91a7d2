//! An application with a state and routes of its own.

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, State};
use axum::routing::{get, post};
use better_auth::core::config::SessionOptions;
use better_auth::prelude::*;
use better_auth_test::{Browser, TestApp, TestResponse};
use http::Request;

use crate::{everything, visit};

#[derive(Clone)]
struct AppState {
    auth: Auth,
    greeting: &'static str,
}

impl FromRef<AppState> for Auth {
    fn from_ref(state: &AppState) -> Self {
        state.auth.clone()
    }
}

async fn welcome(State(state): State<AppState>, current: Option<CurrentSession>) -> String {
    let name = current.map_or("stranger".to_owned(), |current| current.user.name);
    format!("{} {name}", state.greeting)
}

async fn profile(current: CurrentSession) -> String {
    current.user.email.to_string()
}

async fn danger(FreshSession(current): FreshSession) -> String {
    current.user.id.to_string()
}

async fn app() -> TestApp {
    TestApp::with_routes(everything, |site| {
        Router::new()
            .route("/", get(welcome))
            .route("/profile", get(profile))
            .route("/danger", get(danger))
            .with_state(AppState { auth: site.auth(), greeting: "Hello" })
    })
    .await
}

#[tokio::test]
async fn a_page_may_greet_strangers_and_people_who_are_signed_in() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    assert_eq!(visit(&app.browser(), "/").await.expect(200).text(), "Hello stranger");
    assert_eq!(visit(&ada, "/").await.expect(200).text(), "Hello ada");
}

#[tokio::test]
async fn a_page_for_people_who_are_signed_in_refuses_strangers() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    assert_eq!(visit(&ada, "/profile").await.expect(200).text(), "ada@example.com");
    visit(&app.browser(), "/profile").await.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_sensitive_page_wants_a_recent_sign_in() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    visit(&ada, "/danger").await.expect(200);
    app.clock().advance(SessionOptions::default().fresh_age);
    visit(&ada, "/danger").await.expect_error(403, "SESSION_NOT_FRESH");
    visit(&ada, "/profile").await.expect(200);
}

#[tokio::test]
async fn a_session_that_expired_opens_nothing() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(SessionOptions::default().expires_in);
    visit(&ada, "/profile").await.expect_error(401, "UNAUTHORIZED");
    assert_eq!(visit(&ada, "/").await.text(), "Hello stranger");
}

#[tokio::test]
async fn the_handle_itself_can_be_the_state() {
    let app = TestApp::with_routes(everything, |site| {
        Router::new().route("/profile", get(profile)).with_state(site.clone())
    })
    .await;
    let (ada, _) = app.sign_up("ada").await;
    visit(&ada, "/profile").await.expect(200);
}

/// A POST to a route of the application itself, with the cookies of the browser.
async fn submit(browser: &Browser, origin: Option<&str>) -> TestResponse {
    let cookies: Vec<_> =
        browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut request = Request::post("/rename").header("cookie", cookies.join("; "));
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    browser.call(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_protected_route_of_the_application_takes_no_order_from_another_site() {
    let app = TestApp::with_routes(everything, |site| {
        let renamed = |current: CurrentSession| async move { current.user.name };
        site.protect(Router::new().route("/rename", post(renamed))).with_state(site.clone())
    })
    .await;
    let (ada, _) = app.sign_up("ada").await;
    assert_eq!(submit(&ada, Some("http://localhost:3000")).await.expect(200).text(), "ada");
    submit(&ada, Some("https://evil.com")).await.expect_error(403, "INVALID_ORIGIN");
    submit(&ada, None).await.expect_error(403, "MISSING_OR_NULL_ORIGIN");
}
