use better_auth_passkey::kinds;
use better_auth_test::{Browser, SoftPasskey};
use serde_json::{Value, json};

use crate::{app, member, signed_in_as};

const PATH: &str = "/passkey/delete-passkey";

async fn id_of_first(browser: &Browser) -> Value {
    browser.get("/passkey/list-user-passkeys").await.expect(200).json()[0]["id"].clone()
}

#[tokio::test]
async fn pky_16_a_passkey_that_was_deleted_signs_nobody_in() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    let answer = ada.post(PATH, json!({ "id": id_of_first(&ada).await })).await.expect(200);
    assert_eq!(answer.text(), r#"{"status":true}"#);
    assert_eq!(app.count("passkeys").await, 0);
    assert_eq!(app.observed().of_kind(kinds::PASSKEY_REMOVED).len(), 1);
    let browser = app.browser();
    passkey.sign_in(&browser).await.expect_error(401, "PASSKEY_NOT_FOUND");
    assert_eq!(signed_in_as(&browser).await, None);
}

#[tokio::test]
async fn pky_11_enu_14_a_foreign_passkey_is_as_unknown_as_none() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    let (bob, _) = member(&app, "bob").await;
    let foreign = bob.post(PATH, json!({ "id": id_of_first(&ada).await })).await;
    let foreign = foreign.expect_error(404, "PASSKEY_NOT_FOUND");
    let unknown = bob.post(PATH, json!({ "id": "unknown" })).await;
    assert_eq!(foreign.body, unknown.expect_error(404, "PASSKEY_NOT_FOUND").body);
    assert_eq!(app.count("passkeys").await, 2);
}

#[tokio::test]
async fn pky_11_strangers_are_refused() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    let body = json!({ "id": id_of_first(&ada).await });
    app.browser().post(PATH, body).await.expect_error(401, "UNAUTHORIZED");
    assert_eq!(app.count("passkeys").await, 1);
}

#[tokio::test]
async fn a_body_without_an_id_is_refused() {
    let app = app().await;
    let (ada, _) = member(&app, "ada").await;
    for body in [json!({}), json!({ "id": 7 }), json!({ "id": null })] {
        ada.post(PATH, body).await.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn the_last_way_in_stays() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    let first = id_of_first(&ada).await;
    app.execute("DELETE FROM accounts").await;
    let answer = ada.post(PATH, json!({ "id": first })).await;
    answer.expect_error(400, "FAILED_TO_DELETE_LAST_PASSKEY");
    passkey.sign_in(&app.browser()).await.expect(200);
    SoftPasskey::new().register(&ada).await.expect(200);
    ada.post(PATH, json!({ "id": first })).await.expect(200);
    assert_eq!(app.count("passkeys").await, 1);
}

#[tokio::test]
async fn a_deleted_user_leaves_no_passkey() {
    let app = app().await;
    let (ada, mut passkey) = member(&app, "ada").await;
    ada.post("/delete-user", json!({})).await.expect(200);
    assert_eq!(app.count("passkeys").await, 0);
    passkey.sign_in(&app.browser()).await.expect_error(401, "PASSKEY_NOT_FOUND");
}
