//! The cases of the session table.

use std::collections::HashSet;

use serde_json::json;

use crate::{COOKIE, app};

#[tokio::test]
async fn ses_01_session_tokens_share_nothing_but_their_prefix() {
    let app = app().await;
    let mut tokens = vec![app.sign_up("ada").await.1["token"].as_str().unwrap().to_owned()];
    for _ in 0..23 {
        tokens.push(app.sign_in("ada").await.1.json()["token"].as_str().unwrap().to_owned());
    }
    assert_eq!(tokens.iter().collect::<HashSet<_>>().len(), 24);
    let random: Vec<_> =
        tokens.iter().map(|token| token.strip_prefix("session_").unwrap()).collect();
    assert!(random.iter().all(|token| token.len() >= 43));
    for position in 0..random[0].len() {
        let letters: HashSet<_> = random.iter().map(|token| token.as_bytes()[position]).collect();
        assert!(letters.len() > 1, "position {position} is constant");
    }
}

#[tokio::test]
async fn ses_02_a_planted_session_never_becomes_the_victims() {
    let app = app().await;
    let (mallory, planted) = app.sign_up("mallory").await;
    app.sign_up("ada").await;
    let victim = mallory.copy();
    let body = json!({"email": "ada@example.com", "password": better_auth_test::PASSWORD});
    let signed_in = victim.post("/sign-in/email", body).await.expect(200).json();
    assert_ne!(signed_in["token"], planted["token"]);
    assert_ne!(victim.cookies()[COOKIE], mallory.cookies()[COOKIE]);
    let seen = mallory.get("/get-session").await.json();
    assert_eq!(seen["user"]["email"], "mallory@example.com");
}

#[tokio::test]
async fn ses_03_copies_of_a_signed_out_session_are_refused() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let (cookie, bearer) = (ada.copy(), ada.bearer(signed_up["token"].as_str().unwrap()));
    ada.post("/sign-out", json!({})).await.expect(200);
    assert!(cookie.get("/get-session").await.expect(200).json().is_null());
    bearer.get("/get-session").await.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn ses_09_the_database_holds_no_token() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    ada.get("/get-session").await.expect(200);
    let token = signed_up["token"].as_str().unwrap();
    let random = token.strip_prefix("session_").unwrap();
    assert_eq!(app.columns_with(token).await, Vec::<String>::new());
    assert_eq!(app.columns_with(&random[..20]).await, Vec::<String>::new());
    assert_eq!(app.columns_with(better_auth_test::PASSWORD).await, Vec::<String>::new());
    assert!(!app.columns_with("ada@example.com").await.is_empty(), "the search itself works");
}

#[tokio::test]
async fn ses_10_nothing_that_a_list_shows_opens_a_session() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let listed = ada.get("/list-sessions").await.expect(200).json();
    for value in listed[0].as_object().unwrap().values().filter_map(|value| value.as_str()) {
        ada.bearer(value).get("/list-sessions").await.expect_error(401, "UNAUTHORIZED");
        let thief = app.browser();
        thief.set_cookie(COOKIE, &value.replace([' ', ';', ','], ""));
        assert!(thief.get("/get-session").await.json().is_null());
    }
}

#[tokio::test]
async fn ses_11_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let app = app().await;
    app.sign_up("ada").await;
    let cookie = app.sign_in("ada").await.1.set_cookies().remove(0);
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"] {
        assert!(cookie.split("; ").any(|part| part == attribute), "{attribute} in {cookie}");
    }
    assert!(!cookie.to_lowercase().contains("domain"), "{cookie}");
}

#[tokio::test]
async fn ses_12_a_session_that_is_not_remembered_ends_with_the_browser() {
    let app = app().await;
    app.sign_up("ada").await;
    let body = json!({"email": "ada@example.com", "password": better_auth_test::PASSWORD, "rememberMe": false});
    let cookie =
        app.browser().post("/sign-in/email", body).await.expect(200).set_cookies().remove(0);
    assert!(!cookie.contains("Max-Age") && !cookie.contains("Expires"), "{cookie}");
}

#[tokio::test]
async fn ses_13_answers_with_credentials_are_not_cached() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answers = [
        app.sign_in("ada").await.1,
        ada.get("/get-session").await,
        ada.get("/list-sessions").await,
        ada.post("/sign-out", json!({})).await,
    ];
    for answer in answers {
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
}

#[tokio::test]
async fn ses_16_the_agent_is_cut_and_the_address_is_the_peers() {
    let app = app().await;
    app.sign_up("ada").await;
    let agent = format!("<script>{}", "x".repeat(12_000));
    let ada = app
        .browser()
        .with_header("user-agent", &agent)
        .with_header("x-forwarded-for", "9.9.9.9")
        .with_header("x-real-ip", "9.9.9.9");
    let body = json!({"email": "ada@example.com", "password": better_auth_test::PASSWORD});
    ada.post("/sign-in/email", body).await.expect(200);
    let listed = ada.get("/list-sessions").await.expect(200).json();
    assert!(listed[0]["userAgent"].as_str().unwrap().len() <= 1024);
    assert_eq!(listed[0]["ipAddress"], "127.0.0.1");
}

#[tokio::test]
async fn ori_08_a_bearer_header_does_not_switch_the_origin_check_off() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, bob) = app.sign_up("bob").await;
    let bearer = format!("Bearer {}", bob["token"].as_str().unwrap());
    let foreign =
        ada.clone().with_origin(Some("https://evil.com")).with_header("authorization", &bearer);
    foreign.post("/revoke-sessions", json!({})).await.expect_error(403, "INVALID_ORIGIN");
    let program = ada.bearer(bob["token"].as_str().unwrap());
    program.post("/revoke-other-sessions", json!({})).await.expect(200);
}
