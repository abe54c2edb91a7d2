use better_auth_api_key::{ApiKeyOptions, ApiKeyPlugin};
use better_auth_test::{Browser, TestApp};
use serde_json::{Value, json};

use crate::{MINUTE, app, made, with};

async fn names(browser: &Browser, query: &str) -> String {
    let answer = browser.get(&format!("/api-key/list?{query}")).await.expect(200).json();
    let names = answer["apiKeys"].as_array().unwrap().iter();
    names.map(|key| key["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
}

async fn three_keys() -> (TestApp, Browser) {
    let other = ApiKeyOptions::default().prefix("ci_");
    let app = TestApp::build(with(ApiKeyPlugin::new().config("ci", other))).await;
    let (ada, _) = app.sign_up("ada").await;
    for (name, config) in [("b", "default"), ("c", "ci"), ("a", "default")] {
        made(&ada, json!({ "name": name, "configId": config })).await;
        app.clock().advance(MINUTE);
    }
    (app, ada)
}

#[tokio::test]
async fn the_own_keys_are_listed_oldest_first() {
    let (app, ada) = three_keys().await;
    let (bob, _) = app.sign_up("bob").await;
    made(&bob, json!({ "name": "bobs" })).await;
    assert_eq!(names(&ada, "").await, "b c a");
    let all = ada.get("/api-key/list").await.expect(200).json();
    assert_eq!(all["total"], 3);
    assert!(all.get("limit").is_none() && all.get("offset").is_none(), "{all}");
    assert_eq!(all["apiKeys"][1]["prefix"], "ci_");
}

#[tokio::test]
async fn a_list_is_sorted_cut_and_of_one_configuration() {
    let (_app, ada) = three_keys().await;
    assert_eq!(names(&ada, "sortBy=name").await, "a b c");
    assert_eq!(names(&ada, "sortBy=createdAt&sortDirection=desc").await, "a c b");
    assert_eq!(names(&ada, "configId=ci").await, "c");
    assert_eq!(names(&ada, "configId=unknown").await, "");
    assert_eq!(names(&ada, "limit=1&offset=1").await, "c");
    assert_eq!(names(&ada, "limit=0").await, "");
    let page = ada.get("/api-key/list?limit=1&offset=9").await.expect(200).json();
    assert_eq!(page, json!({ "apiKeys": [], "total": 3, "limit": 1, "offset": 9 }));
}

#[tokio::test]
async fn strangers_and_questions_that_can_not_be_are_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.browser().get("/api-key/list").await.expect_error(401, "UNAUTHORIZED");
    for query in ["limit=-1", "limit=a", "offset=1.5", "sortBy=key", "sortDirection=up"] {
        let answer = ada.get(&format!("/api-key/list?{query}")).await;
        answer.expect_error(400, "VALIDATION_ERROR");
    }
    let empty: Value = ada.get("/api-key/list").await.expect(200).json();
    assert_eq!(empty, json!({ "apiKeys": [], "total": 0 }));
}
