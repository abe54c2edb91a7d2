use better_auth_core::event::kinds;
use serde_json::json;

use crate::{COOKIE, app};

#[tokio::test]
async fn signing_out_ends_the_session_and_removes_the_cookie() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let copy = ada.copy();
    assert_eq!(ada.post("/sign-out", json!({})).await.expect(200).json(), json!({"success": true}));
    assert!(ada.cookies().is_empty());
    assert!(copy.get("/get-session").await.expect(200).json().is_null());
    assert_eq!(app.observed().of_kind(kinds::SIGNED_OUT).len(), 1);
}

#[tokio::test]
async fn signing_out_leaves_the_other_devices_alone() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    ada.post("/sign-out", json!({})).await.expect(200);
    assert!(phone.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn without_a_session_the_answer_is_the_same() {
    let app = app().await;
    let stranger = app.browser();
    assert_eq!(
        stranger.post("/sign-out", json!({})).await.expect(200).json(),
        json!({"success": true})
    );
    stranger.bearer("session_forged").post("/sign-out", json!({})).await.expect(200);
}

#[tokio::test]
async fn no_body_is_needed() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.send(http::Method::POST, "/sign-out", None, Vec::new()).await.expect(200);
    assert!(ada.cookies().is_empty());
}

#[tokio::test]
async fn a_foreign_page_can_not_sign_anybody_out() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let foreign = ada.clone().with_origin(Some("https://evil.com"));
    foreign.post("/sign-out", json!({})).await.expect_error(403, "INVALID_ORIGIN");
    assert!(ada.cookies().contains_key(COOKIE));
    assert!(ada.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn a_bearer_token_beside_it_does_not_keep_the_session_of_a_removed_cookie_alive() {
    let app = app().await;
    let (_, bob) = app.sign_up("bob").await;
    let bearers = ["session_forged", bob["token"].as_str().unwrap()];
    for (index, bearer) in bearers.into_iter().enumerate() {
        let (ada, _) = app.sign_up(&format!("ada{index}")).await;
        let copy = ada.copy();
        let both = ada.clone().with_header("authorization", format!("Bearer {bearer}"));
        both.post("/sign-out", json!({})).await.expect(200);
        assert!(ada.cookies().is_empty());
        assert!(copy.get("/get-session").await.json().is_null(), "the cookie's session lives");
    }
    app.browser().bearer(bearers[1]).get("/get-session").await.expect(401);
}
