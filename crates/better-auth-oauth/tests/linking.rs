//! Whose account somebody gets into.

use better_auth_core::event::kinds;
use better_auth_oauth::{OAuthOptions, SignUps};
use better_auth_test::PASSWORD;
use serde_json::{Value, json};

use crate::{
    Redirected, accounts, app, app_with, claims, expect_told, member, signed_in_as, verified,
};

fn unverified(name: &str, flag: Value) -> Value {
    let mut claims = claims(name);
    claims["email_verified"] = flag;
    claims
}

#[tokio::test]
async fn an_address_that_is_proven_on_both_sides_links() {
    let (app, provider) = app().await;
    let ada = verified(&app, "ada").await;
    let browser = member(&app, &provider, "ada").await;
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
    assert_eq!(app.count("users").await, 1);
    assert_eq!(accounts(&ada).await.len(), 2);
    expect_told(&app, [("ada", "company")]);
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn oau_07_an_address_that_the_provider_does_not_vouch_for_links_nothing() {
    let (app, provider) = app().await;
    verified(&app, "ada").await;
    for flag in [json!(false), json!("false"), json!("true"), json!("0"), json!(1), json!(null)] {
        let mut user = unverified("ada", flag);
        if user["email_verified"].is_null() {
            user.as_object_mut().unwrap().remove("email_verified");
        }
        let browser = app.browser();
        let answer = provider.sign_in(&browser, "company", user).await;
        answer.expect_failure("account_not_linked");
        assert_eq!(signed_in_as(&browser).await, None);
    }
    assert_eq!((app.count("users").await, app.count("accounts").await), (1, 1));
}

#[tokio::test]
async fn oau_08_whoever_took_an_address_without_proving_it_does_not_get_its_owner() {
    let (app, provider) = app().await;
    let (attacker, _) = app.sign_up("victim").await;
    let browser = app.browser();
    let answer = provider.sign_in(&browser, "company", claims("victim")).await;
    answer.expect_failure("account_not_linked");
    assert_eq!(signed_in_as(&browser).await, None);
    assert_eq!(app.count("users WHERE email_verified").await, 0);
    assert_eq!(accounts(&attacker).await.len(), 1);
}

#[tokio::test]
async fn oau_08_the_owner_takes_the_address_back_by_a_mail_and_can_link_then() {
    let (app, provider) = app().await;
    app.sign_up("victim").await;
    app.execute("UPDATE users SET email_verified = TRUE").await;
    // The owner has reset the password by mail, which proves the address and ends what the other
    // one had; from then on the provider links.
    member(&app, &provider, "victim").await;
    expect_told(&app, [("victim", "company")]);
    assert_eq!(app.count("accounts").await, 2);
}

#[tokio::test]
async fn oau_11_a_new_address_at_the_provider_takes_over_nobody() {
    let (app, provider) = app().await;
    verified(&app, "bob").await;
    member(&app, &provider, "ada").await;
    let mut moved = claims("ada");
    moved["email"] = json!("bob@example.com");
    let browser = app.browser();
    provider.sign_in(&browser, "company", moved).await.expect_redirect("/welcome");
    assert_eq!(signed_in_as(&browser).await.unwrap(), "ada@example.com");
    assert_eq!((app.count("users").await, app.count("accounts").await), (2, 2));
}

#[tokio::test]
async fn somebody_new_is_not_verified_where_the_provider_does_not_vouch() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let user = unverified("ada", json!(false));
    provider.sign_in(&browser, "company", user).await.expect_redirect("/welcome");
    assert_eq!(app.count("users WHERE email_verified").await, 0);
    // The provider verified it meanwhile.
    provider.sign_in(&browser, "company", claims("ada")).await.expect_redirect("/welcome");
    assert_eq!(app.count("users WHERE email_verified").await, 1);
    assert_eq!(app.observed().of_kind(kinds::EMAIL_VERIFIED).len(), 1);
}

#[tokio::test]
async fn another_address_that_the_provider_vouches_for_proves_nothing() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let user = unverified("ada", json!(false));
    provider.sign_in(&browser, "company", user).await.expect_redirect("/welcome");
    let mut moved = claims("ada");
    moved["email"] = json!("other@example.com");
    provider.sign_in(&browser, "company", moved).await.expect_redirect("/welcome");
    assert_eq!(app.count("users WHERE email_verified").await, 0);
}

