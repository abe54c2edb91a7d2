use better_auth_account::{SessionManagementPlugin, UserManagementPlugin};
use better_auth_core::event::kinds;
use better_auth_core::fields::{AdditionalChanges, Field};
use better_auth_core::{RequestFacts, Session};
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_test::{Browser, PASSWORD, TestApp};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{DAY, MINUTE};

async fn app() -> TestApp {
    TestApp::build(|builder| {
        builder
            .session_field(Field::text("theme").max_length(8).default("light"))
            .session_field(Field::integer("zoom"))
            .session_field(Field::text("branch"))
            .session_field(Field::boolean("trusted").default(false).read_only())
            .session_field(Field::text("risk").hidden())
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(UserManagementPlugin::new())
    })
    .await
}

async fn session(browser: &Browser) -> Value {
    browser.get("/get-session").await.expect(200).json()["session"].clone()
}

/// The only session, as server code has it.
async fn stored(app: &TestApp, browser: &Browser) -> Session {
    let user = browser.get("/get-session").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let (auth, user) = (app.auth(), user.parse().unwrap());
    let listed = auth.sessions().list_sessions(&user, auth.now());
    listed.await.unwrap().remove(0)
}

#[tokio::test]
async fn declared_fields_of_the_own_session_are_changed_and_nothing_else() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let before = session(&ada).await;
    assert_eq!([&before["theme"], &before["zoom"]], [&json!("light"), &Value::Null]);
    app.clock().advance(MINUTE);
    let answer = ada.post("/update-session", json!({ "theme": "dark", "zoom": 2 })).await;
    let mut expected = before;
    expected["theme"] = "dark".into();
    expected["zoom"] = 2.into();
    expected["updatedAt"] = "2026-03-04T05:07:07.120Z".into();
    assert_eq!(answer.expect(200).json(), json!({ "session": expected }));
    assert_eq!(session(&ada).await, expected);
    let events = app.observed().of_kind(kinds::SESSION_UPDATED);
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].session.as_ref().unwrap().as_str(), expected["id"]);
}

#[tokio::test]
async fn another_device_keeps_its_own() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (phone, _) = app.sign_in("ada").await;
    ada.post("/update-session", json!({ "theme": "dark" })).await.expect(200);
    assert_eq!(session(&phone).await["theme"], "light");
}

#[tokio::test]
async fn null_clears_a_field() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/update-session", json!({ "theme": null })).await.expect(200);
    assert!(session(&ada).await["theme"].is_null());
}

#[tokio::test]
async fn a_hidden_field_is_set_and_not_shown() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let answer = ada.post("/update-session", json!({ "risk": "low" })).await.expect(200);
    assert!(!answer.text().contains("risk"));
    assert_eq!(stored(&app, &ada).await.additional.get::<String>("risk").unwrap(), "low");
}

#[tokio::test]
async fn fields_of_core_and_of_the_server_are_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let before = session(&ada).await;
    for field in [
        "id",
        "userId",
        "token",
        "expiresAt",
        "createdAt",
        "updatedAt",
        "ipAddress",
        "userAgent",
        "trusted",
    ] {
        for value in [json!("x"), json!(null), json!(true)] {
            let mut body = json!({ "theme": "dark" });
            body[field] = value;
            ada.post("/update-session", body).await.expect_error(400, "FIELD_NOT_ALLOWED");
        }
    }
    assert_eq!(session(&ada).await, before);
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused_by_name() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (field, value) in
        [("theme", json!("x".repeat(9))), ("zoom", json!("2")), ("branch", json!({}))]
    {
        let answer = ada.post("/update-session", json!({ field: value })).await;
        let answer = answer.expect_error(400, "VALIDATION_ERROR");
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.starts_with(&format!("[body.{field}] ")), "{message}");
    }
}

#[tokio::test]
async fn a_body_that_changes_nothing_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "colour": "green" })] {
        ada.post("/update-session", body).await.expect_error(400, "NO_FIELDS_TO_UPDATE");
    }
    let none = crate::app().await;
    let (bob, _) = none.sign_up("bob").await;
    let answer = bob.post("/update-session", json!({ "theme": "dark" })).await;
    answer.expect_error(400, "NO_FIELDS_TO_UPDATE");
}

