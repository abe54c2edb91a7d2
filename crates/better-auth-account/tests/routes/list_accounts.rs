use serde_json::json;

use crate::app;

#[tokio::test]
async fn the_list_shows_every_way_in_without_its_secrets() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    app.sign_up("bob").await;
    let listed = ada.get("/list-accounts").await.expect(200).json();
    let expected = json!([{
        "accountId": signed_up["user"]["id"], "providerId": "credential",
        "userId": signed_up["user"]["id"], "id": listed[0]["id"], "scopes": [],
        "createdAt": "2026-03-04T05:06:07.120Z", "updatedAt": "2026-03-04T05:06:07.120Z",
    }]);
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    app.browser().get("/list-accounts").await.expect_error(401, "UNAUTHORIZED");
}
