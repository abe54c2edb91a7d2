//! A change and its rows happen together, or not at all.

use std::time::Duration;

use better_auth_core::entity::Purpose;
use better_auth_core::event::kinds;
use better_auth_core::store::StoreResult;
use better_auth_core::{Consequences, RequestFacts};
use better_auth_diesel::{DieselAdapter, TransactionSteps, with_conn};
use better_auth_test::{PASSWORD, TestApp};
use serde_json::json;

use crate::{app, assert_intact, problem};

/// A store method that fails after it has written everything.
async fn fail_late(adapter: &DieselAdapter, consequences: &Consequences) -> StoreResult<()> {
    with_conn!(adapter, transaction, |conn| {
        conn.write_consequences(consequences).await?;
        Err(better_auth_core::store::StoreError::Other("power cut".into()).into())
    })
}

/// A store method that never comes to its end.
async fn hang(adapter: &DieselAdapter, consequences: &Consequences) -> StoreResult<()> {
    with_conn!(adapter, transaction, |conn| {
        conn.write_consequences(consequences).await?;
        std::future::pending::<()>().await;
        Ok(())
    })
}

fn something(app: &TestApp) -> Consequences {
    let auth = app.auth();
    auth.consequences([auth.event(kinds::SIGN_IN_FAILED, &RequestFacts::default())])
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_row_and_no_gap() {
    let app = app().await;
    fail_late(app.adapter(), &something(&app)).await.unwrap_err();
    assert_eq!(app.count("audit_events").await, 0);
    app.auth().record(something(&app)).await.unwrap();
    assert_eq!(assert_intact(&app).await.rows, 1);
}

#[tokio::test]
async fn what_is_abandoned_leaves_no_row_and_no_lock() {
    let app = app().await;
    let consequences = something(&app);
    let hanging =
        tokio::time::timeout(Duration::from_millis(300), hang(app.adapter(), &consequences));
    hanging.await.unwrap_err();
    app.auth().record(something(&app)).await.unwrap();
    assert_eq!(assert_intact(&app).await.rows, 1);
}

#[tokio::test]
async fn a_sign_up_that_can_not_be_audited_is_none() {
    let app = app().await;
    app.execute("ALTER TABLE audit_events RENAME TO elsewhere").await;
    let body = json!({"name": "ada", "email": "ada@example.com", "password": PASSWORD});
    app.browser().post("/sign-up/email", body).await.expect_error(500, "INTERNAL_SERVER_ERROR");
    assert_eq!(app.count("users").await, 0);
    assert_eq!(app.observed().all().len(), 0);
}

#[tokio::test]
async fn a_deletion_that_can_not_be_audited_is_none() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    app.execute("DELETE FROM audit_head").await;
    ada.post("/delete-user", json!({})).await.expect(500);
    assert_eq!(app.count("users").await, 1);
    assert_eq!(problem(&app).await.map(|(seq, _)| seq), Some(0));
}

/// The user is gone when the token is to be written: tokens come before rows, and fail.
#[tokio::test]
async fn a_request_whose_token_is_refused_leaves_no_row() {
    let app = app().await;
    let auth = app.auth();
    let nobody = "nobody".parse().unwrap();
    let life = Duration::from_secs(60);
    let purpose = Purpose::new("test");
    let (_, token) = auth.make_token(purpose, Some(&nobody), String::new(), life).unwrap();
    let mut consequences = something(&app);
    consequences.token(token);
    auth.record(consequences).await.unwrap_err();
    assert_eq!(app.count("audit_events").await, 0);
    assert_eq!(app.observed().all().len(), 0);
}

#[tokio::test]
async fn what_was_written_is_also_told() {
    let app = app().await;
    app.sign_up("ada").await;
    let told: Vec<_> = app.observed().all().iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(crate::kinds(&app).await, told);
}
