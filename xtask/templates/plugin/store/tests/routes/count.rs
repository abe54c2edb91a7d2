use crate::app;

#[tokio::test]
async fn the_rows_of_the_caller_are_counted() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.get("/{{kebab}}/count").await.expect(200).json();
    assert_eq!(answer.to_string(), r#"{"count":0}"#);
}

#[tokio::test]
async fn the_rows_of_a_user_go_with_the_user() {
    assert_eq!(app().await.user_columns_without_cascade().await, Vec::<String>::new());
}

#[tokio::test]
async fn strangers_are_refused() {
    let stranger = app().await.browser();
    stranger.get("/{{kebab}}/count").await.expect_error(401, "UNAUTHORIZED");
}
