use better_auth_oauth::kinds::{REFRESH_FAILED, TOKENS_REFRESHED};
use better_auth_oauth::{ClientSettings, OAuthPlugin, ProfileMap, Provider, Refresh};
use better_auth_test::{Endpoint, FakeProvider, Misbehaviour, TestApp};
use serde_json::{Value, json};

use crate::{Redirected, accounts, app, claims, member};

#[tokio::test]
async fn new_tokens_are_fetched_and_kept() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let account = accounts(&ada).await[0].clone();
    let body = json!({ "accountId": account["id"] });
    let first: Value = ada.post("/refresh-token", body.clone()).await.expect(200).json();
    assert_eq!(first["accessToken"], "the-access-token-number-0004");
    assert_eq!(first["refreshToken"], "the-refresh-token-number-0005");
    assert_eq!(first["accessTokenExpiresAt"], "2026-03-04T06:06:07.120Z");
    assert_eq!(first["refreshTokenExpiresAt"], json!(null));
    assert_eq!(first["scope"], "openid profile email");
    assert_eq!(first["providerId"], "company");
    assert_eq!(first["accountId"], account["id"]);
    // The provider takes each refresh token once, so the new one was kept.
    let second: Value = ada.post("/refresh-token", body).await.expect(200).json();
    assert_eq!(second["accessToken"], "the-access-token-number-0006");
    assert_eq!(app.observed().of_kind(TOKENS_REFRESHED).len(), 2);
}

#[tokio::test]
async fn a_refresh_token_that_the_provider_gives_no_new_one_for_is_kept() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    provider.gives_refresh_tokens(false);
    let body = json!({ "providerId": "company" });
    let answer: Value = ada.post("/refresh-token", body).await.expect(200).json();
    assert_eq!(answer["refreshToken"], "the-refresh-token-number-0003");
}

#[tokio::test]
async fn a_sign_in_without_a_refresh_token_keeps_the_one_there_is() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    provider.gives_refresh_tokens(false);
    provider.sign_in(&ada, "company", claims("ada")).await.expect_redirect("/welcome");
    ada.post("/refresh-token", json!({ "providerId": "company" })).await.expect(200);
}

#[tokio::test]
async fn without_a_refresh_token_there_is_nothing_to_fetch() {
    let (app, provider) = app().await;
    provider.gives_refresh_tokens(false);
    let ada = member(&app, &provider, "ada").await;
    let answer = ada.post("/refresh-token", json!({ "providerId": "company" })).await;
    answer.expect_error(400, "REFRESH_TOKEN_NOT_FOUND");
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_told_and_changes_nothing() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let body = json!({ "providerId": "company" });
    let failures = [Misbehaviour::Status(400), Misbehaviour::Slow, Misbehaviour::Huge];
    for how in failures {
        provider.misbehave(Endpoint::Token, how);
        let answer = ada.post("/refresh-token", body.clone()).await;
        answer.expect_error(400, "FAILED_TO_REFRESH_ACCESS_TOKEN");
    }
    assert_eq!(app.observed().of_kind(REFRESH_FAILED).len(), 3);
    provider.behave();
    ada.post("/refresh-token", body).await.expect(200);
}

#[tokio::test]
async fn a_provider_that_renews_nothing_and_one_that_is_gone_are_told_apart() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let fixed = Provider::oidc("company", provider.issuer().to_owned())
        .refresh(Refresh::Unsupported)
        .profile(ProfileMap::openid());
    let settings = || ClientSettings::new(FakeProvider::CLIENT_ID, FakeProvider::CLIENT_SECRET);
    let plugin = |provider: &FakeProvider| OAuthPlugin::new(provider.clone());
    let body = json!({ "providerId": "company" });
    let token = session(&ada);
    let app: TestApp =
        app.restart(|builder| builder.plugin(plugin(&provider).provider(fixed, settings()))).await;
    let ada = app.browser().bearer(&token);
    let answer = ada.post("/refresh-token", body.clone()).await;
    answer.expect_error(400, "TOKEN_REFRESH_NOT_SUPPORTED");
    let app = app.restart(|builder| builder.plugin(plugin(&provider))).await;
    let ada = app.browser().bearer(&token);
    for path in ["/refresh-token", "/get-access-token"] {
        ada.post(path, body.clone()).await.expect_error(400, "PROVIDER_NOT_SUPPORTED");
    }
    let answer = ada.get("/account-info?providerId=company").await;
    answer.expect_error(400, "PROVIDER_NOT_CONFIGURED");
}

fn session(browser: &better_auth_test::Browser) -> String {
    let cookies = browser.cookies();
    cookies.into_iter().find(|(name, _)| name.ends_with("session-token")).unwrap().1
}
