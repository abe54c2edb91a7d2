//! The state: one use, one browser, one provider.

use std::time::Duration;

use better_auth_core::event::kinds;
use better_auth_oauth::kinds::CALLBACK_FAILED;

use crate::{Redirected, app, begin, claims, member, signed_in_as};

#[tokio::test]
async fn oau_01_without_its_state_a_code_is_worth_nothing() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    let (path, query) = back.split_once('?').unwrap();
    let code = query.split('&').find(|pair| pair.starts_with("code=")).unwrap();
    for (query, word) in [
        (code.to_owned(), "state_not_found"),
        (format!("{code}&state="), "state_not_found"),
        (format!("{code}&state={}", "x".repeat(43)), "state_mismatch"),
        (format!("{query}x"), "issuer_mismatch"),
        (format!("{query}&state=x"), "invalid_callback_request"),
    ] {
        browser.get(&format!("{path}?{query}")).await.expect_failure(word);
    }
    assert_eq!(app.count("users").await, 0);
    assert_eq!(app.observed().of_kind(CALLBACK_FAILED).len(), 4);
    assert_eq!(app.observed().of_kind(kinds::SIGN_IN_FAILED).len(), 1);
}

#[tokio::test]
async fn oau_01_a_state_is_of_the_browser_that_asked_and_stays_whole_in_another_one() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    let other = app.browser();
    other.get(&back).await.expect_failure("state_mismatch");
    begin(&other).await;
    other.get(&back).await.expect_failure("state_mismatch");
    assert_eq!(signed_in_as(&other).await, None);
    browser.get(&back).await.expect_redirect("/welcome");
}

#[tokio::test]
async fn two_tabs_of_one_browser_can_be_on_their_way_at_once() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let (first, second) = (begin(&browser).await, begin(&browser).await);
    browser.get(&provider.agree(&first, claims("ada"))).await.expect_redirect("/welcome");
    browser.get(&provider.agree(&second, claims("ada"))).await.expect_redirect("/welcome");
}

#[tokio::test]
async fn oau_02_the_answer_of_one_provider_is_not_taken_at_the_callback_of_another() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    let mixed_up = back.replace("/callback/company", "/callback/native");
    browser.get(&mixed_up).await.expect_failure("state_mismatch");
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn oau_02_the_answer_of_another_issuer_is_refused() {
    let (app, provider) = app().await;
    for (from, to) in [
        ("iss=https%3A%2F%2Fid.example", "iss=https%3A%2F%2Fevil.example"),
        ("&iss=https%3A%2F%2Fid.example", ""),
    ] {
        let browser = app.browser();
        let back = provider.agree(&begin(&browser).await, claims("ada"));
        browser.get(&back.replace(from, to)).await.expect_failure("issuer_mismatch");
    }
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn oau_18_a_callback_works_once() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    browser.get(&back).await.expect_redirect("/welcome");
    browser.get(&back).await.expect_failure("state_mismatch");
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test]
async fn a_state_works_for_ten_minutes() {
    let (app, provider) = app().await;
    for (wait, works) in [(599, true), (600, false)] {
        let browser = app.browser();
        let url = begin(&browser).await;
        app.clock().advance(Duration::from_secs(wait));
        let answer = browser.get(&provider.agree(&url, claims("ada"))).await;
        if works {
            answer.expect_redirect("/welcome");
        } else {
            answer.expect_failure("state_mismatch");
        }
    }
}

#[tokio::test]
async fn what_is_remembered_of_a_visit_is_not_in_the_database_in_clear() {
    let (app, _) = app().await;
    let browser = app.browser();
    let url = begin(&browser).await;
    let url = url::Url::parse(&url).unwrap();
    for secret in ["state", "nonce", "code_challenge"] {
        let (_, value) = url.query_pairs().find(|(name, _)| name == secret).unwrap();
        assert_eq!(app.columns_with(&value).await, Vec::<String>::new(), "{secret}");
    }
    let cookie = browser.cookies().into_iter().find(|(name, _)| name.ends_with("oauth_state"));
    assert_eq!(app.columns_with(&cookie.unwrap().1).await, Vec::<String>::new());
    assert_eq!(app.columns_with("/welcome").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_state_that_was_sealed_under_a_lost_secret_is_told_apart() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    app.execute("UPDATE verifications SET value = 'v1.AAAA'").await;
    browser.get(&back).await.expect_failure("state_invalid");
}

#[tokio::test]
async fn oau_18_somebody_signed_in_can_sign_in_as_somebody_else() {
    let (app, provider) = app().await;
    let browser = member(&app, &provider, "ada").await;
    provider.sign_in(&browser, "company", claims("bob")).await.expect_redirect("/welcome");
    assert_eq!(signed_in_as(&browser).await.unwrap(), "bob@example.com");
}
