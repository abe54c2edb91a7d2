use std::time::Duration;

use better_auth_test::{Endpoint, Misbehaviour};
use serde_json::{Value, json};

use crate::{accounts, app, claims, member};

#[tokio::test]
async fn the_provider_is_asked_what_it_says_today() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let id = accounts(&ada).await[0]["id"].as_str().unwrap().to_owned();
    let mut today = claims("ada");
    today["name"] = json!("Countess");
    today["team"] = json!("engines");
    provider.change_user_info(today.clone());
    app.clock().advance(Duration::from_secs(3600));
    for query in [format!("accountId={id}"), "providerId=company".to_owned()] {
        let info: Value = ada.get(&format!("/account-info?{query}")).await.expect(200).json();
        assert_eq!(
            info["user"],
            json!({
                "id": "sub-of-ada", "name": "Countess", "email": "ada@example.com",
                "emailVerified": true, "image": null,
            })
        );
        assert_eq!(
            info["account"],
            json!({
                "id": id, "providerId": "company", "accountId": "sub-of-ada",
            })
        );
        assert_eq!(info["data"], today);
    }
}

#[tokio::test]
async fn strangers_and_others_learn_nothing() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let bob = member(&app, &provider, "bob").await;
    let id = accounts(&ada).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/account-info?accountId={id}");
    app.browser().get(&path).await.expect_error(401, "UNAUTHORIZED");
    bob.get(&path).await.expect_error(400, "ACCOUNT_NOT_FOUND");
    for query in ["", "?accountId=a&accountId=b", "?userId=x"] {
        let answer = bob.get(&format!("/account-info{query}")).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn an_answer_about_somebody_else_and_none_at_all_are_refused() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    provider.change_user_info(claims("bob"));
    let path = "/account-info?providerId=company";
    ada.get(path).await.expect_error(401, "FAILED_TO_GET_USER_INFO");
    for how in [Misbehaviour::Down, Misbehaviour::Status(401), Misbehaviour::Body("x".to_owned())] {
        provider.misbehave(Endpoint::UserInfo, how);
        ada.get(path).await.expect_error(401, "FAILED_TO_GET_USER_INFO");
    }
}
