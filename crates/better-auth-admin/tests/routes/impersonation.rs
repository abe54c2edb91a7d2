use std::time::Duration;

use better_auth_admin::kinds;
use serde_json::{Value, json};

use crate::{admin, app, is_signed_in, person, text, user, with_role};

const START: &str = "/admin/impersonate-user";
const STOP: &str = "/admin/stop-impersonating";

#[tokio::test]
async fn an_administrator_acts_in_the_name_of_a_user_and_goes_back() {
    let app = app().await;
    let (ada, ada_id) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    let own = ada.get("/get-session").await.expect(200).json();
    let body = json!({ "userId": id, "reason": "ticket 5" });
    let answer = ada.post(START, body).await.expect(200).json();
    assert_eq!(answer["user"]["name"], "bob");
    let session = ada.get("/get-session").await.expect(200).json();
    assert_eq!(
        (text(&session["user"]["id"]), text(&session["session"]["impersonatedBy"])),
        (id, ada_id)
    );
    assert_eq!(app.count("impersonations WHERE reason = 'ticket 5'").await, 1);
    ada.post(STOP, json!({})).await.expect(200);
    let back = ada.get("/get-session").await.expect(200).json();
    assert_eq!(back["session"]["id"], own["session"]["id"]);
    assert_eq!(app.count("sessions WHERE impersonated_by IS NOT NULL").await, 0);
    ada.post(STOP, json!({})).await.expect_error(400, "YOU_ARE_NOT_IMPERSONATING_ANYONE");
    app.browser().post(STOP, json!({})).await.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_sign_out_ends_the_session_that_was_put_aside_too() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    ada.post(START, user(&id)).await.expect(200);
    let copy = ada.copy();
    ada.post("/sign-out", json!({})).await.expect(200);
    assert!(ada.cookies().keys().all(|name| !name.contains("admin_session")));
    for browser in [ada, copy] {
        browser.post(STOP, json!({})).await.expect_error(401, "UNAUTHORIZED");
    }
    assert_eq!(app.count("sessions").await, 1, "that of bob himself");
}

#[tokio::test]
async fn who_signs_in_to_the_browser_finds_no_session_put_aside() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    ada.post(START, user(&id)).await.expect(200);
    app.clock().advance(Duration::from_secs(3601));
    let body = json!({ "email": "bob@example.com", "password": better_auth_test::PASSWORD });
    ada.post("/sign-in/email", body).await.expect(200);
    assert!(ada.cookies().keys().all(|name| !name.contains("admin_session")));
}

#[tokio::test]
async fn rst_09_what_ends_the_sessions_of_an_administrator_ends_their_impersonations() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    let act = async || {
        let thief = app.sign_in("ada").await.0;
        thief.post(START, user(&id)).await.expect(200);
        assert!(is_signed_in(&thief).await);
        thief
    };
    let thief = act().await;
    let password = better_auth_test::PASSWORD;
    let body = json!({ "currentPassword": password, "newPassword": password });
    ada.post("/change-password", body).await.expect(200);
    app.mailbox().take_all();
    assert!(!is_signed_in(&thief).await);
    let thief = act().await;
    ada.post("/request-password-reset", json!({ "email": "ada@example.com" })).await.expect(200);
    let text = app.mailbox().take_to("ada@example.com").text;
    let (_, rest) = text.split_once("/reset-password/").unwrap();
    let token = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next();
    let body = json!({ "token": token.unwrap(), "newPassword": password });
    app.browser().post("/reset-password", body).await.expect(200);
    app.mailbox().take_all();
    assert!(!is_signed_in(&thief).await);
    let thief = act().await;
    let (ada, _) = app.sign_in("ada").await;
    ada.post("/sign-out", json!({})).await.expect(200);
    assert!(!is_signed_in(&thief).await);
}

#[tokio::test]
async fn who_becomes_an_administrator_is_impersonated_no_longer() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    let (keeper, _) = with_role(&app, "kim", "keeper").await;
    keeper.post(START, user(&id)).await.expect(200);
    ada.post("/admin/set-role", json!({ "userId": id, "role": "admin" })).await.expect(200);
    assert!(!is_signed_in(&keeper).await);
}

#[tokio::test]
async fn adm_14_events_name_who_acted_and_in_whose_name() {
    let app = app().await;
    let (ada, ada_id) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    ada.post(START, user(&id)).await.expect(200);
    ada.post(STOP, json!({})).await.expect(200);
    ada.post("/admin/set-role", json!({ "userId": id, "role": "lister" })).await.expect(200);
    ada.post("/admin/ban-user", user(&id)).await.expect(200);
    for kind in [
        kinds::IMPERSONATION_STARTED,
        kinds::IMPERSONATION_ENDED,
        kinds::ROLE_CHANGED,
        kinds::USER_BANNED,
    ] {
        let events = app.observed().of_kind(kind);
        assert_eq!(events.len(), 1, "{kind}");
        let named = |id: &Option<better_auth_core::UserId>| id.as_ref().unwrap().to_string();
        assert_eq!(
            (named(&events[0].actor), named(&events[0].subject)),
            (ada_id.clone(), id.clone())
        );
    }
}

