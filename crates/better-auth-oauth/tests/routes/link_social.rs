use better_auth_core::event::kinds;
use better_auth_oauth::OAuthOptions;
use better_auth_oauth::kinds::{ACCOUNT_LINKED, CALLBACK_FAILED};
use better_auth_test::{Browser, FakeProvider, PASSWORD, TestResponse};
use serde_json::{Value, json};

use crate::{Redirected, accounts, app, app_with, claims, expect_told, member, signed_in_as};

async fn link(provider: &FakeProvider, browser: &Browser, user: Value) -> TestResponse {
    let body = json!({ "provider": "company", "callbackURL": "/settings" });
    provider.go(browser, "/link-social", body, user).await
}

async fn link_by_token(provider: &FakeProvider, browser: &Browser, user: Value) -> TestResponse {
    let token = json!({ "token": provider.id_token(user), "accessToken": "a" });
    browser.post("/link-social", json!({ "provider": "native", "idToken": token })).await
}

#[tokio::test]
async fn somebody_signed_in_links_an_account_and_can_sign_in_by_it() {
    let (app, provider) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    link(&provider, &ada, claims("ada")).await.expect_redirect("/settings");
    assert!(accounts(&ada).await.iter().any(|account| account["providerId"] == "company"));
    assert_eq!(app.observed().of_kind(ACCOUNT_LINKED).len(), 1);
    expect_told(&app, [("ada", "company")]);
    // The provider vouches for the address, and it is the user's.
    let again = app.browser();
    provider.sign_in(&again, "company", claims("ada")).await.expect_redirect("/welcome");
    assert_eq!(signed_in_as(&again).await.unwrap(), "ada@example.com");
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn an_app_links_by_an_id_token() {
    let (app, provider) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for _ in 0..2 {
        let answer = link_by_token(&provider, &ada, claims("ada")).await.expect(200).json();
        assert_eq!(answer, json!({ "url": "", "status": true, "redirect": false }));
    }
    assert_eq!(accounts(&ada).await.len(), 2);
    expect_told(&app, [("ada", "native")]);
}

#[tokio::test]
async fn strangers_and_foreign_pages_link_nothing() {
    let (app, provider) = app().await;
    let token = json!({ "token": provider.id_token(claims("ada")) });
    for body in
        [json!({ "provider": "company" }), json!({ "provider": "native", "idToken": token })]
    {
        let answer = app.browser().post("/link-social", body).await;
        answer.expect_error(401, "UNAUTHORIZED");
    }
    let (ada, _) = app.sign_up("ada").await;
    let foreign = ada.with_origin(Some("https://evil.example"));
    let answer = foreign.post("/link-social", json!({ "provider": "company" })).await;
    answer.expect_error(403, "INVALID_ORIGIN");
}

#[tokio::test]
async fn a_malformed_body_and_an_unknown_provider_are_refused() {
    let (app, _) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "provider": 7 }), json!({ "provider": "company", "scopes": 7 })]
    {
        ada.post("/link-social", body).await.expect_error(400, "VALIDATION_ERROR");
    }
    let body = json!({ "provider": "nobody" });
    ada.post("/link-social", body).await.expect_error(404, "PROVIDER_NOT_FOUND");
    let body = json!({ "provider": "company", "idToken": { "token": "x" } });
    ada.post("/link-social", body).await.expect_error(404, "ID_TOKEN_NOT_SUPPORTED");
    let body = json!({ "provider": "company", "additionalParams": { "state": "x" } });
    ada.post("/link-social", body).await.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn oau_12_a_visit_that_somebody_else_began_links_nothing() {
    let (app, provider) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let begun = ada.post("/link-social", json!({ "provider": "company" })).await.expect(200).json();
    let back = provider.agree(begun["url"].as_str().unwrap(), claims("ada"));
    // Without the cookies of ada's browser, and with them.
    bob.get(&back).await.expect_failure("state_mismatch");
    for (name, value) in ada.cookies() {
        if name.contains("state") {
            bob.set_cookie(&name, &value);
        }
    }
    bob.get(&back).await.expect_failure("unable_to_link_account");
    assert_eq!(app.count("accounts WHERE provider_id = 'company'").await, 0);
    assert_eq!(app.observed().of_kind(CALLBACK_FAILED).len(), 2);
}

#[tokio::test]
async fn the_session_that_asked_must_still_live() {
    let (app, provider) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    member(&app, &provider, "bob").await;
    for user in [claims("ada"), claims("ada")] {
        let (browser, _) = app.sign_in("ada").await;
        let body = json!({ "provider": "company" });
        let begun = browser.post("/link-social", body).await.expect(200).json();
        let back = provider.agree(begun["url"].as_str().unwrap(), user);
        browser.post("/sign-out", json!({})).await.expect(200);
        browser.get(&back).await.expect_failure("unable_to_link_account");
    }
    assert_eq!(accounts(&ada).await.len(), 1);
}

