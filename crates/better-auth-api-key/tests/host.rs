//! Keys as arguments of the application's own handlers.

use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use better_auth_api_key::{ApiKey, ApiKeyOptions, ApiKeyPlugin, ApiKeys};
use better_auth_core::access::Permissions;
use better_auth_core::{Auth, BetterAuth, CurrentSession, FreshSession, RecentSecondFactor};
use better_auth_test::{Browser, TestApp, TestResponse};
use http::Request;
use serde_json::json;
use utoipa::OpenApi;

use crate::{MINUTE, given, made, service, user_of, with};

better_auth_core::statements! {
    /// Invoices.
    pub(crate) invoice {
        /// Reads one.
        Read = "read",
        /// Writes one.
        Write = "write",
    }
}

#[derive(Clone)]
struct Host {
    auth: Auth,
    keys: ApiKeys,
}

impl FromRef<Host> for Auth {
    fn from_ref(host: &Host) -> Self {
        host.auth.clone()
    }
}

impl FromRef<Host> for ApiKeys {
    fn from_ref(host: &Host) -> Self {
        host.keys.clone()
    }
}

async fn whose(key: ApiKey) -> String {
    key.record.owner.as_str().to_owned()
}

#[utoipa::path(get, path = "/invoices", responses((status = 200), ApiKey<invoice::Read>))]
async fn invoices(key: ApiKey<invoice::Read>) -> String {
    key.user.map(|user| user.name).unwrap_or_default()
}

async fn write(_key: ApiKey<invoice::Write>) -> &'static str {
    "written"
}

async fn me(current: CurrentSession) -> String {
    current.user.name
}

async fn maybe(current: Option<CurrentSession>) -> String {
    current.map_or("nobody".to_owned(), |current| current.user.name)
}

async fn both(key: ApiKey, current: CurrentSession, again: CurrentSession) -> String {
    format!("{} {} {}", key.record.start.unwrap_or_default(), current.user.name, again.user.name)
}

async fn fresh(current: FreshSession) -> String {
    current.0.user.name
}

async fn second(current: RecentSecondFactor) -> String {
    current.0.user.name
}

fn routes(site: &BetterAuth) -> Router {
    let keys = site.plugin::<ApiKeyPlugin>().unwrap();
    Router::new()
        .route("/whose", get(whose))
        .route("/invoices", get(invoices).post(write))
        .route("/me", get(me))
        .route("/maybe", get(maybe))
        .route("/both", get(both))
        .route("/fresh", get(fresh))
        .route("/second", get(second))
        .with_state(Host { auth: site.auth(), keys })
}

pub(crate) async fn app_with(options: ApiKeyOptions) -> TestApp {
    TestApp::with_routes(with(ApiKeyPlugin::with(options)), routes).await
}

