//! What a thief of the database finds.

use std::time::Duration;

use better_auth_oauth::OAuthOptions;
use serde_json::{Value, json};

use crate::{accounts, app, claims, member, plugin};

#[tokio::test]
async fn oau_17_no_token_is_in_the_database_in_clear() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let answer: Value = ada.post("/refresh-token", json!({ "providerId": "company" })).await.json();
    for token in ["accessToken", "refreshToken", "idToken"] {
        let token = answer[token].as_str().unwrap();
        assert_eq!(app.columns_with(token).await, Vec::<String>::new());
        let payload = token.split('.').nth(1).unwrap_or(token);
        assert_eq!(app.columns_with(payload).await, Vec::<String>::new());
    }
    assert!(app.columns_with("v1.").await.contains(&"accounts.tokens".to_owned()));
}

#[tokio::test]
async fn an_envelope_opens_in_its_own_row_only() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let bob = member(&app, &provider, "bob").await;
    let (ours, theirs) =
        (accounts(&ada).await[0]["id"].clone(), accounts(&bob).await[0]["id"].clone());
    let (ours, theirs) = (ours.as_str().unwrap(), theirs.as_str().unwrap());
    app.execute(&format!(
        "UPDATE accounts SET tokens = (SELECT t.tokens FROM (SELECT id, tokens FROM accounts) t \
         WHERE t.id = '{ours}') WHERE id = '{theirs}'"
    ))
    .await;
    let answer = bob.post("/get-access-token", json!({ "providerId": "company" })).await;
    answer.expect_error(400, "FAILED_TO_GET_ACCESS_TOKEN");
}

const OLD: &str = "0123456789abcdefghijklmnopqrstuvwxyz-test-secret";
const NEW: &str = "another-secret-of-at-least-thirty-two-characters";

#[tokio::test]
async fn tokens_under_an_older_secret_still_open_and_are_sealed_anew() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let token = session(&ada);
    let rotated = || OAuthOptions::default();
    let app = app
        .restart(|builder| {
            builder.secret(NEW).older_secret(OLD).plugin(plugin(&provider, rotated()))
        })
        .await;
    let ada = app.browser().bearer(&token);
    let body = json!({ "providerId": "company" });
    let answer = ada.post("/get-access-token", body.clone()).await.expect(200).json();
    assert_eq!(answer["accessToken"], "the-access-token-number-0002");
    // Without the old secret: the session is over, but the tokens have moved on.
    app.clock().advance(Duration::from_secs(1));
    let again = app.browser();
    provider.sign_in(&again, "company", claims("ada")).await.expect(302);
    again.post("/get-access-token", body).await.expect(200);
}

fn session(browser: &better_auth_test::Browser) -> String {
    let cookies = browser.cookies();
    cookies.into_iter().find(|(name, _)| name.ends_with("session-token")).unwrap().1
}