#[tokio::test]
async fn a_new_password_ends_the_visits_that_were_begun_before() {
    let (app, provider) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let begun = ada.post("/link-social", json!({ "provider": "company" })).await.expect(200).json();
    let back = provider.agree(begun["url"].as_str().unwrap(), claims("ada"));
    app.execute("DELETE FROM sessions").await;
    ada.get(&back).await.expect_failure("unable_to_link_account");
    assert_eq!(app.count("accounts WHERE provider_id = 'company'").await, 0);
}

#[tokio::test]
async fn an_account_belongs_to_one_user() {
    let (app, provider) = app().await;
    let options = OAuthOptions::default().different_emails(true);
    let (open, other) = app_with(options).await;
    for (app, provider) in [(&app, &provider), (&open, &other)] {
        member(app, provider, "bob").await;
        let (ada, _) = app.sign_up("ada").await;
        let mut bob = claims("bob");
        bob["email"] = json!("ada@example.com");
        let answer = link(provider, &ada, bob).await;
        answer.expect_failure("account_already_linked_to_different_user");
        let native = app.browser();
        provider.sign_in(&native, "native", claims("eve")).await.expect_redirect("/welcome");
        let mut eve = claims("eve");
        eve["email"] = json!("ada@example.com");
        link_by_token(provider, &ada, eve).await.expect_error(409, "SOCIAL_ACCOUNT_ALREADY_LINKED");
        assert_eq!(accounts(&ada).await.len(), 1);
    }
}

#[tokio::test]
async fn another_address_links_only_where_the_application_says_so() {
    let (app, provider) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    link(&provider, &ada, claims("bob")).await.expect_failure("email_does_not_match");
    link_by_token(&provider, &ada, claims("bob"))
        .await
        .expect_error(401, "LINKING_DIFFERENT_EMAILS_NOT_ALLOWED");
    let (app, provider) = app_with(OAuthOptions::default().different_emails(true)).await;
    let (ada, _) = app.sign_up("ada").await;
    link(&provider, &ada, claims("bob")).await.expect_redirect("/settings");
    expect_told(&app, [("ada", "company")]);
    assert_eq!(signed_in_as(&ada).await.unwrap(), "ada@example.com");
    let browser = member(&app, &provider, "bob").await;
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
    assert_eq!(app.observed().of_kind(kinds::EMAIL_VERIFIED).len(), 0);
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_links_nothing() {
    let (app, provider) = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let mut user = claims("ada");
    user["email_verified"] = json!(false);
    link(&provider, &ada, user.clone()).await.expect_failure("unable_to_link_account");
    link_by_token(&provider, &ada, user).await.expect_error(401, "LINKING_NOT_ALLOWED");
    let (app, provider) = app_with(OAuthOptions::default().linking(false)).await;
    let (ada, _) = app.sign_up("ada").await;
    link(&provider, &ada, claims("ada")).await.expect_failure("unable_to_link_account");
    link_by_token(&provider, &ada, claims("ada")).await.expect_error(401, "LINKING_NOT_ALLOWED");
}

#[tokio::test]
async fn linking_again_adds_scopes_and_new_tokens() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let body = json!({ "provider": "company", "scopes": ["calendar"], "callbackURL": "/settings" });
    let answer = provider.go(&ada, "/link-social", body, claims("ada")).await;
    answer.expect_redirect("/settings");
    let account = &accounts(&ada).await[0];
    assert_eq!(account["scopes"], json!(["openid", "profile", "email", "calendar"]));
    assert_eq!(accounts(&ada).await.len(), 1);
    let token = ada.post("/get-access-token", json!({ "providerId": "company" })).await.json();
    assert_eq!(token["accessToken"], "the-access-token-number-0005");
}

#[tokio::test]
async fn name_and_picture_are_taken_over_on_linking_where_the_application_says_so() {
    let (app, provider) = app_with(OAuthOptions::default().update_user_on_link(true)).await;
    let (ada, _) = app.sign_up("ada").await;
    let mut user = claims("ada");
    user["name"] = json!("Countess");
    link(&provider, &ada, user).await.expect_redirect("/settings");
    expect_told(&app, [("ada", "company")]);
    assert_eq!(ada.get("/get-session").await.json()["user"]["name"], "Countess");
}

#[tokio::test]
async fn oau_15_the_account_of_a_provider_can_be_unlinked_unless_it_is_the_last_way_in() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let id = accounts(&ada).await[0]["id"].clone();
    for body in [
        json!({ "accountId": id }),
        json!({ "providerId": "company" }),
        json!({ "providerId": "company", "accountId": "sub-of-ada" }),
    ] {
        let answer = ada.post("/unlink-account", body).await;
        answer.expect_error(400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
    }
    let (bob, _) = app.sign_up("bob").await;
    link(&provider, &bob, claims("bob")).await.expect_redirect("/settings");
    expect_told(&app, [("bob", "company")]);
    bob.post("/unlink-account", json!({ "providerId": "company" })).await.expect(200);
    assert!(app.mailbox().take_to("bob@example.com").text.contains("company was removed from"));
    let body = json!({ "email": "bob@example.com", "password": PASSWORD });
    app.browser().post("/sign-in/email", body).await.expect(200);
}
