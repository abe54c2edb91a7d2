//! Bad input: a clear answer, and nothing changes.

use serde_json::json;

use crate::{PASSWORD, app, signing_up, signing_up_with};

const ROUTES: [&str; 8] = [
    "/sign-up/email",
    "/sign-in/email",
    "/sign-in/username",
    "/is-username-available",
    "/sign-out",
    "/revoke-session",
    "/revoke-sessions",
    "/revoke-other-sessions",
];

#[tokio::test]
async fn inp_01_a_body_that_is_none_is_refused_on_every_route() {
    let app = app().await;
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let objects = format!("{}1{}", "{\"a\":".repeat(2000), "}".repeat(2000));
    let bodies: [&[u8]; 17] = [
        b"null", b"[]", b"\"x\"", b"5", b"{", b"{\"email\":", b"\xff\xfe{}", b"\xef\xbb\xbf{}",
        b"{\"email\":\"\\ud800\",\"username\":\"\\ud800\",\"token\":\"\\ud800\"}",
        b"{\"email\":\"a@example.com\",\"email\":\"b@example.com\",\"token\":\"a\",\"token\":\"b\",\"username\":\"a\",\"username\":\"b\"}",
        b"{\"password\":1e999}", b"{\"a\":NaN}", b"{} // comment", b"<xml/>", b"{'a':1}",
        deep.as_bytes(), objects.as_bytes(),
    ];
    for route in ROUTES {
        for body in bodies {
            let (ada, _) = (app.browser(), ());
            let answer = ada.post_raw(route, "application/json", body).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            assert!(
                answer.status.is_client_error() || harmless(route, body),
                "{route} {shown}: {}",
                answer.status
            );
            if answer.status.is_client_error() {
                assert!(answer.json()["code"].is_string(), "{route} {shown}");
            }
        }
    }
    assert_eq!(app.count("users").await, 0);
}

/// Signing out needs no body; an object with unknown fields is as good as an empty one.
fn harmless(route: &str, body: &[u8]) -> bool {
    route == "/sign-out" && body.starts_with(b"{\"")
}

#[tokio::test]
async fn a_missing_body_is_refused_where_one_is_needed() {
    let app = app().await;
    for route in &ROUTES[..4] {
        let answer = app.browser().send(http::Method::POST, route, None, Vec::new()).await;
        assert!(answer.status.is_client_error(), "{route}: {}", answer.status);
        assert!(answer.json()["code"].is_string());
    }
}

#[tokio::test]
async fn a_content_type_that_the_route_does_not_take_is_refused() {
    let app = app().await;
    for content_type in ["text/plain", "multipart/form-data; boundary=x", "application/xml", ""] {
        let body = signing_up("ada").to_string();
        let answer = app.browser().post_raw("/sign-up/email", content_type, body).await;
        answer.expect_error(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let form = "username=ada&password=x";
    let answer = app
        .browser()
        .post_raw("/sign-in/username", "application/x-www-form-urlencoded", form)
        .await;
    answer.expect_error(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn dos_02_a_body_of_two_mebibytes_is_refused_on_every_route() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let body = format!("{{\"name\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    for route in ROUTES {
        let answer = ada.post_raw(route, "application/json", body.clone()).await;
        answer.expect_error(413, "PAYLOAD_TOO_LARGE");
    }
    assert!(ada.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn dos_01_and_dos_09_long_texts_are_refused_before_any_work() {
    let app = app().await;
    let long = "x".repeat(60_000);
    let password = signing_up_with("ada", "password", long.clone());
    app.browser().post("/sign-up/email", password).await.expect_error(400, "PASSWORD_TOO_LONG");
    let body = json!({"email": "ada@example.com", "password": long});
    app.browser().post("/sign-in/email", body).await.expect_error(400, "PASSWORD_TOO_LONG");
    for email in [
        format!("{long}@example.com"),
        format!("a@{}.com", "b.".repeat(30_000)),
        "@".repeat(60_000),
    ] {
        let body = json!({"email": email, "password": PASSWORD});
        app.browser().post("/sign-in/email", body).await.expect_error(400, "INVALID_EMAIL");
    }
}

#[tokio::test]
async fn dos_11_a_compressed_body_is_refused() {
    let app = app().await;
    let zipped = app.browser().with_header("content-encoding", "gzip");
    zipped.post("/sign-in/email", json!({})).await.expect_error(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn inp_04_injections_are_texts_like_any_other() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let injections = [
        "' OR '1'='1",
        "'; DROP TABLE users; --",
        "\" OR \"\"=\"",
        "1) UNION SELECT * FROM users --",
        "${7*7}",
        "{{7*7}}",
        "$(id)",
        "`id`",
        "%27%20OR%201=1",
        "\\'; --",
        "admin'/*",
        "<script>alert(1)</script>",
    ];
    for text in injections {
        let bodies = [
            ("/sign-in/email", json!({"email": text, "password": text})),
            ("/sign-in/email", json!({"email": "ada@example.com", "password": text})),
            ("/sign-in/username", json!({"username": text, "password": text})),
            ("/is-username-available", json!({"username": text})),
        ];
        for (route, body) in bodies {
            let answer = app.browser().post(route, body).await;
            assert!(answer.status.is_client_error(), "{route} {text}: {}", answer.status);
        }
        ada.post("/revoke-session", json!({"token": text})).await.expect(200);
        ada.bearer(text).get("/get-session").await.expect_error(401, "UNAUTHORIZED");
    }
    assert_eq!(app.count("users").await, 1);
    assert!(ada.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn inp_07_unknown_paths_and_methods_have_our_body() {
    let app = app().await;
    let browser = app.browser();
    for path in [
        "/nope",
        "/sign-in",
        "/sign-in/email/",
        "/sign-in/%65mail",
        "/sign-in/email;x",
        "//sign-in/email",
    ] {
        browser.post(path, json!({})).await.expect_error(404, "NOT_FOUND");
    }
    let answer = browser.get("/sign-in/email").await.expect_error(405, "METHOD_NOT_ALLOWED");
    assert_eq!(answer.header("allow"), Some("POST"));
    let options =
        browser.send(http::Method::OPTIONS, "/sign-in/email", None, Vec::new()).await.expect(204);
    assert!(options.header("allow").unwrap().contains("POST"));
}

#[tokio::test]
async fn ori_11_a_callback_of_another_type_is_refused() {
    let app = app().await;
    app.sign_up("ada").await;
    for wrong in [json!(["/a"]), json!({"url": "/a"}), json!(5)] {
        let body = json!({"email": "ada@example.com", "password": PASSWORD, "callbackURL": wrong});
        app.browser().post("/sign-in/email", body).await.expect_error(400, "VALIDATION_ERROR");
    }
    app.browser()
        .get("/get-session?disableRefresh=true&disableRefresh=false")
        .await
        .expect_error(400, "VALIDATION_ERROR");
}
