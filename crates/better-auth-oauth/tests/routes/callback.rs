use better_auth_core::event::kinds;
use better_auth_oauth::kinds::ACCOUNT_LINKED;
use http::Method;
use serde_json::json;

use crate::{Redirected, accounts, app, begin, claims, member, signed_in_as};

#[tokio::test]
async fn oau_00_somebody_new_gets_a_user_an_account_and_a_session() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let session = ada.get("/get-session").await.expect(200).json();
    let user = &session["user"];
    assert_eq!((&user["email"], &user["name"]), (&json!("ada@example.com"), &json!("ada")));
    assert_eq!(user["emailVerified"], true);
    assert_eq!((app.count("users").await, app.count("accounts").await), (1, 1));
    let account = &accounts(&ada).await[0];
    assert_eq!(account["providerId"], "company");
    assert_eq!(account["accountId"], "sub-of-ada");
    assert_eq!(account["scopes"], json!(["openid", "profile", "email"]));
    let observed = app.observed();
    for kind in [kinds::USER_CREATED, ACCOUNT_LINKED, kinds::SIGNED_IN] {
        assert_eq!(observed.of_kind(kind).len(), 1, "{kind}");
    }
    assert_eq!(observed.of_kind(kinds::SIGNED_IN)[0].detail, Some("federated"));
}

#[tokio::test]
async fn somebody_who_comes_back_is_the_same_user() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let again = member(&app, &provider, "ada").await;
    assert_eq!(signed_in_as(&ada).await, signed_in_as(&again).await);
    assert_eq!((app.count("users").await, app.count("accounts").await), (1, 1));
}

#[tokio::test]
async fn somebody_new_goes_to_the_page_for_new_users() {
    let (app, provider) = app().await;
    let body = json!({
        "provider": "company", "callbackURL": "/welcome", "newUserCallbackURL": "/hello?x=1",
    });
    let first = provider.go(&app.browser(), "/sign-in/social", body.clone(), claims("ada")).await;
    first.expect_redirect("/hello?x=1");
    let second = provider.go(&app.browser(), "/sign-in/social", body, claims("ada")).await;
    second.expect_redirect("/welcome");
}

#[tokio::test]
async fn without_a_callback_url_the_browser_goes_to_the_root() {
    let (app, provider) = app().await;
    let body = json!({ "provider": "company" });
    let answer = provider.go(&app.browser(), "/sign-in/social", body, claims("ada")).await;
    answer.expect_redirect("/");
}

#[tokio::test]
async fn a_posted_answer_is_sent_on_to_the_get_and_signs_in_there() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    let (path, form) = back.split_once('?').unwrap();
    let foreign = browser
        .clone()
        .with_origin(Some("https://id.example"))
        .with_header("sec-fetch-site", "cross-site")
        .with_header("sec-fetch-mode", "navigate");
    let media = "application/x-www-form-urlencoded";
    let answer = foreign.post_raw(path, media, form).await.expect(303);
    assert_eq!(signed_in_as(&browser).await, None);
    let location = answer.header("location").unwrap();
    let get = location.strip_prefix("http://localhost:3000/auth").unwrap();
    browser.get(get).await.expect_redirect("/welcome");
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
}

#[tokio::test]
async fn a_posted_answer_can_not_lead_anywhere_else() {
    let (app, _) = app().await;
    let browser = app.browser().with_origin(Some("https://id.example"));
    let media = "application/x-www-form-urlencoded";
    let odd = "state=x%0d%0aSet-Cookie:a=b&x=%22%3E%3Cscript%3E&code=//evil.com";
    let answer = browser.post_raw("/callback/company", media, odd).await.expect(303);
    let location = answer.header("location").unwrap();
    assert!(location.starts_with("http://localhost:3000/auth/callback/company?state=x%0D%0ASet"));
    assert_eq!(answer.set_cookies(), Vec::<String>::new());
    for path in ["/callback/nobody", "/callback/%2e%2e%2fevil", "/callback/company%0d%0ax"] {
        let answer = browser.post_raw(path, media, odd).await;
        answer.expect_failure("oauth_provider_not_found");
    }
    let long = format!("state={}", "x".repeat(20_000));
    let answer = browser.post_raw("/callback/company", media, long).await;
    answer.expect_failure("invalid_callback_request");
    let json = browser.post_raw("/callback/company", "application/json", "{}").await;
    json.expect_error(403, "INVALID_ORIGIN");
}

#[tokio::test]
async fn a_posted_answer_of_our_own_page_is_a_form_as_well() {
    let (app, _) = app().await;
    let answer = app.browser().post_raw("/callback/company", "text/plain", "state=x").await;
    answer.expect(303);
    let answer = app.browser().send(Method::PUT, "/callback/company", None, Vec::new()).await;
    answer.expect_error(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn an_unknown_provider_ends_at_the_page_for_errors() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    let elsewhere = back.replace("/callback/company", "/callback/nobody");
    browser.get(&elsewhere).await.expect_failure("state_mismatch");
    assert_eq!(app.count("users").await, 0);
}
