use better_auth_email_password::EmailPasswordOptions;
use better_auth_test::{Browser, REDIRS, REDIRS_TRUSTED, TestResponse};
use http::Method;

use crate::reset::{mailed_path, mailed_token};
use crate::{app, app_with};

const FAILED: &str = "http://localhost:3000/choose?error=INVALID_TOKEN";

/// Percent-encodes every byte.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn open(browser: &Browser, token: &str, target: &str) -> TestResponse {
    browser.get(&format!("/reset-password/{token}?callbackURL={}", encoded(target))).await
}

#[tokio::test]
async fn a_live_token_is_handed_to_the_page() {
    let app = app().await;
    app.sign_up("ada").await;
    let path = mailed_path(&app, "ada").await;
    let token = path.split(['/', '?']).find(|part| part.len() == 43).unwrap();
    let answer = app.browser().get(&path).await.expect(302);
    let expected = format!("http://localhost:3000/choose?token={token}");
    assert_eq!(answer.header("location"), Some(&*expected));
    assert!(answer.set_cookies().is_empty());
}

#[tokio::test]
async fn a_token_that_is_not_live_is_told_to_the_page() {
    let app = app().await;
    for token in ["x", &"A".repeat(43), &"x".repeat(5000), "%00", "%2e%2e%2f", "a%20b"] {
        let answer = open(&app.browser(), token, "/choose").await.expect(302);
        assert_eq!(answer.header("location"), Some(FAILED), "{token}");
    }
    let bytes = open(&app.browser(), "%ff", "/choose").await;
    bytes.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn a_used_token_is_told_to_the_page() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    crate::reset::reset(&app.browser(), &token, crate::reset::NEW).await.expect(200);
    crate::reset::take_notice(&app, "ada");
    let answer = open(&app.browser(), &token, "/choose").await.expect(302);
    assert_eq!(answer.header("location"), Some(FAILED));
}

#[tokio::test]
async fn rst_08_no_target_leads_to_another_site() {
    let app = app_with(EmailPasswordOptions::default(), |b| b.trusted_origin(REDIRS_TRUSTED)).await;
    app.sign_up("ada").await;
    let live = mailed_token(&app, "ada").await;
    for token in [&*live, "unknown"] {
        for target in REDIRS.into_iter().chain([""]) {
            let answer = open(&app.browser(), token, target).await;
            if answer.status == 302 {
                let location = answer.header("location").unwrap();
                assert!(location.starts_with("http://localhost:3000/"), "{target:?} {location}");
            } else {
                let answer = answer.expect_error(403, "INVALID_CALLBACK_URL");
                assert!(answer.header("location").is_none());
            }
        }
    }
}

#[tokio::test]
async fn a_target_that_is_missing_or_there_twice_is_refused() {
    let app = app().await;
    for query in ["", "?callbackURL=/a&callbackURL=/b", "?callbackURL=/a&%63allbackURL=/b"] {
        let answer = app.browser().get(&format!("/reset-password/x{query}")).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn what_the_target_says_in_its_query_does_not_speak_for_the_server() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let answer = open(&app.browser(), &token, "/choose?token=forged&a=1#top").await.expect(302);
    let expected = format!("http://localhost:3000/choose?a=1&token={token}#top");
    assert_eq!(answer.header("location"), Some(&*expected));
    let answer = open(&app.browser(), "x", "/choose?error=NONE").await.expect(302);
    assert_eq!(answer.header("location"), Some(FAILED));
}

#[tokio::test]
async fn rst_11_the_token_stays_out_of_caches_and_referrers() {
    let app = app().await;
    app.sign_up("ada").await;
    let live = mailed_path(&app, "ada").await;
    for path in [&*live, "/reset-password/x?callbackURL=/choose", "/reset-password/x"] {
        for method in [Method::GET, Method::HEAD] {
            let answer = app.browser().send(method, path, None, Vec::new()).await;
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }
}

#[tokio::test]
async fn the_link_of_one_purpose_is_worth_nothing_for_another() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    app.execute("UPDATE verifications SET purpose = 'verify-email'").await;
    let answer = open(&app.browser(), &token, "/choose").await.expect(302);
    assert_eq!(answer.header("location"), Some(FAILED));
    let answer = crate::reset::reset(&app.browser(), &token, crate::reset::NEW).await;
    answer.expect_error(400, "INVALID_TOKEN");
}
