use std::time::Duration;

use better_auth_core::event::kinds;
use futures_util::future::join_all;
use serde_json::json;

use crate::app;
use crate::reset::take_notice;

const NEW: &str = "another horse another staple";

#[tokio::test]
async fn somebody_who_has_none_sets_a_password() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    let answer = ada.post("/set-password", json!({ "newPassword": NEW })).await.expect(200);
    assert_eq!(answer.json(), json!({"status": true}));
    take_notice(&app, "ada");
    let body = json!({"email": "ada@example.com", "password": NEW});
    app.browser().post("/sign-in/email", body).await.expect(200);
    assert_eq!(app.observed().of_kind(kinds::PASSWORD_SET).len(), 1);
}

#[tokio::test]
async fn a_password_that_is_there_stays() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/set-password", json!({ "newPassword": NEW })).await;
    answer.expect_error(400, "PASSWORD_ALREADY_SET");
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn pwd_18_an_old_session_must_sign_in_again_first() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    app.clock().advance(Duration::from_secs(24 * 60 * 60));
    let answer = ada.post("/set-password", json!({ "newPassword": NEW })).await;
    answer.expect_error(403, "SESSION_NOT_FRESH");
    assert_eq!(app.count("accounts").await, 1);
}

#[tokio::test]
async fn what_the_policy_refuses_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    let answer = ada.post("/set-password", json!({ "newPassword": "short" })).await;
    answer.expect_error(400, "PASSWORD_TOO_SHORT");
    ada.post("/set-password", json!({})).await.expect_error(400, "VALIDATION_ERROR");
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    let answer = stranger.post("/set-password", json!({ "newPassword": NEW })).await;
    answer.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_set_it_at_once_one_does() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("UPDATE accounts SET provider_id = 'github'").await;
    let attempts = (0..8).map(|_| ada.post("/set-password", json!({ "newPassword": NEW })));
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    take_notice(&app, "ada");
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "PASSWORD_ALREADY_SET");
    }
    assert_eq!(app.count("accounts").await, 2);
}
