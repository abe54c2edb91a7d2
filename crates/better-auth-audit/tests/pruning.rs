use std::time::Duration;

use better_auth_audit::{AuditError, AuditFlaw, AuditProblem};
use better_auth_core::event::kinds;
use better_auth_core::{RequestFacts, UserId};
use better_auth_test::TestApp;
use futures_util::future::join_all;

use crate::{app, assert_intact, kinds as kinds_of, log, problem, rows};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Two rows of Ada's on the first day, two of Bob's on the second.
async fn two_days() -> TestApp {
    let app = app().await;
    app.sign_up("ada").await;
    app.clock().advance(DAY);
    app.sign_up("bob").await;
    app
}

#[tokio::test]
async fn old_rows_go_and_the_rest_still_verifies() {
    let app = two_days().await;
    assert_eq!(log(&app).prune(app.auth().now()).await.unwrap(), 2);
    assert_eq!(kinds_of(&app).await, ["user.created", "session.created", "audit.pruned"]);
    let report = assert_intact(&app).await;
    assert_eq!((report.rows, report.head.unwrap().pruned_seq), (3, 2));
    app.sign_in("ada").await.1.expect(200);
    assert_intact(&app).await;
}

#[tokio::test]
async fn pruning_what_is_not_there_leaves_no_row() {
    let app = two_days().await;
    let early = app.auth().now().minus(2 * DAY);
    assert_eq!(log(&app).prune(early).await.unwrap(), 0);
    assert_eq!(app.count("audit_events").await, 4);
}

#[tokio::test]
async fn everything_may_go() {
    let app = two_days().await;
    let late = app.auth().now().plus(DAY);
    assert_eq!(log(&app).prune(late).await.unwrap(), 4);
    assert_eq!(kinds_of(&app).await, ["audit.pruned"]);
    assert_intact(&app).await;
}

#[tokio::test]
async fn more_rows_than_a_page_go_in_order_under_one_event() {
    let app = app().await;
    let auth = app.auth();
    let event = || auth.event(kinds::SIGN_IN_FAILED, &RequestFacts::default());
    for _ in 0..6 {
        auth.record(auth.consequences((0..250).map(|_| event()))).await.unwrap();
    }
    app.clock().advance(DAY);
    auth.record(auth.consequences([event()])).await.unwrap();
    assert_eq!(assert_intact(&app).await.rows, 1501);
    assert_eq!(log(&app).prune(auth.now()).await.unwrap(), 1500);
    assert_eq!(kinds_of(&app).await, ["sign_in.failed", "audit.pruned"]);
    assert_intact(&app).await;
}

#[tokio::test]
async fn rows_that_were_tampered_with_stay() {
    let app = two_days().await;
    app.execute("UPDATE audit_events SET kind = 'x' WHERE seq = 2").await;
    let error = log(&app).prune(app.auth().now()).await.unwrap_err();
    let found = AuditProblem { seq: 2, flaw: AuditFlaw::Chain };
    assert!(matches!(error, AuditError::Tampered(problem) if problem == found), "{error:?}");
    assert_eq!(app.count("audit_events").await, 4);
}

#[tokio::test]
async fn a_beginning_that_is_moved_without_the_secret_is_found() {
    let app = two_days().await;
    let chain = rows(&app).await[1].chain.clone();
    app.execute("DELETE FROM audit_events WHERE seq <= 2").await;
    assert_eq!(problem(&app).await, Some((1, AuditFlaw::Missing)));
    app.execute(&format!("UPDATE audit_head SET pruned_seq = 2, pruned_chain = '{chain}'")).await;
    assert_eq!(problem(&app).await, Some((4, AuditFlaw::Head)));
}

#[tokio::test]
async fn a_pruned_row_that_comes_back_is_found() {
    let app = two_days().await;
    log(&app).prune(app.auth().now()).await.unwrap();
    app.execute("UPDATE audit_events SET seq = 2 WHERE seq = 3").await;
    assert_eq!(problem(&app).await, Some((2, AuditFlaw::Surplus)));
}

#[tokio::test]
async fn erased_rows_are_pruned_and_the_count_still_fits() {
    let app = two_days().await;
    let (_, eve) = app.sign_up("eve").await;
    let ada: UserId = rows(&app).await[0].actor.id.clone().unwrap();
    for id in [ada, eve["user"]["id"].as_str().unwrap().parse().unwrap()] {
        let user = app.auth().users().find_user(&id).await.unwrap().unwrap();
        app.auth().delete_user(&user, &RequestFacts::default()).await.unwrap();
    }
    assert_eq!(assert_intact(&app).await.erased, 6);
    log(&app).prune(app.auth().now()).await.unwrap();
    assert_eq!(assert_intact(&app).await.erased, 4);
    app.execute("UPDATE audit_events SET actor_id = NULL, ip_address = NULL, session_id = NULL, user_agent = NULL WHERE seq = 3").await;
    assert_eq!(problem(&app).await.map(|(_, flaw)| flaw), Some(AuditFlaw::Erasure));
}

#[tokio::test]
async fn a_kept_head_holds_across_pruning() {
    let app = two_days().await;
    let kept = log(&app).head().await.unwrap();
    log(&app).prune(app.auth().now()).await.unwrap();
    assert!(log(&app).verify(Some(&kept)).await.unwrap().is_intact());
    log(&app).prune(app.auth().now().plus(DAY)).await.unwrap();
    assert!(log(&app).verify(Some(&kept)).await.unwrap().is_intact());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_who_prune_while_others_write_and_verify_agree() {
    let app = two_days().await;
    let log = log(&app);
    let now = app.auth().now();
    let prunes = join_all((0..4).map(|_| log.prune(now)));
    let verifies = join_all((0..4).map(|_| log.verify(None)));
    let sign_ins = join_all((0..8).map(|_| app.sign_in("ada")));
    let (pruned, (verified, _)) =
        futures_util::future::join(prunes, futures_util::future::join(verifies, sign_ins)).await;
    let pruned: u64 = pruned.into_iter().map(Result::unwrap).sum();
    assert_eq!(pruned, 2);
    for report in verified {
        assert_eq!(report.unwrap().problem, None);
    }
    assert_intact(&app).await;
    assert_eq!(app.count("audit_events WHERE kind = 'audit.pruned'").await, 1);
}
