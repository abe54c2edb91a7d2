//! A user who is deleted is named nowhere any more, and the chain holds.

use std::net::IpAddr;

use better_auth_audit::AuditActor;
use better_auth_core::entity::Proof;
use better_auth_core::event::kinds;
use better_auth_core::store::UserStore;
use better_auth_core::{RequestFacts, UserId};
use better_auth_test::{PASSWORD, TestApp};
use serde_json::json;

use crate::{app, assert_intact, rows};

/// Ada, from an address of her own, with rows as actor and as subject. Gives her id.
async fn with_ada(app: &TestApp) -> UserId {
    app.sign_up("bob").await;
    let ada = app.browser().from_address([192, 0, 2, 7]).with_header("user-agent", "Ada's Firefox");
    let body = json!({"name": "ada", "email": "ada@example.com", "password": PASSWORD});
    let answer = ada.post("/sign-up/email", body).await.expect(200).json();
    let wrong = json!({"email": "ada@example.com", "password": "wrong guess"});
    app.browser().post("/sign-in/email", wrong).await.expect(401);
    answer["user"]["id"].as_str().unwrap().parse().unwrap()
}

async fn assert_erased(app: &TestApp, ada: &UserId) {
    for text in [ada.as_str(), "192.0.2.7", "Ada's Firefox"] {
        assert_eq!(app.columns_with(text).await, [""; 0], "{text}");
    }
    let report = assert_intact(app).await;
    // Her sign-up and session, the failed sign-in, the deletion. Bob has two rows beside them.
    assert_eq!((report.rows, report.erased), (6, 4));
    let rows = rows(app).await;
    assert_eq!(rows.iter().filter(|row| row.actor == AuditActor::default()).count(), 3);
    assert!(rows[..2].iter().all(|row| row.actor.id.is_some()));
}

#[tokio::test]
async fn a_user_who_deletes_their_account_is_named_nowhere() {
    let app = app().await;
    let ada = with_ada(&app).await;
    let found = app.columns_with(ada.as_str()).await;
    assert!(found.contains(&"audit_events.actor_id".to_owned()), "{found:?}");
    let facts = RequestFacts::new("192.0.2.7".parse::<IpAddr>().ok(), Some("Ada's Firefox"));
    let user = app.auth().users().find_user(&ada).await.unwrap().unwrap();
    app.auth().delete_user(&user, &facts).await.unwrap();
    assert_erased(&app, &ada).await;
    assert_eq!(rows(&app).await.last().unwrap().kind, "user.deleted");
}

#[tokio::test]
async fn a_user_who_is_deleted_by_a_mailed_token_is_named_nowhere() {
    const DELETE: better_auth_core::entity::Purpose =
        better_auth_core::entity::Purpose::new("delete-ada");
    let app = app().await;
    let ada = with_ada(&app).await;
    let auth = app.auth();
    let (token, new) =
        auth.make_token(DELETE, Some(&ada), String::new(), std::time::Duration::MAX).unwrap();
    let mut consequences = auth.consequences([]);
    consequences.token(new);
    auth.record(consequences).await.unwrap();
    let facts = RequestFacts::new("192.0.2.7".parse::<IpAddr>().ok(), Some("Ada's Firefox"));
    let consequences = auth.consequences([auth.event(kinds::USER_DELETED, &facts).actor(&ada)]);
    let hash = token.hash();
    let proof = Proof { purpose: DELETE, token: &hash, user: None };
    assert!(app.adapter().delete_user_by_token(proof, auth.now(), &consequences).await.unwrap());
    assert_erased(&app, &ada).await;
}

#[tokio::test]
async fn an_event_that_comes_after_the_deletion_names_nobody() {
    let app = app().await;
    let ada = with_ada(&app).await;
    let auth = app.auth();
    let late = auth.event(kinds::SIGN_IN_FAILED, &RequestFacts::default()).subject(&ada);
    let user = auth.users().find_user(&ada).await.unwrap().unwrap();
    auth.delete_user(&user, &RequestFacts::default()).await.unwrap();
    auth.record(auth.consequences([late])).await.unwrap();
    assert_eq!(app.columns_with(ada.as_str()).await, [""; 0]);
    assert_eq!(assert_intact(&app).await.erased, 5);
}

#[tokio::test]
async fn who_did_something_to_a_user_who_is_gone_stays_named() {
    let app = app().await;
    let (_, bob) = app.sign_up("bob").await;
    let bob: UserId = bob["user"]["id"].as_str().unwrap().parse().unwrap();
    let (_, ada) = app.sign_up("ada").await;
    let ada: UserId = ada["user"]["id"].as_str().unwrap().parse().unwrap();
    let auth = app.auth();
    let event = auth.event(kinds::USER_DELETED, &RequestFacts::default()).actor(&bob).subject(&ada);
    assert!(app.adapter().delete_user(&ada, &auth.consequences([event])).await.unwrap());
    let rows = rows(&app).await;
    let last = rows.last().unwrap();
    assert_eq!((last.actor.id.as_ref(), last.subject.as_ref()), (Some(&bob), None));
    assert_intact(&app).await;
}

#[tokio::test]
async fn a_deletion_that_finds_nobody_leaves_no_row() {
    let app = app().await;
    let auth = app.auth();
    let nobody: UserId = "nobody".parse().unwrap();
    let event = auth.event(kinds::USER_DELETED, &RequestFacts::default()).actor(&nobody);
    assert!(!app.adapter().delete_user(&nobody, &auth.consequences([event])).await.unwrap());
    assert_eq!(app.count("audit_events").await, 0);
    assert_intact(&app).await;
}