/// A program that calls a route of the application with these headers.
pub(crate) async fn call(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> TestResponse {
    call_from(&app.browser(), "GET", path, headers).await
}

async fn call_from(
    browser: &Browser,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> TestResponse {
    let address = axum::extract::ConnectInfo(std::net::SocketAddr::new(
        IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
        50_000,
    ));
    let mut request = Request::builder().method(method).uri(path).extension(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    browser.call(request.body(axum::body::Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_route_takes_a_key_and_sees_whose_it_is() {
    let app = app_with(ApiKeyOptions::default()).await;
    let (ada, answer) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    let whose = call(&app, "/whose", &[("x-api-key", &key)]).await.expect(200);
    assert_eq!(whose.text(), answer["user"]["id"]);
    let stored = service(&app).list(&crate::KeyOwner::User(user_of(&answer))).await.unwrap();
    assert_eq!(stored[0].last_ip_address.as_deref(), Some("198.51.100.7"));
}

#[tokio::test]
async fn a_request_without_a_good_key_is_refused() {
    let app = app_with(ApiKeyOptions::default()).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    let (other, _) = made(&ada, json!({})).await;
    let cookie = ada.cookies().into_iter().map(|(name, value)| format!("{name}={value}"));
    let cookie = cookie.collect::<Vec<_>>().join("; ");
    for headers in [
        &[][..],
        &[("x-api-key", "")],
        &[("x-api-key", "ba_wrong")],
        &[("cookie", cookie.as_str())],
        &[("authorization", key.as_str())],
        &[("x-api-key", key.as_str()), ("x-api-key", other.as_str())],
    ] {
        let answer = call(&app, "/whose", headers).await;
        answer.expect_error(401, "INVALID_API_KEY");
    }
    let path = format!("/whose?x-api-key={key}");
    call(&app, &path, &[]).await.expect_error(401, "INVALID_API_KEY");
}

#[tokio::test]
async fn key_09_a_permission_in_the_signature_opens_what_it_names() {
    let app = app_with(ApiKeyOptions::default()).await;
    let (_, answer) = app.sign_up("ada").await;
    let rights: Permissions = [invoice::Read].into_iter().collect();
    let (reader, _) = given(&app, &user_of(&answer), |new| new.permissions = Some(rights)).await;
    let (bare, _) = given(&app, &user_of(&answer), |_| {}).await;
    let reader = [("x-api-key", reader.as_str())];
    assert_eq!(call(&app, "/invoices", &reader).await.expect(200).text(), "ada");
    let browser = app.browser();
    let written = call_from(&browser, "POST", "/invoices", &reader).await;
    written.expect_error(403, "INSUFFICIENT_API_KEY_PERMISSIONS");
    let refused = call(&app, "/invoices", &[("x-api-key", &bare)]).await;
    refused.expect_error(403, "INSUFFICIENT_API_KEY_PERMISSIONS");
    call(&app, "/whose", &[("x-api-key", &bare)]).await.expect(200);
}

#[tokio::test]
async fn the_document_says_which_permission_a_route_needs() {
    #[derive(OpenApi)]
    #[openapi(paths(invoices))]
    struct Document;
    let document = serde_json::to_value(Document::openapi()).unwrap();
    let responses = &document["paths"]["/invoices"]["get"]["responses"];
    let refusal = responses["403"]["description"].as_str().unwrap();
    assert!(refusal.contains("`invoice:read`"), "{refusal}");
    assert!(responses["401"].is_object() && responses["429"].is_object());
}

#[tokio::test]
async fn a_limit_is_answered_with_the_time_to_come_back() {
    let app = app_with(ApiKeyOptions::default().rate_limit(1, MINUTE)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    let headers = [("x-api-key", key.as_str())];
    call(&app, "/whose", &headers).await.expect(200);
    let answer = call(&app, "/whose", &headers).await.expect_error(429, "RATE_LIMITED");
    assert_eq!(answer.header("retry-after"), Some("60"));
    assert_eq!(answer.header("x-retry-after"), Some("60"));
}

#[tokio::test]
async fn a_key_is_no_session_unless_the_application_says_so() {
    let app = app_with(ApiKeyOptions::default()).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    let headers = [("x-api-key", key.as_str())];
    call(&app, "/me", &headers).await.expect_error(401, "UNAUTHORIZED");
    assert_eq!(call(&app, "/maybe", &headers).await.expect(200).text(), "nobody");
    let wrong = [("x-api-key", "of another program")];
    assert_eq!(call(&app, "/maybe", &wrong).await.expect(200).text(), "nobody");
}

#[tokio::test]
async fn a_key_stands_for_a_session_that_is_never_fresh() {
    let app = app_with(ApiKeyOptions::default().sessions(true)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    let headers = [("x-api-key", key.as_str())];
    assert_eq!(call(&app, "/me", &headers).await.expect(200).text(), "ada");
    assert_eq!(call(&app, "/maybe", &headers).await.expect(200).text(), "ada");
    call(&app, "/fresh", &headers).await.expect_error(403, "SESSION_NOT_FRESH");
    call(&app, "/second", &headers).await.expect_error(403, "SECOND_FACTOR_REQUIRED");
    let wrong = [("x-api-key", "ba_wrong")];
    call(&app, "/me", &wrong).await.expect_error(401, "INVALID_API_KEY");
    assert_eq!(app.count("sessions").await, 1, "that of the sign-up");
}

#[tokio::test]
async fn one_request_is_one_use_whatever_it_asks_for() {
    let app = app_with(ApiKeyOptions::default().sessions(true).uses(2, None)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (key, _) = made(&ada, json!({})).await;
    let headers = [("x-api-key", key.as_str())];
    let both = call(&app, "/both", &headers).await.expect(200);
    assert_eq!(both.text(), format!("{} ada ada", &key[..6]));
    call(&app, "/me", &headers).await.expect(200);
    call(&app, "/me", &headers).await.expect_error(429, "USAGE_EXCEEDED");
}

#[tokio::test]
async fn a_session_token_wins_over_a_key() {
    let app = app_with(ApiKeyOptions::default().sessions(true)).await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, bob) = app.sign_up("bob").await;
    let (key, _) = made(&ada, json!({})).await;
    let bearer = format!("Bearer {}", bob["token"].as_str().unwrap());
    let headers = [("x-api-key", key.as_str()), ("authorization", bearer.as_str())];
    assert_eq!(call(&app, "/me", &headers).await.expect(200).text(), "bob");
    let forged = [("x-api-key", key.as_str()), ("authorization", "Bearer forged")];
    call(&app, "/me", &forged).await.expect_error(401, "UNAUTHORIZED");
}
