use better_auth_admin::{AdminOptions, permission};
use better_auth_core::access::Role;
use better_auth_test::TestApp;
use serde_json::json;

use crate::{admin, app, person, text, user, with, with_role};

const DENIED: &str = "YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE";

#[tokio::test]
async fn an_administrator_gives_roles_and_they_show_on_the_wire() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let before = bob.get("/get-session").await.expect(200).json();
    assert_eq!(
        (&before["user"]["role"], &before["user"]["banned"]),
        (&json!("user"), &json!(false))
    );
    assert!(before["user"]["banReason"].is_null() && before["session"]["impersonatedBy"].is_null());
    let body = json!({ "userId": id, "role": ["lister", "admin", "lister"] });
    let answer = ada.post("/admin/set-role", body).await.expect(200).json();
    assert_eq!(answer["user"]["role"], "admin,lister");
    bob.get("/admin/list-users").await.expect(200);
    let body = json!({ "userId": id, "role": "user" });
    ada.post("/admin/set-role", body).await.expect(200);
    bob.get("/admin/list-users").await.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS");
}

#[tokio::test]
async fn adm_03_only_a_declared_role_is_given() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    for (role, code) in [
        (json!("nobody"), "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE"),
        (json!("admin,nope"), "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE"),
        (json!(["user", "nope"]), "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE"),
        (json!("Admin"), "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE"),
        (json!(""), "INVALID_ROLE_TYPE"),
        (json!([]), "INVALID_ROLE_TYPE"),
        (json!("admin,"), "INVALID_ROLE_TYPE"),
        (json!(5), "VALIDATION_ERROR"),
        (json!(null), "VALIDATION_ERROR"),
        (json!({}), "VALIDATION_ERROR"),
    ] {
        let body = json!({ "userId": id, "role": role });
        ada.post("/admin/set-role", body).await.expect_error(400, code);
    }
    assert_eq!(app.count("users WHERE role = 'user'").await, 1);
}

#[tokio::test]
async fn adm_07_a_demoted_administrator_is_refused_at_once() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = with_role(&app, "bob", "admin").await;
    bob.get("/admin/list-users").await.expect(200);
    ada.post("/admin/set-role", json!({ "userId": id, "role": "user" })).await.expect(200);
    bob.get("/admin/list-users").await.expect_error(403, "YOU_ARE_NOT_ALLOWED_TO_LIST_USERS");
}

#[tokio::test]
async fn adm_04b_the_last_administrator_stays_one() {
    let app = app().await;
    let (ada, id) = admin(&app).await;
    let last = "YOU_CANNOT_REMOVE_THE_LAST_ADMIN";
    let demotion = json!({ "userId": id, "role": "user" });
    ada.post("/admin/set-role", demotion.clone()).await.expect_error(400, last);
    let password = json!({ "password": better_auth_test::PASSWORD });
    ada.post("/delete-user", password.clone()).await.expect_error(400, last);
    // Somebody with all rights and without the role counts for nothing here.
    let (sue, _) = with_role(&app, "sue", "super").await;
    for route in ["/admin/ban-user", "/admin/remove-user"] {
        sue.post(route, user(&id)).await.expect_error(400, last);
    }
    let (bob, bob_id) = with_role(&app, "bob", "admin,lister").await;
    ada.post("/admin/set-role", demotion).await.expect(200);
    bob.post("/delete-user", password).await.expect_error(400, last);
    assert_eq!(app.count(&format!("users WHERE id = '{bob_id}'")).await, 1);
}

#[tokio::test]
async fn nobody_gives_or_takes_rights_that_they_have_not() {
    let app = app().await;
    let (_, ada_id) = admin(&app).await;
    let (keeper, own) = with_role(&app, "kim", "keeper").await;
    let (_, bob_id) = person(&app, "bob").await;
    for (id, role) in [(&own, "admin"), (&bob_id, "lister"), (&ada_id, "user")] {
        let body = json!({ "userId": id, "role": role });
        keeper.post("/admin/set-role", body).await.expect_error(403, DENIED);
    }
    let body = json!({ "userId": bob_id, "role": "keeper" });
    keeper.post("/admin/set-role", body).await.expect(200);
}

/// The name of the role opens doors that its actions do not tell of.
#[tokio::test]
async fn where_administrators_may_little_it_still_takes_one_to_make_one() {
    let appoint = permission::user::SetRole;
    let options = AdminOptions::default()
        .role(Role::new("admin").can(appoint).can(permission::user::List))
        .role(Role::new("helper").can(appoint).can(permission::user::List));
    let app = TestApp::build(with(options)).await;
    let (ada, _) = admin(&app).await;
    let (helper, own) = with_role(&app, "kim", "helper").await;
    for id in [&person(&app, "bob").await.1, &own] {
        let crown = json!({ "userId": id, "role": "admin" });
        helper.post("/admin/set-role", crown.clone()).await.expect_error(403, DENIED);
        ada.post("/admin/set-role", crown).await.expect(200);
    }
}

#[tokio::test]
async fn permissions_are_asked_about_by_anybody_about_themselves() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, _) = person(&app, "bob").await;
    let list = json!({ "permissions": { "user": ["list", "ban"] } });
    let ask = "/admin/has-permission";
    assert_eq!(ada.post(ask, list.clone()).await.expect(200).json()["success"], true);
    let answer = bob.post(ask, list).await.expect(200).json();
    assert_eq!(answer, json!({ "error": null, "success": false }));
    for nothing in [json!({}), json!({ "user": [] })] {
        let body = json!({ "permissions": nothing });
        assert_eq!(ada.post(ask, body).await.expect(200).json()["success"], false);
    }
    let admins = json!({ "permissions": { "user": ["impersonate-admins"] } });
    assert_eq!(ada.post(ask, admins).await.expect(200).json()["success"], false);
    ada.post(ask, json!({})).await.expect_error(400, "VALIDATION_ERROR");
    app.browser().post(ask, json!({})).await.expect_error(401, "UNAUTHORIZED");
    let _ = text(&json!("x"));
}
