use serde_json::json;

use crate::{admin, app, is_signed_in, person, text, user, with_role};

#[tokio::test]
async fn adm_12_sessions_of_others_are_listed_by_handles_that_let_nobody_in() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let (other, _) = app.sign_in("bob").await;
    let list = ada.post("/admin/list-user-sessions", user(&id)).await.expect(200).json();
    let sessions = list["sessions"].as_array().unwrap().clone();
    assert_eq!(sessions.len(), 2);
    for session in &sessions {
        let handle = text(&session["token"]);
        app.browser().bearer(&handle).get("/get-session").await.expect(401);
        let body = json!({ "sessionToken": handle });
        let answer = ada.post("/admin/revoke-user-session", body).await.expect(200).json();
        assert_eq!(answer, json!({ "success": true }));
    }
    assert!(!is_signed_in(&bob).await && !is_signed_in(&other).await);
    let unknown = json!({ "sessionToken": "handle_unknown" });
    ada.post("/admin/revoke-user-session", unknown).await.expect(200);
    ada.post("/admin/list-user-sessions", user("nobody")).await.expect_error(404, "USER_NOT_FOUND");
}

#[tokio::test]
async fn all_sessions_of_a_user_are_ended_and_nobody_elses() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let (eve, _) = person(&app, "eve").await;
    let answer = ada.post("/admin/revoke-user-sessions", user(&id)).await.expect(200).json();
    assert_eq!(answer, json!({ "success": true }));
    assert!(!is_signed_in(&bob).await && is_signed_in(&eve).await && is_signed_in(&ada).await);
}

#[tokio::test]
async fn a_password_that_is_set_ends_the_sessions_and_its_owner_is_told() {
    let app = app().await;
    let (ada, ada_id) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let route = "/admin/set-user-password";
    let body = |id: &str, password: &str| json!({ "userId": id, "newPassword": password });
    for (password, code) in [("x", "PASSWORD_TOO_SHORT"), ("password123", "PASSWORD_TOO_COMMON")] {
        ada.post(route, body(&id, password)).await.expect_error(400, code);
    }
    let new = "another horse battery";
    let answer = ada.post(route, body(&id, new)).await.expect(200).json();
    assert_eq!(answer, json!({ "status": true }));
    app.mailbox().take_to("bob@example.com");
    assert!(!is_signed_in(&bob).await);
    app.sign_in("bob").await.1.expect(401);
    let sign_in = json!({ "email": "bob@example.com", "password": new });
    app.browser().post("/sign-in/email", sign_in).await.expect(200);
    ada.post(route, body("nobody", new)).await.expect_error(404, "USER_NOT_FOUND");
    let (keeper, _) = with_role(&app, "kim", "keeper").await;
    let answer = keeper.post(route, body(&ada_id, new)).await;
    answer.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD");
}
