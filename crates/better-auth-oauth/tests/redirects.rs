//! Where the browser goes: never off the trusted origins.

use better_auth_test::REDIRS;
use serde_json::json;
use url::Url;

use crate::{Redirected, app, app_with, begin, claims};
use better_auth_oauth::OAuthOptions;

const TRUSTED: [&str; 2] = ["http://localhost:3000", "http://trusted.example.com"];

fn is_at_home(location: &str) -> bool {
    let url = Url::parse("http://localhost:3000").unwrap().join(location).unwrap();
    TRUSTED.contains(&url.origin().ascii_serialization().as_str())
}

#[tokio::test]
async fn oau_05_no_target_leads_astray_whether_the_visit_ends_well_or_badly() {
    let (app, provider) = app().await;
    for target in REDIRS {
        for field in ["callbackURL", "errorCallbackURL", "newUserCallbackURL"] {
            let mut body = json!({ "provider": "company", "callbackURL": "/welcome" });
            body[field] = json!(target);
            let browser = app.browser();
            let begun = browser.post("/sign-in/social", body).await;
            if begun.status == 403 {
                continue;
            }
            let url = begun.expect(200).json()["url"].as_str().unwrap().to_owned();
            let well = provider.agree(&url, claims(&format!("user{}", app.count("users").await)));
            let answer = browser.get(&well).await.expect(302);
            assert!(is_at_home(answer.header("location").unwrap()), "{field} {target:?}");
        }
    }
    for target in REDIRS {
        let body = json!({ "provider": "company", "errorCallbackURL": target });
        let browser = app.browser();
        let begun = browser.post("/sign-in/social", body).await;
        if begun.status == 403 {
            continue;
        }
        let url = begun.expect(200).json()["url"].as_str().unwrap().to_owned();
        let answer = browser.get(&provider.deny(&url, "access_denied")).await.expect(302);
        assert!(is_at_home(answer.header("location").unwrap()), "{target:?}");
    }
}

#[tokio::test]
async fn oau_05_a_foreign_target_is_refused_by_its_name() {
    let (app, _) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (path, field, code) in [
        ("/sign-in/social", "callbackURL", "INVALID_CALLBACK_URL"),
        ("/sign-in/social", "newUserCallbackURL", "INVALID_NEW_USER_CALLBACK_URL"),
        ("/sign-in/social", "errorCallbackURL", "INVALID_ERROR_CALLBACK_URL"),
        ("/link-social", "callbackURL", "INVALID_CALLBACK_URL"),
        ("/link-social", "errorCallbackURL", "INVALID_ERROR_CALLBACK_URL"),
    ] {
        let mut body = json!({ "provider": "company" });
        body[field] = json!("https://evil.example/");
        ada.post(path, body).await.expect_error(403, code);
    }
}

#[tokio::test]
async fn oau_19_what_the_provider_says_is_not_repeated() {
    let (app, provider) = app().await;
    let long = "x".repeat(5000);
    for error in [
        "<script>alert(1)</script>",
        "a\r\nSet-Cookie: a=b",
        "call_us_now_at_the_number_below",
        "Access_Denied",
        &long,
        "",
    ] {
        let browser = app.browser();
        let mut back = provider.deny(&begin(&browser).await, error);
        back.push_str(
            "&error_description=%3Cb%3Ebuy%3C%2Fb%3E&error_uri=https%3A%2F%2Fevil.example",
        );
        browser.get(&back).await.expect_failure("invalid_callback_request");
    }
}

#[tokio::test]
async fn a_user_who_says_no_comes_back_to_the_page_that_was_asked_for() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let body = json!({ "provider": "company", "errorCallbackURL": "/sign-in?tab=2&error=old" });
    let begun = browser.post("/sign-in/social", body).await.expect(200).json();
    let back = provider.deny(begun["url"].as_str().unwrap(), "access_denied");
    browser.get(&back).await.expect_redirect("/sign-in?tab=2&error=access_denied");
}

#[tokio::test]
async fn the_application_can_have_a_page_for_errors() {
    let (app, provider) = app_with(OAuthOptions::default().error_page("/sign-in?x=1")).await;
    let browser = app.browser();
    let back = provider.deny(&begin(&browser).await, "access_denied");
    browser.get(&back).await.expect_redirect("/sign-in?x=1&error=access_denied");
    browser.get("/callback/company").await.expect_redirect("/sign-in?x=1&error=state_not_found");
}

#[tokio::test]
async fn a_provider_that_gives_no_code_is_told_apart() {
    let (app, provider) = app().await;
    for code in ["", "&code="] {
        let browser = app.browser();
        let back = provider.agree(&begin(&browser).await, claims("ada"));
        let (path, query) = back.split_once('?').unwrap();
        let rest: Vec<_> = query.split('&').filter(|pair| !pair.starts_with("code=")).collect();
        let answer = browser.get(&format!("{path}?{}{code}", rest.join("&"))).await;
        answer.expect_failure("no_code");
    }
}
