use better_auth_account::UserManagementPlugin;
use better_auth_core::event::kinds;
use better_auth_test::{PASSWORD, REDIRS};
use futures_util::future::join_all;
use http::Method;
use serde_json::json;

use crate::deletion::{app, app_with, ask, mailed_link, token};
use crate::{DAY, HOUR, MINUTE};

/// The link without the part that says where to go.
fn bare(link: &str) -> &str {
    link.split('&').next().unwrap()
}

#[tokio::test]
async fn a_mailed_link_deletes_the_account_and_leads_on() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    assert_eq!(app.count("users").await, 1);
    assert_eq!(app.observed().of_kind(kinds::USER_DELETION_REQUESTED).len(), 1);
    let answer = ada.get(&link).await.expect(302);
    assert_eq!(answer.header("location"), Some("/bye"));
    assert!(ada.cookies().is_empty());
    let id = signed_up["user"]["id"].as_str().unwrap();
    assert_eq!(app.columns_with(id).await, Vec::<String>::new());
    assert_eq!(app.observed().of_kind(kinds::USER_DELETED).len(), 1);
}

#[tokio::test]
async fn without_a_callback_the_answer_is_json() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    let answer = ada.get(bare(&link)).await.expect(200);
    assert_eq!(answer.json(), json!({"success": true, "message": "User deleted"}));
    assert!(ada.cookies().is_empty());
}

#[tokio::test]
async fn the_token_may_be_posted_instead() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    let answer = ada.post("/delete-user", json!({ "token": token(&link) })).await.expect(200);
    assert_eq!(answer.json(), json!({"success": true, "message": "User deleted"}));
    assert!(ada.cookies().is_empty());
    assert_eq!(app.count("users").await, 0);
}

#[tokio::test]
async fn a_right_password_does_not_stand_for_the_mail() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/delete-user", json!({ "password": PASSWORD })).await.expect(200);
    assert_eq!(answer.json()["message"], "Verification email sent");
    assert_eq!(app.count("users").await, 1);
    let link = mailed_link(&app, "ada");
    assert!(link.ends_with("&callbackURL=%2F"), "{link}");
}

#[tokio::test]
async fn ver_12_a_wrong_password_sends_no_mail_and_uses_no_token_up() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    let wrong = "wrong horse battery staple";
    for body in [json!({ "password": wrong }), json!({ "password": wrong, "token": token(&link) })]
    {
        ada.post("/delete-user", body).await.expect_error(400, "INVALID_PASSWORD");
    }
    ada.get(&link).await.expect(302);
}

#[tokio::test(flavor = "multi_thread")]
async fn ver_12b_only_the_owner_deletes_and_exactly_once() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (eve, _) = app.sign_up("eve").await;
    let link = ask(&app, &ada, "ada").await;
    eve.get(&link).await.expect_error(404, "INVALID_TOKEN");
    let body = json!({ "token": token(&link) });
    eve.post("/delete-user", body.clone()).await.expect_error(404, "INVALID_TOKEN");
    app.browser().get(&link).await.expect_error(404, "FAILED_TO_GET_USER_INFO");
    app.browser().post("/delete-user", body).await.expect_error(401, "UNAUTHORIZED");
    assert_eq!(app.count("users").await, 2);

    let owners: Vec<_> = (0..8).map(|_| ada.copy()).collect();
    let answers = join_all(owners.iter().map(|owner| owner.get(&link))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 302).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 302) {
        let answer = answer.expect(404);
        let code = answer.json()["code"].as_str().unwrap().to_owned();
        assert!(matches!(&*code, "INVALID_TOKEN" | "FAILED_TO_GET_USER_INFO"), "{code}");
    }
    assert_eq!(app.observed().of_kind(kinds::USER_DELETED).len(), 1);
    assert_eq!(app.count("users").await, 1);
    assert!(eve.get("/get-session").await.json().is_object());
}

#[tokio::test]
async fn ver_06_a_look_at_the_link_uses_nothing_up() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    for _ in 0..2 {
        let answer = ada.send(Method::HEAD, &link, None, Vec::new()).await.expect(200);
        assert!(answer.body.is_empty() && answer.set_cookies().is_empty());
    }
    assert_eq!(app.count("users").await, 1);
    ada.get(&link).await.expect(302);
}

