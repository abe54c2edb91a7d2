use std::time::Duration;

use better_auth_oauth::{OAuthPlugin, WhichAccount};
use better_auth_test::{Endpoint, Misbehaviour};
use serde_json::{Value, json};

use crate::{accounts, app, member};

#[tokio::test]
async fn an_access_token_that_works_is_handed_out_as_it_is() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let account = accounts(&ada).await[0].clone();
    for body in [
        json!({ "accountId": account["id"] }),
        json!({ "providerId": "company" }),
        json!({ "providerId": "company", "accountId": "sub-of-ada" }),
        json!({ "providerId": "company", "accountId": account["id"], "userId": "somebody else" }),
    ] {
        let answer: Value = ada.post("/get-access-token", body).await.expect(200).json();
        assert_eq!(answer["accessToken"], "the-access-token-number-0002");
        assert_eq!(answer["accessTokenExpiresAt"], "2026-03-04T06:06:07.120Z");
        assert_eq!(answer["scopes"], json!(["openid", "profile", "email"]));
        assert_eq!(answer["idToken"].as_str().unwrap().split('.').count(), 3);
        assert_eq!(answer.get("refreshToken"), None);
    }
}

#[tokio::test]
async fn an_access_token_that_ends_within_five_seconds_is_replaced() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let token = || async {
        let body = json!({ "providerId": "company" });
        ada.post("/get-access-token", body).await.expect(200).json()["accessToken"].clone()
    };
    let first = token().await;
    app.clock().advance(Duration::from_secs(3594));
    assert_eq!(token().await, first);
    app.clock().advance(Duration::from_secs(1));
    let second = token().await;
    assert_ne!(second, first);
    assert_eq!(token().await, second);
    assert_eq!(provider.requests_to(Endpoint::Token), 2);
}

#[tokio::test]
async fn oau_16_the_account_of_somebody_else_is_as_unknown_as_none() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let bob = member(&app, &provider, "bob").await;
    let id = accounts(&ada).await[0]["id"].clone();
    let user = ada.get("/get-session").await.json()["user"]["id"].clone();
    for path in ["/get-access-token", "/refresh-token"] {
        for body in [
            json!({ "accountId": id }),
            json!({ "accountId": id, "userId": user }),
            json!({ "providerId": "company", "accountId": "sub-of-ada" }),
            json!({ "providerId": "company", "accountId": id }),
            json!({ "accountId": "nothing" }),
            json!({ "providerId": "native" }),
            json!({ "providerId": "credential" }),
            json!({ "useAccountCookie": true }),
        ] {
            bob.post(path, body.clone()).await.expect_error(400, "ACCOUNT_NOT_FOUND");
            let stranger = app.browser().post(path, body).await;
            stranger.expect_error(401, "UNAUTHORIZED");
        }
    }
    let listed = ada.get("/list-accounts").await.text();
    assert!(!listed.contains("the-access-token") && !listed.contains("the-refresh-token"));
}

#[tokio::test]
async fn a_malformed_body_is_refused() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    for path in ["/get-access-token", "/refresh-token"] {
        for body in [json!({}), json!({ "accountId": 7 }), json!({ "providerId": ["company"] })] {
            ada.post(path, body).await.expect_error(400, "VALIDATION_ERROR");
        }
        ada.post_raw(path, "application/json", "[").await.expect_error(400, "BAD_REQUEST");
    }
}

#[tokio::test]
async fn an_access_token_that_ended_and_can_not_be_replaced_is_not_handed_out() {
    let (app, provider) = app().await;
    provider.gives_refresh_tokens(false);
    let ada = member(&app, &provider, "ada").await;
    let body = json!({ "providerId": "company" });
    ada.post("/get-access-token", body.clone()).await.expect(200);
    app.clock().advance(Duration::from_secs(3600));
    let answer = ada.post("/get-access-token", body).await;
    answer.expect_error(400, "FAILED_TO_GET_ACCESS_TOKEN");
}

#[tokio::test]
async fn a_provider_that_is_down_costs_no_token() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    app.clock().advance(Duration::from_secs(3600));
    let body = json!({ "providerId": "company" });
    for how in [Misbehaviour::Down, Misbehaviour::Status(500), Misbehaviour::Body("[".to_owned())] {
        provider.misbehave(Endpoint::Token, how);
        let answer = ada.post("/get-access-token", body.clone()).await;
        answer.expect_error(400, "FAILED_TO_GET_ACCESS_TOKEN");
    }
    provider.behave();
    ada.post("/get-access-token", body).await.expect(200);
}

#[tokio::test]
async fn server_code_gets_the_access_token_of_a_user() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let id = ada.get("/get-session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    let service = app.site().plugin::<OAuthPlugin>().unwrap();
    let which = WhichAccount::Provider { provider: "company".to_owned(), account: None };
    let access = service.access_token(&id, &which).await.unwrap();
    assert_eq!(access.token.expose(), "the-access-token-number-0002");
    assert!(!format!("{access:?}").contains("the-access-token"));
    let (_, tokens) = service.refresh(&id, &which).await.unwrap();
    assert_ne!(tokens.access_token.unwrap().expose(), access.token.expose());
    assert_eq!(service.providers().collect::<Vec<_>>(), ["company", "native"]);
}
