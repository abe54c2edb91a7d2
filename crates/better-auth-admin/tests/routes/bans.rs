use std::time::Duration;

use better_auth_admin::kinds;
use serde_json::json;

use crate::{admin, app, is_signed_in, person, user, with_role};

#[tokio::test]
async fn adm_05_a_banned_user_is_out_at_once_and_comes_back_when_the_ban_is_lifted() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let body = json!({ "userId": id, "banReason": "spam" });
    let answer = ada.post("/admin/ban-user", body).await.expect(200).json();
    assert_eq!(answer["user"]["banned"], true);
    assert_eq!(answer["user"]["banReason"], "spam");
    assert!(answer["user"]["banExpires"].is_null());
    assert!(!is_signed_in(&bob).await);
    app.sign_in("bob").await.1.expect_error(403, "BANNED_USER");
    assert_eq!(app.count(&format!("sessions WHERE user_id = '{id}'")).await, 0);
    let answer = ada.post("/admin/unban-user", user(&id)).await.expect(200).json();
    assert_eq!(
        (&answer["user"]["banned"], &answer["user"]["banReason"]),
        (&json!(false), &json!(null))
    );
    app.sign_in("bob").await.1.expect(200);
}

#[tokio::test]
async fn enu_02_a_wrong_password_does_not_tell_of_a_ban() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    ada.post("/admin/ban-user", user(&id)).await.expect(200);
    let wrong = |name: &str| json!({ "email": format!("{name}@example.com"), "password": "wrong horse battery" });
    let banned = app.browser().post("/sign-in/email", wrong("bob")).await;
    let unknown = app.browser().post("/sign-in/email", wrong("nobody")).await;
    assert_eq!((banned.status, banned.text()), (unknown.status, unknown.text()));
}

#[tokio::test]
async fn adm_15_a_ban_with_an_end_is_over_by_itself() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    let body = json!({ "userId": id, "banExpiresIn": 2 });
    let answer = ada.post("/admin/ban-user", body).await.expect(200).json();
    assert!(answer["user"]["banExpires"].is_string() && answer["user"]["banReason"] == "No reason");
    app.sign_in("bob").await.1.expect_error(403, "BANNED_USER");
    app.clock().advance(Duration::from_secs(2));
    let (bob, answer) = app.sign_in("bob").await;
    answer.expect(200);
    let session = bob.get("/get-session").await.expect(200).json();
    assert_eq!(
        (&session["user"]["banned"], &session["user"]["banExpires"]),
        (&json!(false), &json!(null))
    );
    assert_eq!(app.observed().of_kind(kinds::BAN_EXPIRED).len(), 1);
}

#[tokio::test]
async fn inp_11_the_length_of_a_ban_is_a_number_of_seconds() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    for length in [
        json!(-1),
        json!(0),
        json!(9_007_199_254_740_992_u64),
        json!(1e308),
        json!(0.5),
        json!("1"),
        json!([]),
    ] {
        let body = json!({ "userId": id, "banExpiresIn": length });
        ada.post("/admin/ban-user", body).await.expect_error(400, "VALIDATION_ERROR");
    }
    let reason = json!({ "userId": id, "banReason": "x".repeat(1001) });
    ada.post("/admin/ban-user", reason).await.expect_error(400, "VALIDATION_ERROR");
    assert_eq!(app.count("users WHERE banned").await, 0);
}

#[tokio::test]
async fn adm_04_nobody_bans_or_removes_themselves() {
    let app = app().await;
    let (ada, id) = admin(&app).await;
    with_role(&app, "bob", "admin").await;
    ada.post("/admin/ban-user", user(&id)).await.expect_error(400, "YOU_CANNOT_BAN_YOURSELF");
    ada.post("/admin/remove-user", user(&id)).await.expect_error(400, "YOU_CANNOT_REMOVE_YOURSELF");
    for route in ["/admin/ban-user", "/admin/unban-user", "/admin/remove-user"] {
        for id in ["nobody", "", "../x", "\u{0}"] {
            ada.post(route, user(id)).await.expect_error(404, "USER_NOT_FOUND");
        }
    }
}

#[tokio::test]
async fn who_may_ban_does_not_ban_those_with_more_rights() {
    let app = app().await;
    let (_, ada) = admin(&app).await;
    with_role(&app, "bob", "admin").await;
    let (keeper, _) = with_role(&app, "kim", "keeper").await;
    for route in ["/admin/ban-user", "/admin/unban-user"] {
        let answer = keeper.post(route, user(&ada)).await;
        answer.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_BAN_USERS");
    }
}
