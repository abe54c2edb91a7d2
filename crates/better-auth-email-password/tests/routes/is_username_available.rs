use serde_json::json;

use crate::{app, signing_up_with};

#[tokio::test]
async fn a_name_is_free_until_somebody_has_it_in_any_spelling() {
    let app = app().await;
    let ask = |name: &'static str| {
        let browser = app.browser();
        async move { browser.post("/is-username-available", json!({"username": name})).await }
    };
    assert_eq!(ask("ada_l").await.expect(200).json(), json!({"available": true}));
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "username", "Ada_L"))
        .await
        .expect(200);
    assert_eq!(ask("ADA_L").await.expect(200).json(), json!({"available": false}));
    ask("a").await.expect_error(422, "USERNAME_TOO_SHORT");
}