#[tokio::test]
async fn the_word_of_a_trusted_provider_counts_but_the_local_address_must_be_proven() {
    let (app, provider) = app_with(OAuthOptions::default().trusted_provider("company")).await;
    verified(&app, "ada").await;
    app.sign_up("bob").await;
    let sign_in = |name: &str| {
        let (provider, browser) = (provider.clone(), app.browser());
        let user = unverified(name, json!(false));
        async move { provider.sign_in(&browser, "company", user).await }
    };
    sign_in("ada").await.expect_redirect("/welcome");
    expect_told(&app, [("ada", "company")]);
    sign_in("bob").await.expect_failure("account_not_linked");
}

#[tokio::test]
async fn linking_can_be_switched_off() {
    for options in
        [OAuthOptions::default().linking(false), OAuthOptions::default().implicit_linking(false)]
    {
        let (app, provider) = app_with(options).await;
        verified(&app, "ada").await;
        let answer = provider.sign_in(&app.browser(), "company", claims("ada")).await;
        answer.expect_failure("account_not_linked");
    }
}

#[tokio::test]
async fn sign_ups_can_be_switched_off_or_asked_for() {
    let never = OAuthOptions::default().sign_ups(SignUps::Never);
    let (app, provider) = app_with(never.sign_ups_by("native", SignUps::OnRequest)).await;
    provider
        .sign_in(&app.browser(), "company", claims("ada"))
        .await
        .expect_failure("signup_disabled");
    provider
        .sign_in(&app.browser(), "native", claims("ada"))
        .await
        .expect_failure("signup_disabled");
    let body = json!({ "provider": "company", "requestSignUp": true });
    let answer = provider.go(&app.browser(), "/sign-in/social", body, claims("ada")).await;
    answer.expect_failure("signup_disabled");
    let token = json!({ "token": provider.id_token(claims("ada")) });
    let body = json!({ "provider": "native", "idToken": token });
    let answer = app.browser().post("/sign-in/social", body).await;
    let answer = answer.expect_error(401, "OAUTH_LINK_ERROR");
    assert_eq!(answer.json()["message"], "signup disabled");
    let body = json!({ "provider": "native", "requestSignUp": true });
    let answer = provider.go(&app.browser(), "/sign-in/social", body, claims("ada")).await;
    answer.expect_redirect("/");
    provider.sign_in(&app.browser(), "native", claims("ada")).await.expect_redirect("/welcome");
}

#[tokio::test]
async fn name_and_picture_are_taken_over_where_the_application_says_so() {
    for (options, renamed) in [
        (OAuthOptions::default(), false),
        (OAuthOptions::default().update_user_on_sign_in(true), true),
    ] {
        let (app, provider) = app_with(options).await;
        let browser = member(&app, &provider, "ada").await;
        let mut user = claims("ada");
        user["name"] = json!("Countess");
        user["picture"] = json!("https://id.example/ada.png");
        user["email"] = json!("new@example.com");
        provider.sign_in(&browser, "company", user).await.expect_redirect("/welcome");
        let user = browser.get("/get-session").await.json()["user"].clone();
        assert_eq!(user["name"] == "Countess", renamed);
        assert_eq!(user["image"] == "https://id.example/ada.png", renamed);
        assert_eq!(user["email"], "ada@example.com");
    }
}

#[tokio::test]
async fn a_verified_address_can_be_asked_for() {
    let (app, provider) = app_with(OAuthOptions::default().require_verified_email(true)).await;
    let browser = app.browser();
    let user = unverified("ada", json!(false));
    provider.sign_in(&browser, "company", user.clone()).await.expect_failure("email_not_verified");
    app.mailbox().take_to("ada@example.com");
    assert_eq!(signed_in_as(&browser).await, None);
    assert_eq!(app.count("users").await, 1);
    provider.sign_in(&browser, "company", user).await.expect_failure("email_not_verified");
    app.mailbox().take();
    provider.sign_in(&browser, "company", claims("ada")).await.expect_redirect("/welcome");
    let unproven = unverified("bob", json!(false));
    let token = json!({ "token": provider.id_token(unproven) });
    let body = json!({ "provider": "native", "idToken": token });
    let answer = app.browser().post("/sign-in/social", body).await;
    answer.expect_error(403, "EMAIL_NOT_VERIFIED");
    app.mailbox().take();
}

#[tokio::test]
async fn pwd_18_a_user_of_a_provider_has_no_password() {
    let (app, provider) = app().await;
    member(&app, &provider, "ada").await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let answer = app.browser().post("/sign-in/email", body).await;
    answer.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
}
