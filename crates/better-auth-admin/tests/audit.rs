//! What stands in the audit log: who did it, to whom, when.

use better_auth_admin::{AdminPlugin, Caller, UserBan};
use better_auth_audit::{AuditPlugin, AuditRow};
use better_auth_core::store::AuditQuery;
use better_auth_core::{RequestFacts, UserId};
use better_auth_test::TestApp;
use serde_json::{Value, json};

use crate::{admin, options, person, user, with};

async fn app() -> TestApp {
    TestApp::build(|builder| with(options())(builder).plugin(AuditPlugin::new())).await
}

async fn rows(app: &TestApp) -> Vec<AuditRow> {
    let log = app.site().plugin::<AuditPlugin>().unwrap();
    log.query(&AuditQuery::default()).await.unwrap()
}

#[tokio::test]
async fn adm_14_every_change_names_who_did_it_to_whom_and_when() {
    let app = app().await;
    let (ada, ada_id) = admin(&app).await;
    let (_, bob) = person(&app, "bob").await;
    let with_bob = |more: Value| {
        let mut body = user(&bob);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let steps: [(&str, Value, &[&str]); 11] = [
        ("set-role", with_bob(json!({ "role": "lister" })), &["user.role_changed"]),
        ("update-user", with_bob(json!({ "data": { "name": "Rob" } })), &["user.updated"]),
        (
            "update-user",
            with_bob(json!({ "data": { "emailVerified": true } })),
            &["email.set_by_admin"],
        ),
        (
            "set-user-password",
            with_bob(json!({ "newPassword": "another horse battery" })),
            &["password.set_by_admin"],
        ),
        ("ban-user", with_bob(json!({})), &["user.banned"]),
        ("unban-user", with_bob(json!({})), &["user.unbanned"]),
        ("set-role", with_bob(json!({ "role": "user" })), &["user.role_changed"]),
        ("impersonate-user", with_bob(json!({ "reason": "ticket 5" })), &["impersonation.started"]),
        ("stop-impersonating", json!({}), &["impersonation.ended"]),
        ("revoke-user-sessions", with_bob(json!({})), &[]),
        ("remove-user", with_bob(json!({})), &["user.deleted"]),
    ];
    for (route, body, kinds) in steps {
        app.clock().advance(std::time::Duration::from_secs(1));
        let before = rows(&app).await.len();
        ada.post(&format!("/admin/{route}"), body).await.expect(200);
        app.mailbox().take_all();
        let new = rows(&app).await.split_off(before);
        assert_eq!(new.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), kinds, "{route}");
        for row in new {
            assert_eq!(row.actor.id.as_ref().map(UserId::as_str), Some(ada_id.as_str()), "{row}");
            assert_eq!(row.at, app.auth().now(), "{row}");
            assert!(row.actor.session.is_some(), "{row}");
            // Deleting somebody takes their name out of the log.
            if route != "remove-user" {
                assert_eq!(row.subject.as_ref().map(UserId::as_str), Some(bob.as_str()), "{row}");
            }
        }
    }
}

#[tokio::test]
async fn adm_14_the_log_tells_which_session_was_an_impersonation() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (_, bob) = person(&app, "bob").await;
    let answer = ada.post("/admin/impersonate-user", user(&bob)).await.expect(200).json();
    ada.post("/sign-out", json!({})).await.expect(200);
    let rows = rows(&app).await;
    let session = answer["session"]["id"].as_str();
    for kind in ["impersonation.started", "session.ended"] {
        let row = rows.iter().find(|row| row.kind == kind).unwrap();
        assert_eq!(row.actor.session.as_ref().map(|id| id.as_str()), session, "{row}");
    }
}

#[tokio::test]
async fn an_administrator_who_leaves_leaves_word_of_it() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    crate::with_role(&app, "bob", "admin").await;
    let before = rows(&app).await.len();
    let password = json!({ "password": better_auth_test::PASSWORD });
    ada.post("/delete-user", password).await.expect(200);
    let new = rows(&app).await.split_off(before);
    let kinds: Vec<&str> = new.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(kinds, ["user.role_changed", "user.deleted"]);
    // Who asked stands in the second one: the first is written whoever it was.
    assert!(new[0].actor.id.is_none());
}

#[tokio::test]
async fn the_operator_leaves_rows_as_well() {
    let app = app().await;
    admin(&app).await;
    let (_, bob) = person(&app, "bob").await;
    let id: UserId = bob.parse().unwrap();
    let admins = app.site().plugin::<AdminPlugin>().unwrap();
    let facts = RequestFacts::new(None, Some("better-auth, alice"));
    let operator = Caller::operator(&facts);
    admins.ban(operator, &id, UserBan::default()).await.unwrap();
    admins.unban(operator, &id).await.unwrap();
    let rows = rows(&app).await;
    for kind in ["user.banned", "user.unbanned"] {
        let row = rows.iter().find(|row| row.kind == kind).unwrap();
        assert_eq!((row.detail.as_deref(), &row.actor.id), (Some("operator"), &None), "{row}");
        assert_eq!(row.actor.user_agent.as_deref(), Some("better-auth, alice"), "{row}");
        assert_eq!(row.subject.as_ref(), Some(&id), "{row}");
    }
}
