//! The cases of the origin table, and redirect targets.

use better_auth_email_password::EmailPasswordOptions;
use serde_json::json;

use crate::{PASSWORD, app, app_with, signing_up};

#[tokio::test]
async fn ori_02_own_and_trusted_origins_are_accepted() {
    let app = app_with(EmailPasswordOptions::default(), |builder| {
        builder
            .trusted_origin("https://app.example.com")
            .trusted_origin("https://*.preview.example.com")
    })
    .await;
    let origins =
        ["http://localhost:3000", "https://app.example.com", "https://a.preview.example.com"];
    for (index, origin) in origins.into_iter().enumerate() {
        let browser = app.browser().with_origin(Some(origin));
        browser.post("/sign-up/email", signing_up(&format!("ada{index}"))).await.expect(200);
        browser.post("/sign-out", json!({})).await.expect(200);
    }
}

#[tokio::test]
async fn ori_03_what_only_looks_like_a_trusted_origin_is_refused() {
    let app =
        app_with(EmailPasswordOptions::default(), |b| b.trusted_origin("https://app.example.com"))
            .await;
    let (ada, _) = app.sign_up("ada").await;
    for origin in [
        "https://app.example.com, https://evil.com",
        "https://app.example.com.",
        "https://app.example.com%00.evil.com",
        "https://app.example.com.evil.com",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://evil.com",
        "https://user@app.example.com",
        "https://app.example.com/",
        "http://localhost:3001",
        "x",
    ] {
        let answer = ada.clone().with_origin(Some(origin)).post("/sign-out", json!({})).await;
        answer.expect_error(403, "INVALID_ORIGIN");
    }
    let two = ada.clone().with_header("origin", "http://localhost:3000");
    assert_eq!(two.post("/sign-out", json!({})).await.status, 403, "two Origin headers");
    let referer = ada.clone().with_origin(None);
    for wrong in [
        "https://evil.com/http://localhost:3000",
        "http://localhost:3000.evil.com/",
        "http://localhost:3000@evil.com/",
    ] {
        let answer =
            referer.clone().with_header("referer", wrong).post("/sign-out", json!({})).await;
        assert_eq!(answer.status, 403, "{wrong}");
    }
    referer
        .clone()
        .with_header("referer", "http://localhost:3000/page")
        .post("/sign-out", json!({}))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_cookie_without_any_origin_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.clone().with_origin(None).post("/revoke-sessions", json!({})).await;
    answer.expect_error(403, "MISSING_OR_NULL_ORIGIN");
    let null = ada.clone().with_origin(Some("null")).post("/revoke-sessions", json!({})).await;
    null.expect_error(403, "MISSING_OR_NULL_ORIGIN");
    assert!(ada.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn a_program_without_cookie_and_origin_may_sign_in() {
    let app = app().await;
    app.sign_up("ada").await;
    let body = json!({"email": "ada@example.com", "password": PASSWORD});
    app.browser().with_origin(None).post("/sign-in/email", body).await.expect(200);
}

#[tokio::test]
async fn ori_05_a_foreign_page_can_not_sign_anybody_in_or_up() {
    let app = app().await;
    app.browser()
        .post("/sign-up/email", crate::signing_up_with("ada", "username", "ada_l"))
        .await
        .expect(200);
    let page = app.browser().with_origin(None);
    let navigation = page
        .clone()
        .with_header("sec-fetch-site", "cross-site")
        .with_header("sec-fetch-mode", "navigate");
    let foreign = [
        page.clone().with_origin(Some("https://evil.com")),
        page.clone().with_origin(Some("null")),
        page.clone().with_header("referer", "https://evil.com/form"),
        page.clone()
            .with_header("sec-fetch-site", "cross-site")
            .with_header("sec-fetch-mode", "cors"),
        navigation.clone(),
    ];
    let bodies = [
        ("/sign-in/email", json!({"email": "ada@example.com", "password": PASSWORD})),
        ("/sign-in/username", json!({"username": "ada_l", "password": PASSWORD})),
        ("/sign-up/email", signing_up("eve")),
    ];
    for (route, body) in bodies {
        for browser in &foreign {
            let answer = browser.post(route, body.clone()).await.expect(403);
            assert!(answer.set_cookies().is_empty());
        }
        let answer = navigation.post(route, body).await;
        answer.expect_error(403, "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED");
    }
    let form = "email=ada%40example.com&password=correct+horse+battery+staple";
    let posted =
        foreign[0].post_raw("/sign-in/email", "application/x-www-form-urlencoded", form).await;
    posted.expect_error(403, "INVALID_ORIGIN");
}

#[tokio::test]
async fn ori_06_only_trusted_origins_get_cors_headers() {
    let app =
        app_with(EmailPasswordOptions::default(), |b| b.trusted_origin("https://app.example.com"))
            .await;
    let preflight = |origin: &'static str| {
        let browser = app.browser().with_origin(None).with_header("origin", origin);
        let browser = browser.with_header("access-control-request-method", "POST");
        let browser = browser.with_header("access-control-request-headers", "content-type");
        async move { browser.send(http::Method::OPTIONS, "/sign-in/email", None, Vec::new()).await }
    };
    let trusted = preflight("https://app.example.com").await.expect(204);
    assert_eq!(trusted.header("access-control-allow-origin"), Some("https://app.example.com"));
    assert_eq!(trusted.header("access-control-allow-credentials"), Some("true"));
    let foreign = preflight("https://evil.com").await;
    assert_eq!(foreign.header("access-control-allow-origin"), None);
    let answer = app.browser().with_header("origin", "https://evil.com").get("/get-session").await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn ori_10_forged_forwarding_headers_change_nothing() {
    let app = app().await;
    let forged = app
        .browser()
        .with_header("host", "evil.com")
        .with_header("x-forwarded-host", "evil.com")
        .with_header("x-forwarded-proto", "https");
    forged.post("/sign-up/email", signing_up("ada")).await.expect(200);
    let answer =
        forged.with_origin(Some("http://evil.com")).post("/sign-up/email", signing_up("bob")).await;
    answer.expect_error(403, "INVALID_ORIGIN");
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn a_callback_to_another_site_is_refused_before_anything_is_done() {
    let app = app().await;
    app.sign_up("ada").await;
    for url in [
        "https://evil.com",
        "//evil.com",
        "/\\evil.com",
        "javascript:alert(1)",
        "http://localhost:3000@evil.com",
        "/%2f%2fevil.com",
        "",
    ] {
        let body = json!({"email": "ada@example.com", "password": PASSWORD, "callbackURL": url});
        app.browser().post("/sign-in/email", body).await.expect_error(403, "INVALID_CALLBACK_URL");
        let body = crate::signing_up_with("eve", "callbackURL", url);
        app.browser().post("/sign-up/email", body).await.expect_error(403, "INVALID_CALLBACK_URL");
    }
    assert_eq!(app.count("users").await, 1);
    assert_eq!(app.count("sessions").await, 1);
}
