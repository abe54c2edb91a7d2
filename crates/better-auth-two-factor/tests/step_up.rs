//! A recent second factor, for the routes of an application.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use better_auth_core::{Assurance, FreshSession, RecentSecondFactor};
use better_auth_test::{Browser, TestApp, TestResponse};
use http::Request;
use serde_json::json;

use crate::{DAY, MINUTE, challenged, code, enrolled, everything, mailed_code, take_notice};

async fn pay(RecentSecondFactor(current): RecentSecondFactor<300>) -> String {
    current.user.name
}

async fn look(RecentSecondFactor(current): RecentSecondFactor) -> String {
    current.user.name
}

async fn erase(FreshSession(current): FreshSession) -> String {
    current.user.name
}

async fn how(assurance: Assurance) -> String {
    assurance.amr().map(|word| word.as_str()).collect::<Vec<_>>().join(" ")
}

async fn app() -> TestApp {
    TestApp::with_routes(everything, |site| {
        Router::new()
            .route("/pay", get(pay))
            .route("/look", get(look))
            .route("/erase", get(erase))
            .route("/how", get(how))
            .with_state(site.auth())
    })
    .await
}

async fn visit(browser: &Browser, path: &str) -> TestResponse {
    let cookies: Vec<_> =
        browser.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::get(path).header("cookie", cookies.join("; "));
    browser.call(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_route_asks_for_a_recent_second_factor() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let browser = challenged(&app, "ada").await;
    browser.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await.expect(200);
    assert_eq!(visit(&browser, "/pay").await.expect(200).text(), "ada");
    app.clock().advance(5 * MINUTE);
    visit(&browser, "/pay").await.expect_error(403, "SECOND_FACTOR_REQUIRED");
    visit(&browser, "/look").await.expect(200);
    app.clock().advance(10 * MINUTE);
    visit(&browser, "/look").await.expect_error(403, "SECOND_FACTOR_REQUIRED");
}

#[tokio::test]
async fn a_code_in_a_session_renews_it_and_keeps_the_session() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    let before = ada.browser.get("/get-session").await.json();
    app.clock().advance(60 * MINUTE);
    visit(&ada.browser, "/pay").await.expect_error(403, "SECOND_FACTOR_REQUIRED");
    let next = code(&ada.next_code(&app));
    let answer = ada.browser.post("/two-factor/verify-totp", next).await.expect(200).json();
    assert_eq!(answer["token"], before["session"]["token"]);
    visit(&ada.browser, "/pay").await.expect(200);
    assert_eq!(
        ada.browser.get("/get-session").await.json(),
        before,
        "nothing of it is on the wire"
    );

    app.clock().advance(60 * MINUTE);
    let backup = code(&ada.backup_codes[0]);
    ada.browser.post("/two-factor/verify-backup-code", backup).await.expect(200);
    visit(&ada.browser, "/pay").await.expect(200);
    assert_eq!(visit(&ada.browser, "/how").await.text(), "pwd otp backup mfa");
}

#[tokio::test]
async fn who_has_no_second_factor_may_prove_a_mailed_code() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    visit(&ada, "/pay").await.expect_error(403, "SECOND_FACTOR_REQUIRED");
    let mailed = mailed_code(&app, &ada, "ada").await;
    ada.post("/two-factor/verify-otp", code(&mailed)).await.expect(200);
    visit(&ada, "/pay").await.expect(200);
    assert_eq!(visit(&ada, "/how").await.text(), "pwd email mfa");
}

#[tokio::test]
async fn one_session_is_not_raised_by_a_code_in_another() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    app.clock().advance(60 * MINUTE);
    let browser = challenged(&app, "ada").await;
    browser.post("/two-factor/verify-totp", code(&ada.next_code(&app))).await.expect(200);
    visit(&browser, "/pay").await.expect(200);
    visit(&ada.browser, "/pay").await.expect_error(403, "SECOND_FACTOR_REQUIRED");
}

#[tokio::test]
async fn strangers_and_pending_sign_ins_are_refused() {
    let app = app().await;
    enrolled(&app, "ada").await;
    for browser in [app.browser(), challenged(&app, "ada").await] {
        for path in ["/pay", "/look", "/how", "/erase"] {
            visit(&browser, path).await.expect_error(401, "UNAUTHORIZED");
        }
    }
}

#[tokio::test]
async fn freshness_counts_from_the_first_factor() {
    let app = app().await;
    let ada = enrolled(&app, "ada").await;
    app.clock().advance(DAY);
    let next = code(&ada.next_code(&app));
    ada.browser.post("/two-factor/verify-totp", next).await.expect(200);
    visit(&ada.browser, "/pay").await.expect(200);
    visit(&ada.browser, "/erase").await.expect_error(403, "SESSION_NOT_FRESH");
    let body = json!({
        "currentPassword": better_auth_test::PASSWORD,
        "newPassword": "another horse another staple",
    });
    ada.browser.post("/change-password", body).await.expect(200);
    take_notice(&app, "ada");
    visit(&ada.browser, "/erase").await.expect(200);
    visit(&ada.browser, "/pay").await.expect(200);
}