#[tokio::test]
async fn what_is_no_object_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for (body, code) in [("[]", "VALIDATION_ERROR"), ("{", "BAD_REQUEST"), ("", "BAD_REQUEST")] {
        let answer = ada.post_raw("/update-session", "application/json", body).await;
        answer.expect_error(400, code);
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    let answer = stranger.post("/update-session", json!({ "theme": "dark" })).await;
    answer.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn a_bearer_token_changes_its_session_as_a_cookie_does() {
    let app = app().await;
    let (ada, signed_up) = app.sign_up("ada").await;
    let program = ada.bearer(signed_up["token"].as_str().unwrap());
    let answer = program.post("/update-session", json!({ "theme": "dark" })).await.expect(200);
    assert_eq!(answer.json()["session"]["token"], signed_up["token"]);
}

#[tokio::test]
async fn the_session_after_a_password_change_has_the_fields_of_the_one_before() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    ada.post("/update-session", json!({ "theme": "dark" })).await.expect(200);
    let body =
        json!({ "currentPassword": PASSWORD, "newPassword": "another horse another staple" });
    ada.post("/change-password", body).await.expect(200);
    app.mailbox().take();
    assert_eq!(session(&ada).await["theme"], "dark");
}

#[tokio::test]
async fn server_code_sets_every_field_of_a_live_session() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let live = stored(&app, &ada).await;
    let trust = || AdditionalChanges::new().set("trusted", true);
    let updated = app.auth().update_session(&live, trust(), &RequestFacts::default()).await;
    assert_eq!(updated.unwrap().unwrap().additional.get::<bool>("trusted"), Some(true));
    assert_eq!(session(&ada).await["trusted"], true);
    app.clock().advance(7 * DAY);
    let expired = app.auth().update_session(&live, trust(), &RequestFacts::default()).await;
    assert_eq!(expired.unwrap(), None);
}

#[tokio::test]
async fn a_session_is_changed_for_its_owner_only() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    let (bob, _) = app.sign_up("bob").await;
    let mut mixed = stored(&app, &ada).await;
    mixed.user_id = stored(&app, &bob).await.user_id;
    let changes = AdditionalChanges::new().set("theme", "dark");
    let updated = app.auth().update_session(&mixed, changes, &RequestFacts::default()).await;
    assert_eq!(updated.unwrap(), None);
    assert_eq!(session(&ada).await["theme"], "light");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_different_fields_at_once_keep_all_of_them() {
    let app = app().await;
    for round in 0..5 {
        let (ada, _) = app.sign_up(&format!("ada{round}")).await;
        let bodies = [
            json!({ "theme": "dark" }),
            json!({ "zoom": 2 }),
            json!({ "branch": "Bonn" }),
            json!({ "risk": "low" }),
        ];
        for answer in join_all(bodies.map(|body| ada.post("/update-session", body))).await {
            answer.expect(200);
        }
        let kept = stored(&app, &ada).await.additional.deserialize::<Value>().unwrap();
        let expected = json!({
            "theme": "dark", "zoom": 2, "branch": "Bonn", "risk": "low", "trusted": false,
        });
        assert_eq!(kept, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_signed_out_while_it_is_changed_stays_ended() {
    let app = app().await;
    for round in 0..5 {
        let (ada, _) = app.sign_up(&format!("ada{round}")).await;
        let copy = ada.copy();
        let body = json!({ "theme": "dark" });
        let changes = join_all((0..8).map(|_| ada.post("/update-session", body.clone())));
        let (answers, signed_out) = join(changes, copy.post("/sign-out", json!({}))).await;
        signed_out.expect(200);
        for answer in answers.into_iter().filter(|answer| answer.status != 200) {
            assert_eq!(answer.status, 401, "{}", answer.text());
        }
    }
    assert_eq!(app.count("sessions").await, 0);
}
