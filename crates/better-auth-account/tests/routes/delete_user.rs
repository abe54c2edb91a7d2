use better_auth_account::UserManagementPlugin;
use better_auth_core::event::kinds;
use better_auth_email_password::EmailPasswordPlugin;
use better_auth_test::{PASSWORD, REDIRS, TestApp};
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::deletion::{mailed_link, mailed_link_if_any};
use crate::{DAY, app};

#[tokio::test]
async fn the_account_goes_with_everything_that_belongs_to_it() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let answer = ada.post("/delete-user", json!({ "password": PASSWORD })).await.expect(200);
    assert_eq!(answer.json(), json!({"success": true, "message": "User deleted"}));
    assert!(ada.cookies().is_empty());
    assert!(phone.get("/get-session").await.json().is_null());
    app.sign_in("ada").await.1.expect_error(401, "INVALID_EMAIL_OR_PASSWORD");
    let id = signed_up["user"]["id"].as_str().unwrap();
    assert_eq!(app.columns_with(id).await, Vec::<String>::new());
    assert_eq!(app.columns_with("ada@example.com").await, Vec::<String>::new());
    assert!(bob.get("/get-session").await.json().is_object());
    assert_eq!(app.observed().of_kind(kinds::USER_DELETED).len(), 1);
}

#[tokio::test]
async fn the_address_is_free_afterwards() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/delete-user", json!({ "password": PASSWORD })).await.expect(200);
    app.sign_up("ada").await;
}

#[tokio::test]
async fn ver_12_a_wrong_password_deletes_nothing() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let body = json!({ "password": "wrong horse battery staple" });
    ada.post("/delete-user", body).await.expect_error(400, "INVALID_PASSWORD");
    assert!(ada.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn without_a_password_the_session_must_be_fresh() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(DAY);
    ada.post("/delete-user", json!({})).await.expect_error(400, "SESSION_EXPIRED");
    let (ada, _) = app.sign_in("ada").await;
    ada.post("/delete-user", json!({})).await.expect(200);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn somebody_without_password_and_recent_sign_in_is_offered_the_mail() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(DAY);
    let answer = ada.post("/delete-user", json!({ "callbackURL": "/bye" })).await.expect(200);
    let expected = json!({"success": true, "message": "Verification email sent"});
    assert_eq!(answer.json(), expected);
    assert_eq!(app.count("users").await, 1);
    ada.get(&mailed_link(&app, "ada")).await.expect(302);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn who_proves_it_otherwise_gets_no_mail() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/delete-user", json!({ "callbackURL": "/bye" })).await.expect(200);
    let (bob, _) = app.sign_up("bob").await;
    app.clock().advance(DAY);
    let body = json!({ "callbackURL": "/bye", "password": PASSWORD });
    bob.post("/delete-user", body).await.expect(200);
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn without_a_mailer_nobody_is_offered_a_mail() {
    let app = TestApp::without_mailer(|builder| {
        builder.plugin(EmailPasswordPlugin::new()).plugin(UserManagementPlugin::new())
    })
    .await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(DAY);
    let answer = ada.post("/delete-user", json!({ "callbackURL": "/bye" })).await;
    answer.expect_error(400, "SESSION_EXPIRED");
}

#[tokio::test]
async fn no_target_leads_to_another_site() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.clock().advance(DAY);
    for target in REDIRS {
        let answer = ada.post("/delete-user", json!({ "callbackURL": target })).await;
        if answer.status == 200 {
            let Some(link) = mailed_link_if_any(&app, "ada") else { continue };
            let (_, callback) = link.split_once("&callbackURL=%2F").unwrap();
            assert!(!callback.starts_with("%2F"), "{target}: {link}");
        } else {
            answer.expect_error(403, "INVALID_CALLBACK_URL");
        }
    }
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn malformed_bodies_delete_nothing() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (body, code) in [
        ("{", "BAD_REQUEST"),
        (r#"{"password":5}"#, "VALIDATION_ERROR"),
        (r#"{"token":["a"]}"#, "VALIDATION_ERROR"),
        (r#"{"callbackURL":{}}"#, "VALIDATION_ERROR"),
    ] {
        let answer = ada.post_raw("/delete-user", "application/json", body).await;
        answer.expect_error(400, code);
    }
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    app.sign_up("ada").await;
    let answer = app.browser().post("/delete-user", json!({ "password": PASSWORD })).await;
    answer.expect_error(401, "UNAUTHORIZED");
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let app = TestApp::build(|builder| {
        let users = UserManagementPlugin::new().delete_user(false);
        builder.plugin(EmailPasswordPlugin::new()).plugin(users)
    })
    .await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/delete-user", json!({})).await.expect_error(404, "NOT_FOUND");
    ada.get("/delete-user/callback?token=x").await.expect_error(404, "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_stays_signed_in_to_an_account_that_is_deleted_meanwhile() {
    let app = app().await;
    for round in 0..5 {
        let name = format!("ada{round}");
        let (ada, _) = app.sign_up(&name).await;
        let sign_ins = join_all((0..4).map(|_| app.sign_in(&name)));
        let (signed_in, deleted) = join(sign_ins, ada.post("/delete-user", json!({}))).await;
        deleted.expect(200);
        for (browser, answer) in signed_in {
            assert!(matches!(answer.status.as_u16(), 200 | 401), "{}", answer.text());
            assert!(browser.get("/get-session").await.expect(200).json().is_null());
        }
    }
    assert_eq!(app.count("sessions").await, 0);
}