#[tokio::test]
async fn an_impersonation_lasts_an_hour_and_is_never_extended() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    ada.post(START, user(&id)).await.expect(200);
    app.clock().advance(Duration::from_secs(3599));
    assert!(is_signed_in(&ada).await);
    let aside = ada.copy();
    app.clock().advance(Duration::from_secs(1));
    // Who notices it by the way back, is back.
    ada.post(STOP, json!({})).await.expect(200);
    assert_eq!(ada.get("/get-session").await.expect(200).json()["user"]["name"], "ada");
    assert!(!is_signed_in(&aside).await);
}

#[tokio::test]
async fn nobody_acts_in_the_name_of_administrators_and_others_with_rights_unless_permitted() {
    let app = app().await;
    let (ada, ada_id) = admin(&app).await;
    let (_, bob) = with_role(&app, "bob", "admin").await;
    let (lister, lou) = with_role(&app, "lou", "lister").await;
    for id in [&bob, &lou, &ada_id] {
        ada.post(START, user(id)).await.expect_error(403, "YOU_CANNOT_IMPERSONATE_ADMINS");
    }
    let refused = "YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS";
    lister.post(START, user(&bob)).await.expect_error(403, refused);
    ada.post(START, user("nobody")).await.expect_error(404, "USER_NOT_FOUND");
    let (sue, _) = with_role(&app, "sue", "super").await;
    sue.post(START, user(&bob)).await.expect(200);
    // And not further from there.
    let (_, eve) = person(&app, "eve").await;
    sue.post(START, user(&eve)).await.expect_error(403, "IMPERSONATED_SESSION");
    sue.get("/admin/list-users").await.expect_error(403, "IMPERSONATED_SESSION");
}

#[tokio::test]
async fn credentials_are_not_changed_in_the_name_of_somebody() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (bob, id) = person(&app, "bob").await;
    ada.post(START, user(&id)).await.expect(200);
    let password = better_auth_test::PASSWORD;
    let refusals: [(&str, Value); 5] = [
        (
            "/change-password",
            json!({ "currentPassword": password, "newPassword": "another horse battery" }),
        ),
        ("/delete-user", json!({ "password": password })),
        ("/change-email", json!({ "newEmail": "mallory@example.com" })),
        ("/update-user", json!({ "username": "mallory" })),
        ("/revoke-sessions", json!({})),
    ];
    for (route, body) in refusals {
        ada.post(route, body).await.expect_error(403, "IMPERSONATED_SESSION");
    }
    ada.get("/list-sessions").await.expect_error(403, "IMPERSONATED_SESSION");
    assert!(is_signed_in(&bob).await, "the session of the user goes on");
    app.sign_in("bob").await.1.expect(200);
}

#[tokio::test]
async fn impersonations_end_with_what_allowed_them() {
    for end in ["role", "ban", "revoke", "remove"] {
        let app = app().await;
        let (root, _) = admin(&app).await;
        let (tom, tom_id) = with_role(&app, "tom", "admin").await;
        let (_, id) = person(&app, "bob").await;
        tom.post(START, user(&id)).await.expect(200);
        let (route, body) = match end {
            "role" => ("/admin/set-role", json!({ "userId": tom_id, "role": "user" })),
            "ban" => ("/admin/ban-user", user(&tom_id)),
            "revoke" => ("/admin/revoke-user-sessions", user(&tom_id)),
            _ => ("/admin/remove-user", user(&tom_id)),
        };
        root.post(route, body).await.expect(200);
        assert!(!is_signed_in(&tom).await, "{end}");
        assert_eq!(app.count("sessions WHERE impersonated_by IS NOT NULL").await, 0, "{end}");
    }
}

#[tokio::test]
async fn a_cookie_that_was_put_aside_goes_back_to_its_own_impersonator_only() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (tom, _) = with_role(&app, "tom", "admin").await;
    let (_, id) = person(&app, "bob").await;
    ada.post(START, user(&id)).await.expect(200);
    tom.post(START, user(&id)).await.expect(200);
    let aside = |browser: &better_auth_test::Browser| {
        let cookies = browser.cookies();
        cookies.into_iter().find(|(name, _)| name.contains("admin_session")).unwrap()
    };
    let (name, foreign) = aside(&tom);
    ada.set_cookie(&name, &foreign);
    ada.post(STOP, json!({})).await.expect_error(401, "UNAUTHORIZED");
    assert!(!is_signed_in(&ada).await);
    tom.set_cookie(&name, "forged");
    tom.post(STOP, json!({})).await.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_banned_user_is_nobody_to_act_for() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, id) = person(&app, "bob").await;
    let hour = json!({ "userId": id, "banExpiresIn": 3600 });
    ada.post("/admin/ban-user", hour).await.expect(200);
    ada.post(START, user(&id)).await.expect_error(403, "BANNED_USER");
    app.clock().advance(std::time::Duration::from_secs(3600));
    ada.post(START, user(&id)).await.expect(200);
}
