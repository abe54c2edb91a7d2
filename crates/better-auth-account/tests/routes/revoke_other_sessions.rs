use serde_json::json;

use crate::app;

#[tokio::test]
async fn every_other_device_is_signed_out() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let answer = ada.post("/revoke-other-sessions", json!({})).await.expect(200);
    assert_eq!(answer.json(), json!({"status": true}));
    assert!(ada.get("/get-session").await.json().is_object());
    assert!(phone.get("/get-session").await.json().is_null());
    assert!(bob.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    stranger.post("/revoke-other-sessions", json!({})).await.expect_error(401, "UNAUTHORIZED");
}
