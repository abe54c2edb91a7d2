use std::time::Duration;

use better_auth_audit::{AuditQuery, MAX_AUDIT_ROWS};
use better_auth_core::RequestFacts;
use better_auth_core::event::kinds;
use better_auth_test::TestApp;
use serde_json::json;

use crate::{app, log};

/// Rows 1 and 2 are Ada's, 3 is a guess at her password an hour later, 4 and 5 are Bob's.
async fn five() -> TestApp {
    let app = app().await;
    app.sign_up("ada").await;
    app.clock().advance(Duration::from_secs(3600));
    let wrong = json!({"email": "ada@example.com", "password": "wrong guess"});
    app.browser().post("/sign-in/email", wrong).await.expect(401);
    app.clock().advance(Duration::from_secs(3600));
    app.sign_up("bob").await;
    app
}

async fn seqs(app: &TestApp, query: AuditQuery) -> Vec<i64> {
    log(app).query(&query).await.unwrap().iter().map(|row| row.seq).collect()
}

#[tokio::test]
async fn each_condition_narrows_the_rows() {
    let app = five().await;
    let all = AuditQuery::default;
    let rows = crate::rows(&app).await;
    let (ada, at) = (rows[0].actor.id.clone(), rows[2].at);
    assert_eq!(seqs(&app, all()).await, [1, 2, 3, 4, 5]);
    assert_eq!(seqs(&app, AuditQuery { actor: ada.clone(), ..all() }).await, [1, 2]);
    assert_eq!(seqs(&app, AuditQuery { subject: ada.clone(), ..all() }).await, [3]);
    let kind = Some("user.created".to_owned());
    assert_eq!(seqs(&app, AuditQuery { kind: kind.clone(), ..all() }).await, [1, 4]);
    assert_eq!(seqs(&app, AuditQuery { kind, actor: ada, ..all() }).await, [1]);
    assert_eq!(seqs(&app, AuditQuery { from: Some(at), ..all() }).await, [3, 4, 5]);
    assert_eq!(seqs(&app, AuditQuery { to: Some(at), ..all() }).await, [1, 2]);
    let event = app.auth().event(kinds::USER_UPDATED, &RequestFacts::new(None, None));
    app.auth().record(app.auth().consequences([event.object("acme")])).await.unwrap();
    let object = Some("acme".to_owned());
    assert_eq!(seqs(&app, AuditQuery { object, ..all() }).await, [6]);
    let nobody = "nobody".parse().ok();
    assert_eq!(seqs(&app, AuditQuery { actor: nobody, ..all() }).await, [0; 0]);
}

#[tokio::test]
async fn pages_follow_each_other_in_both_directions() {
    let app = five().await;
    for (newest_first, pages) in [
        (false, [vec![1, 2], vec![3, 4], vec![5], vec![]]),
        (true, [vec![5, 4], vec![3, 2], vec![1], vec![]]),
    ] {
        let mut after_seq = None;
        for page in pages {
            let query = AuditQuery { after_seq, newest_first, limit: 2, ..AuditQuery::default() };
            assert_eq!(seqs(&app, query).await, page);
            after_seq = page.last().copied().or(after_seq);
        }
    }
}

#[tokio::test]
async fn a_list_has_a_largest_length() {
    let app = app().await;
    let auth = app.auth();
    let event = || auth.event(kinds::SIGN_IN_FAILED, &RequestFacts::default());
    for _ in 0..6 {
        let events = (0..MAX_AUDIT_ROWS / 5).map(|_| event());
        auth.record(auth.consequences(events)).await.unwrap();
    }
    let all = AuditQuery { limit: u32::MAX, ..AuditQuery::default() };
    assert_eq!(seqs(&app, all).await.len(), MAX_AUDIT_ROWS as usize);
}
