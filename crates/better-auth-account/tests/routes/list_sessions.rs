use crate::{DAY, MINUTE, app};

#[tokio::test]
async fn the_list_shows_every_device_newest_first() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(MINUTE);
    let (phone, _) = app.sign_in("ada").await;
    let listed = ada.get("/list-sessions").await.expect(200).json();
    let ids: Vec<_> = listed.as_array().unwrap().iter().map(|session| &session["id"]).collect();
    let own = |session: serde_json::Value| session["session"]["id"].clone();
    let phone = own(phone.get("/get-session").await.json());
    let ada = own(ada.get("/get-session").await.json());
    assert_eq!(ids, [&phone, &ada]);
}

#[tokio::test]
async fn ses_18_the_list_shows_only_live_sessions_and_only_own_ones() {
    let app = app().await;
    let (_ada, _) = app.sign_up("ada").await;
    app.sign_up("bob").await;
    app.clock().advance(6 * DAY);
    let (phone, _) = app.sign_in("ada").await;
    app.clock().advance(DAY);
    app.clock().rewind(MINUTE);
    app.clock().advance(MINUTE);
    let listed = phone.get("/list-sessions").await;
    listed.expect_error(403, "SESSION_NOT_FRESH");
    let (laptop, _) = app.sign_in("ada").await;
    let listed = laptop.get("/list-sessions").await.expect(200).json();
    assert_eq!(listed.as_array().unwrap().len(), 2, "{listed}");
    let user = &laptop.get("/get-session").await.json()["user"]["id"];
    assert!(listed.as_array().unwrap().iter().all(|session| session["userId"] == *user));
}

#[tokio::test]
async fn a_session_that_is_not_fresh_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(DAY - MINUTE);
    ada.get("/list-sessions").await.expect(200);
    app.clock().advance(MINUTE);
    ada.get("/list-sessions").await.expect_error(403, "SESSION_NOT_FRESH");
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    app.browser().get("/list-sessions").await.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn ses_08_an_expired_session_lists_nothing() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE sessions SET expires_at = '2020-01-01 00:00:00'").await;
    ada.get("/list-sessions").await.expect_error(401, "UNAUTHORIZED");
    assert!(ada.get("/get-session").await.expect(200).json().is_null());
}
