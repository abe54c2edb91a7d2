use serde_json::json;

use crate::{PASSWORD, app, signing_up_with};

#[tokio::test]
async fn the_right_password_opens_a_session() {
    let app = app().await;
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "username", "Ada_L"))
        .await
        .expect(200);
    let ada = app.browser();
    let body = json!({"username": "ADA_L", "password": PASSWORD, "callbackURL": "/home"});
    let answer = ada.post("/sign-in/username", body).await.expect(200).json();
    assert_eq!(answer["user"]["displayUsername"], "Ada_L");
    assert_eq!(answer["url"], "/home");
    assert!(ada.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let app = app().await;
    app.browser()
        .post("/sign-up/email", signing_up_with("ada", "username", "ada"))
        .await
        .expect(200);
    let body = json!({"username": "ada", "password": "wrong horse battery staple"});
    app.browser()
        .post("/sign-in/username", body)
        .await
        .expect_error(401, "INVALID_USERNAME_OR_PASSWORD");
}

#[tokio::test]
async fn what_can_be_no_user_name_is_refused() {
    let app = app().await;
    for (username, code) in [
        ("ad", "USERNAME_TOO_SHORT"),
        (&*"a".repeat(31), "USERNAME_TOO_LONG"),
        ("a d a", "INVALID_USERNAME"),
    ] {
        let body = json!({"username": username, "password": PASSWORD});
        app.browser().post("/sign-in/username", body).await.expect_error(422, code);
    }
}
