use serde_json::{Value, json};

use crate::{app, made};

fn path(id: &Value) -> String {
    format!("/api-key/get?id={}", id.as_str().unwrap())
}

#[tokio::test]
async fn the_owner_reads_everything_but_the_key() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, mut made) = made(&ada, json!({ "name": "ci" })).await;
    let read = ada.get(&path(&made["id"])).await.expect(200).json();
    made.as_object_mut().unwrap().remove("key");
    assert_eq!(read, made);
    let scoped = format!("{}&configId=default", path(&made["id"]));
    ada.get(&scoped).await.expect(200);
}

#[tokio::test]
async fn key_03_enu_14_a_foreign_key_is_as_unknown_as_none() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let (_, made) = made(&ada, json!({})).await;
    let foreign = bob.get(&path(&made["id"])).await.expect_error(404, "KEY_NOT_FOUND");
    for id in ["unknown", "a%20b", "%00", "'%20OR%201=1"] {
        let unknown = bob.get(&format!("/api-key/get?id={id}")).await;
        assert_eq!(foreign.body, unknown.expect_error(404, "KEY_NOT_FOUND").body);
    }
    let other = format!("{}&configId=other", path(&made["id"]));
    ada.get(&other).await.expect_error(404, "KEY_NOT_FOUND");
}

#[tokio::test]
async fn strangers_and_questions_without_an_id_are_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (_, made) = made(&ada, json!({})).await;
    app.browser().get(&path(&made["id"])).await.expect_error(401, "UNAUTHORIZED");
    ada.get("/api-key/get").await.expect_error(400, "VALIDATION_ERROR");
}
