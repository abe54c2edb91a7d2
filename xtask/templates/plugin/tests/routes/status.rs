use crate::app;

#[tokio::test]
async fn a_signed_in_user_is_answered() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.get("/{{kebab}}/status").await.expect(200);
}

#[tokio::test]
async fn strangers_are_refused() {
    let stranger = app().await.browser();
    stranger.get("/{{kebab}}/status").await.expect_error(401, "UNAUTHORIZED");
}
