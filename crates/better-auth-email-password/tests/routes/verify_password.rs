use serde_json::json;

use crate::{PASSWORD, app};

#[tokio::test]
async fn the_own_password_is_confirmed() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/verify-password", json!({ "password": PASSWORD })).await.expect(200);
    assert_eq!(answer.json(), json!({"status": true}));
}

#[tokio::test]
async fn another_password_is_not() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({ "password": "wrong horse battery staple" });
    ada.post("/verify-password", body).await.expect_error(400, "INVALID_PASSWORD");
}

#[tokio::test]
async fn guesses_count_as_failed_sign_ins_of_the_account() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({ "password": "wrong horse battery staple" });
    let mut guesses = 0;
    while ada.post("/verify-password", body.clone()).await.status == 400 {
        guesses += 1;
    }
    assert!(guesses < 100, "{guesses}");
    app.sign_in("ada").await.1.expect_error(429, "TOO_MANY_REQUESTS");
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    let answer = stranger.post("/verify-password", json!({ "password": PASSWORD })).await;
    answer.expect_error(401, "UNAUTHORIZED");
}
