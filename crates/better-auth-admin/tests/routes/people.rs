use better_auth_admin::{AdminPlugin, EnsuredAdmin};
use better_auth_core::SecretString;
use better_auth_test::{PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::{admin, app, options, person, text, user, with, with_role};

#[tokio::test]
async fn users_are_made_with_or_without_a_password() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let body = json!({ "email": "Bob@Example.com", "name": "bob", "password": PASSWORD, "role": "lister",
        "data": { "image": "/bob.png", "emailVerified": true } });
    let made = ada.post("/admin/create-user", body).await.expect(200).json()["user"].clone();
    assert_eq!((&made["role"], &made["image"]), (&json!("lister"), &json!("/bob.png")));
    assert_eq!((&made["email"], &made["emailVerified"]), (&json!("bob@example.com"), &json!(true)));
    let (bob, answer) = app.sign_in("bob").await;
    answer.expect(200);
    bob.get("/admin/list-users").await.expect(200);
    let body = json!({ "email": "eve@example.com", "name": "eve" });
    ada.post("/admin/create-user", body.clone()).await.expect(200);
    app.sign_in("eve").await.1.expect(401);
    let taken = "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL";
    ada.post("/admin/create-user", body).await.expect_error(400, taken);
}

#[tokio::test]
async fn adm_09_data_sets_nothing_that_has_a_place_of_its_own() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    for (data, code) in [
        (json!({ "email": "mallory@example.com" }), "FIELD_NOT_ALLOWED"),
        (json!({ "role": "admin" }), "FIELD_NOT_ALLOWED"),
        (json!({ "id": "1" }), "USER_ID_CANNOT_BE_UPDATED"),
        (json!({ "banned": true }), "FIELD_NOT_ALLOWED"),
        (json!({ "twoFactorEnabled": true }), "FIELD_NOT_ALLOWED"),
        (json!({ "credentialVersion": 5 }), "FIELD_NOT_ALLOWED"),
        (json!({ "emailVerified": "yes" }), "VALIDATION_ERROR"),
        (json!({ "image": "javascript:alert(1)" }), "VALIDATION_ERROR"),
    ] {
        let body = json!({ "email": "bob@example.com", "name": "bob", "data": data });
        ada.post("/admin/create-user", body).await.expect_error(400, code);
    }
    for (body, code) in [
        (json!({ "email": "x", "name": "bob" }), "INVALID_EMAIL"),
        (json!({ "email": "bob@example.com" }), "VALIDATION_ERROR"),
        (json!({ "email": "bob@example.com", "name": "b", "password": "x" }), "PASSWORD_TOO_SHORT"),
        (
            json!({ "email": "bob@example.com", "name": "b", "role": "none" }),
            "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE",
        ),
    ] {
        ada.post("/admin/create-user", body).await.expect_error(400, code);
    }
    assert_eq!(app.count("users").await, 1);
}

#[tokio::test]
async fn a_user_is_read_and_changed() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let got = ada.get(&format!("/admin/get-user?id={id}")).await.expect(200).json();
    assert_eq!((text(&got["id"]), &got["banned"]), (id.clone(), &json!(false)));
    ada.get("/admin/get-user?id=nobody").await.expect_error(404, "USER_NOT_FOUND");
    ada.get("/admin/get-user").await.expect_error(400, "VALIDATION_ERROR");
    let update = async |data: Value| {
        ada.post("/admin/update-user", json!({ "userId": id, "data": data })).await
    };
    let changed = update(json!({ "name": "Robert", "role": "lister" })).await.expect(200).json();
    assert_eq!((&changed["name"], &changed["role"]), (&json!("Robert"), &json!("lister")));
    assert!(crate::is_signed_in(&bob).await);
    let changed = update(json!({ "email": "Rob@example.com" })).await.expect(200).json();
    assert_eq!(
        (&changed["email"], &changed["emailVerified"]),
        (&json!("rob@example.com"), &json!(false))
    );
    app.mailbox().take_to("bob@example.com");
    assert!(!crate::is_signed_in(&bob).await);
    for (data, code) in [
        (json!({}), "NO_DATA_TO_UPDATE"),
        (json!({ "password": PASSWORD }), "PASSWORD_CANNOT_BE_UPDATED_VIA_UPDATE_USER"),
        (json!({ "id": "x" }), "USER_ID_CANNOT_BE_UPDATED"),
        (json!({ "banned": true }), "FIELD_NOT_ALLOWED"),
        (json!({ "email": "ada@example.com" }), "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL"),
        (json!({ "email": 5 }), "VALIDATION_ERROR"),
        (json!({ "role": 5 }), "INVALID_ROLE_TYPE"),
    ] {
        update(data).await.expect_error(400, code);
    }
}

