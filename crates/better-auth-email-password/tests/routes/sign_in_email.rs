use better_auth_core::event::kinds;
use serde_json::json;

use crate::verification::path_to;
use crate::{PASSWORD, app, signing_up, verification};

#[tokio::test]
async fn the_right_password_opens_a_session() {
    let app = app().await;
    let user = app.sign_up("ada").await.1["user"].clone();
    let (ada, answer) = app.sign_in("ada").await;
    let body = answer.expect(200).json();
    assert_eq!(body["redirect"], false);
    assert_eq!(body["user"], user);
    assert!(body.get("url").is_none());
    assert_eq!(ada.get("/get-session").await.json()["session"]["token"], body["token"]);
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_noted() {
    let app = app().await;
    let user = app.sign_up("ada").await.1["user"].clone();
    let body = json!({"email": "ada@example.com", "password": "wrong horse battery staple"});
    let answer = app.browser().post("/sign-in/email", body).await;
    let answer = answer.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    assert!(answer.set_cookies().is_empty());
    let failed = app.observed().of_kind(kinds::SIGN_IN_FAILED);
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].subject.as_ref().unwrap().as_str(), user["id"]);
    assert!(failed[0].actor.is_none());
}

#[tokio::test]
async fn a_callback_comes_back_in_body_and_header() {
    let app = app().await;
    app.sign_up("ada").await;
    let body = json!({"email": "ada@example.com", "password": PASSWORD, "callbackURL": "/dashboard?tab=1"});
    let answer = app.browser().post("/sign-in/email", body).await.expect(200);
    assert_eq!(answer.json()["redirect"], true);
    assert_eq!(answer.json()["url"], "/dashboard?tab=1");
    assert_eq!(answer.header("location"), Some("/dashboard?tab=1"));
}

#[tokio::test]
async fn an_address_that_can_not_be_one_is_refused() {
    let app = app().await;
    let body = json!({"email": "ada", "password": PASSWORD});
    app.browser().post("/sign-in/email", body).await.expect_error(400, "INVALID_EMAIL");
}

#[tokio::test]
async fn ver_04_an_unverified_address_opens_no_session() {
    let app = verification::required().await;
    let ada = app.browser();
    let answer = ada.post("/sign-up/email", signing_up("ada")).await.expect(200);
    assert!(answer.json()["token"].is_null());
    let (ada, answer) = app.sign_in("ada").await;
    answer.expect_error(403, "EMAIL_NOT_VERIFIED");
    assert_eq!(app.mailbox().take_all().len(), 2, "one for the sign-up, one for the sign-in");
    assert!(ada.cookies().is_empty());
    assert_eq!(app.count("sessions").await, 0);
    let wrong = json!({"email": "ada@example.com", "password": "wrong horse battery staple"});
    app.browser()
        .post("/sign-in/email", wrong)
        .await
        .expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
}

#[tokio::test]
async fn a_verified_address_opens_one() {
    let app = verification::required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    app.browser().get(&path_to(&app, "ada")).await.expect(302);
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn the_token_is_in_a_header_for_clients_that_keep_it_themselves() {
    let app = app().await;
    app.sign_up("ada").await;
    let answer = app.sign_in("ada").await.1.expect(200);
    assert_eq!(answer.header("set-auth-token"), answer.json()["token"].as_str());
}