#[tokio::test]
async fn an_old_link_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    app.clock().advance(DAY);
    ada.get(&link).await.expect_error(404, "INVALID_TOKEN");
    let link = ask(&app, &ada, "ada").await;
    app.clock().advance(DAY - MINUTE);
    ada.get(&link).await.expect(302);
}

#[tokio::test]
async fn how_long_a_link_works_can_be_chosen() {
    let app = app_with(UserManagementPlugin::new().deletion_link_life(HOUR)).await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    app.clock().advance(HOUR);
    ada.get(&link).await.expect_error(404, "INVALID_TOKEN");
}

#[tokio::test]
async fn a_link_to_an_address_that_the_user_has_left_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    app.execute("UPDATE users SET email = 'countess@example.com'").await;
    ada.get(&link).await.expect_error(404, "INVALID_TOKEN");
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn made_up_tokens_are_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for token in ["x", "", &"A".repeat(43), &"x".repeat(5000), "%00", "session_x"] {
        let answer = ada.get(&format!("/delete-user/callback?token={token}")).await;
        answer.expect_error(404, "INVALID_TOKEN");
    }
    ada.get("/delete-user/callback").await.expect_error(400, "VALIDATION_ERROR");
    assert_eq!(app.count("users").await, 1);
}

/// Percent-encodes every byte.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn no_target_leads_to_another_site_or_uses_the_token_up() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    let mut refused = 0;
    for target in REDIRS {
        let tampered = format!("{}&callbackURL={}", bare(&link), encoded(target));
        let looked = ada.send(Method::HEAD, &tampered, None, Vec::new()).await;
        if looked.status == 403 {
            ada.get(&tampered).await.expect_error(403, "INVALID_CALLBACK_URL");
            refused += 1;
        } else {
            assert!(target.starts_with('/') && !target.starts_with("//"), "{target}");
        }
    }
    assert!(refused > 30, "{refused}");
    ada.get(&link).await.expect(302);
}

#[tokio::test]
async fn the_database_holds_no_mailed_token() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let link = ask(&app, &ada, "ada").await;
    assert_eq!(app.columns_with(token(&link)).await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_is_flooded_with_mails() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for _ in 0..20 {
        let answer = ada.post("/delete-user", json!({})).await.expect(200);
        assert_eq!(answer.json()["message"], "Verification email sent");
    }
    assert_eq!(app.mailbox().take_all().len(), 5);
}

#[tokio::test]
async fn an_application_without_a_mailer_can_not_ask_by_mail() {
    let build = |users: UserManagementPlugin| async move {
        let app = crate::app().await;
        let builder = better_auth_core::BetterAuth::builder(app.adapter().clone());
        let builder = builder.secret("0123456789abcdefghijklmnopqrstuvwxyz").plugin(users);
        builder.build().await.unwrap_err().to_string()
    };
    let text = build(UserManagementPlugin::new().confirm_deletion_by_mail(true)).await;
    assert!(text.contains("confirm_deletion_by_mail") && text.contains("mailer"), "{text}");
    let text = build(UserManagementPlugin::new().deletion_link_life(MINUTE / 2)).await;
    assert!(text.contains("deletion_link_life") && text.contains("24 hours"), "{text}");
}

#[tokio::test]
async fn server_code_asks_and_confirms_as_the_routes_do() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let email = "ada@example.com".parse().unwrap();
    let user = app.auth().users().find_user_by_email(&email).await.unwrap().unwrap();
    let deletion = app.site().plugin::<UserManagementPlugin>().unwrap();
    let facts = better_auth_core::RequestFacts::default();
    deletion.request(&user, None, &facts).await.unwrap();
    app.auth().deliver_mails().await.unwrap();
    let link = mailed_link(&app, "ada");
    let wrong = deletion.confirm(&user, &"x".to_owned().into(), &facts).await.unwrap_err();
    assert_eq!((wrong.status().as_u16(), wrong.code()), (404, "INVALID_TOKEN"));
    deletion.confirm(&user, &token(&link).to_owned().into(), &facts).await.unwrap();
    assert!(ada.get("/get-session").await.json().is_null());
}