#[tokio::test]
async fn of_a_change_that_is_refused_in_part_nothing_happens() {
    let app = app().await;
    let (ada, ada_id) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    let update = async |id: &str, data: Value| {
        ada.post("/admin/update-user", json!({ "userId": id, "data": data })).await
    };
    let taken = json!({ "name": "Rob", "role": "lister", "email": "ada@example.com" });
    let code = "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL";
    update(&id, taken).await.expect_error(400, code);
    let last = json!({ "name": "Countess", "role": "user", "email": "lovelace@example.com" });
    update(&ada_id, last).await.expect_error(400, "YOU_CANNOT_REMOVE_THE_LAST_ADMIN");
    let unknown = json!({ "name": "Rob", "role": "nobody" });
    let code = "YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE";
    update(&id, unknown).await.expect_error(400, code);
    let (ada_is, bob_is) =
        (ada.get("/get-session").await.json(), bob.get("/get-session").await.json());
    for (it, name, role) in [(ada_is, "ada", "admin"), (bob_is, "bob", "user")] {
        assert_eq!((&it["user"]["name"], &it["user"]["role"]), (&json!(name), &json!(role)));
        assert_eq!(it["user"]["email"], format!("{name}@example.com"));
    }
    let all = json!({ "name": "Rob", "role": "lister", "email": "rob@example.com" });
    let changed = update(&id, all).await.expect(200).json();
    assert_eq!((&changed["name"], &changed["role"]), (&json!("Rob"), &json!("lister")));
    assert_eq!(changed["email"], "rob@example.com");
    app.mailbox().take_to("bob@example.com");
}

#[tokio::test]
async fn adm_13_a_removed_user_leaves_nothing() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    ada.post("/admin/impersonate-user", user(&id)).await.expect(200);
    ada.post("/admin/stop-impersonating", json!({})).await.expect(200);
    let answer = ada.post("/admin/remove-user", user(&id)).await.expect(200).json();
    assert_eq!(answer, json!({ "success": true }));
    assert!(!crate::is_signed_in(&bob).await);
    app.sign_in("bob").await.1.expect(401);
    assert_eq!(app.columns_with(&id).await, Vec::<String>::new());
    assert_eq!(app.user_columns_without_cascade().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_first_administrator_is_made_at_start_and_once() {
    let app = app().await;
    let admins = app.site().plugin::<AdminPlugin>().unwrap();
    let (email, password) = ("root@example.com".parse().unwrap(), SecretString::new(PASSWORD));
    let made = admins.ensure_admin(&email, &password).await.unwrap();
    assert!(matches!(made, EnsuredAdmin::Created(user) if user.email_verified));
    let other = SecretString::new("another horse battery");
    assert_eq!(admins.ensure_admin(&email, &other).await.unwrap(), EnsuredAdmin::Exists);
    let (root, answer) = app.sign_in("root").await;
    answer.expect(200);
    root.get("/admin/list-users").await.expect(200);
}

#[tokio::test]
async fn the_named_address_becomes_the_first_administrator_once_it_is_proven() {
    let app = TestApp::build(with(options().first_admin("ada@example.com"))).await;
    person(&app, "ada").await;
    let (ada, _) = app.sign_in("ada").await;
    ada.get("/admin/list-users").await.expect(403);
    app.execute("UPDATE users SET email_verified = TRUE").await;
    let (ada, _) = app.sign_in("ada").await;
    ada.get("/admin/list-users").await.expect(200);
    // Not a second time: there is an administrator by then.
    with_role(&app, "bob", "admin").await;
    app.execute("UPDATE users SET role = 'user' WHERE name = 'ada'").await;
    let (ada, _) = app.sign_in("ada").await;
    ada.get("/admin/list-users").await.expect(403);
}
