//! Somebody who can write to the database, and does not have the server secret.

use better_auth_audit::AuditFlaw;
use better_auth_core::event::kinds;
use better_auth_core::{Event, RequestFacts};
use better_auth_test::TestApp;

use crate::{app, assert_intact, everything, log, problem};

/// A log of seven rows, all of which name Ada.
async fn seven() -> TestApp {
    let app = app().await;
    app.sign_up("ada").await;
    for _ in 0..5 {
        app.sign_in("ada").await.1.expect(200);
    }
    assert_eq!(app.count("audit_events").await, 7);
    assert_intact(&app).await;
    app
}

/// What is found after those statements.
async fn found_after(statements: &[&str]) -> Option<(i64, AuditFlaw)> {
    let app = seven().await;
    for sql in statements {
        assert!(app.execute(sql).await > 0, "{sql}");
    }
    problem(&app).await
}

#[tokio::test]
async fn a_changed_column_is_found_in_its_row() {
    for (change, flaw) in [
        ("kind = 'session.ended'", AuditFlaw::Chain),
        ("detail = 'other'", AuditFlaw::Chain),
        ("detail = NULL", AuditFlaw::Chain),
        ("at = '2026-03-04 05:06:08'", AuditFlaw::Chain),
        ("chain = 'x'", AuditFlaw::Chain),
        ("actor_seal = subject_seal", AuditFlaw::Chain),
        ("subject_seal = actor_seal", AuditFlaw::Chain),
        ("actor_id = 'eve'", AuditFlaw::Actor),
        ("actor_id = NULL", AuditFlaw::Actor),
        ("session_id = NULL", AuditFlaw::Actor),
        ("ip_address = '198.51.100.1'", AuditFlaw::Actor),
        ("user_agent = 'curl'", AuditFlaw::Actor),
        ("subject_id = 'eve'", AuditFlaw::Subject),
        ("object_id = 'acme'", AuditFlaw::Chain),
    ] {
        let sql = format!("UPDATE audit_events SET {change} WHERE seq = 4");
        assert_eq!(found_after(&[&sql]).await, Some((4, flaw)), "{change}");
    }
}

#[tokio::test]
async fn a_row_that_is_removed_from_the_beginning_the_middle_or_the_end_is_missed() {
    for seq in [1, 4, 7] {
        let sql = format!("DELETE FROM audit_events WHERE seq = {seq}");
        assert_eq!(found_after(&[&sql]).await, Some((seq, AuditFlaw::Missing)));
    }
    let all = found_after(&["DELETE FROM audit_events"]).await;
    assert_eq!(all, Some((1, AuditFlaw::Missing)));
}

#[tokio::test]
async fn a_gap_that_is_closed_is_found() {
    let found = found_after(&[
        "DELETE FROM audit_events WHERE seq = 4",
        "UPDATE audit_events SET seq = 4 WHERE seq = 5",
        "UPDATE audit_events SET seq = 5 WHERE seq = 6",
        "UPDATE audit_events SET seq = 6 WHERE seq = 7",
        "UPDATE audit_head SET seq = 6",
    ]);
    assert_eq!(found.await, Some((6, AuditFlaw::Head)));
    let found = found_after(&[
        "DELETE FROM audit_events WHERE seq = 4",
        "UPDATE audit_events SET seq = 4 WHERE seq = 5",
    ]);
    assert_eq!(found.await, Some((4, AuditFlaw::Chain)));
}

#[tokio::test]
async fn a_swapped_pair_is_found_at_the_first_of_both() {
    let found = found_after(&[
        "UPDATE audit_events SET seq = 99 WHERE seq = 4",
        "UPDATE audit_events SET seq = 4 WHERE seq = 5",
        "UPDATE audit_events SET seq = 5 WHERE seq = 99",
    ]);
    assert_eq!(found.await, Some((4, AuditFlaw::Chain)));
}

const COPY: &str = "INSERT INTO audit_events \
    (seq, at, kind, detail, actor_id, session_id, ip_address, user_agent, actor_seal, subject_seal, object_id, chain) \
    SELECT NEW, at, kind, detail, actor_id, session_id, ip_address, user_agent, actor_seal, \
    subject_seal, object_id, chain FROM audit_events WHERE seq = 3";

#[tokio::test]
async fn a_row_that_is_added_is_found() {
    let end = COPY.replace("NEW", "8");
    assert_eq!(found_after(&[&end]).await, Some((8, AuditFlaw::Surplus)));
    let before = COPY.replace("NEW", "0");
    assert_eq!(found_after(&[&before]).await, Some((0, AuditFlaw::Surplus)));
    let in_place_of = ["DELETE FROM audit_events WHERE seq = 5", &COPY.replace("NEW", "5")];
    assert_eq!(found_after(&in_place_of).await, Some((5, AuditFlaw::Chain)));
}

#[tokio::test]
async fn a_chain_that_is_computed_anew_without_the_secret_is_found() {
    let (app, other) = (seven().await, {
        TestApp::build(|builder| {
            everything(builder).secret("a-secret-of-the-forger-0123456789-abcdef")
        })
        .await
    });
    // The forger writes a whole log of their own, which is intact where they live.
    other.sign_up("eve").await;
    assert_intact(&other).await;
    let forged = crate::rows(&other).await;
    for row in forged {
        let (seq, kind) = (row.seq, row.kind);
        let seals = (row.actor_seal, row.subject_seal, row.chain);
        app.execute(&format!(
            "UPDATE audit_events SET kind = '{kind}', actor_seal = '{}', subject_seal = '{}', \
             chain = '{}', actor_id = NULL, session_id = NULL, ip_address = NULL, \
             user_agent = NULL WHERE seq = {seq}",
            seals.0, seals.1, seals.2
        ))
        .await;
    }
    assert_eq!(problem(&app).await, Some((1, AuditFlaw::Chain)));
}

#[tokio::test]
async fn a_cut_end_is_found_though_the_head_is_moved_and_the_log_goes_on() {
    let app = seven().await;
    let chain = crate::rows(&app).await[4].chain.clone();
    app.execute("DELETE FROM audit_events WHERE seq > 5").await;
    app.execute(&format!("UPDATE audit_head SET seq = 5, chain = '{chain}'")).await;
    assert_eq!(problem(&app).await, Some((5, AuditFlaw::Head)));
    app.sign_in("ada").await.1.expect(200);
    assert_eq!(problem(&app).await, Some((6, AuditFlaw::Head)));
}

#[tokio::test]
async fn a_head_that_is_gone_is_found_and_nothing_is_done_unaudited() {
    let app = seven().await;
    app.execute("DELETE FROM audit_head").await;
    assert_eq!(problem(&app).await, Some((0, AuditFlaw::NoHead)));
    app.sign_in("ada").await.1.expect_error(500, "INTERNAL_SERVER_ERROR");
    assert_eq!(app.count("sessions").await, 6);
}

/// Everything as it was at a moment, head and all: the rows themselves can not tell.
#[tokio::test]
async fn a_log_that_is_put_back_as_a_whole_is_found_by_a_head_that_was_kept() {
    let app = seven().await;
    let old = log(&app).head().await.unwrap();
    app.sign_in("ada").await.1.expect(200);
    let kept = log(&app).head().await.unwrap();
    app.execute("DELETE FROM audit_events WHERE seq > 7").await;
    app.execute(&format!(
        "UPDATE audit_head SET seq = 7, chain = '{}', seal = '{}'",
        old.chain, old.seal
    ))
    .await;
    assert_intact(&app).await;
    let report = log(&app).verify(Some(&kept)).await.unwrap();
    let found = report.problem.map(|problem| (problem.seq, problem.flaw));
    assert_eq!(found, Some((8, AuditFlaw::RolledBack)));

    // And if as much has happened again.
    app.auth().record(app.auth().consequences([other(&app)])).await.unwrap();
    assert_intact(&app).await;
    let report = log(&app).verify(Some(&kept)).await.unwrap();
    let found = report.problem.map(|problem| (problem.seq, problem.flaw));
    assert_eq!(found, Some((8, AuditFlaw::RolledBack)));
    assert!(log(&app).verify(Some(&old)).await.unwrap().is_intact());
}

fn other(app: &TestApp) -> Event {
    app.auth().event(kinds::SIGN_IN_FAILED, &RequestFacts::default())
}

#[tokio::test]
async fn a_kept_head_that_was_forged_is_found() {
    let app = seven().await;
    let mut kept = log(&app).head().await.unwrap();
    assert!(log(&app).verify(Some(&kept)).await.unwrap().is_intact());
    kept.seq = 3;
    let report = log(&app).verify(Some(&kept)).await.unwrap();
    assert_eq!(report.problem.map(|problem| problem.flaw), Some(AuditFlaw::KeptHead));
}

#[tokio::test]
async fn a_row_that_is_blanked_is_one_erased_part_too_many() {
    let blank = "UPDATE audit_events SET actor_id = NULL, session_id = NULL, ip_address = NULL, \
        user_agent = NULL WHERE seq = 4";
    assert_eq!(found_after(&[blank]).await, Some((7, AuditFlaw::Erasure)));
    let covered = [blank, "UPDATE audit_head SET erased = 1"];
    assert_eq!(found_after(&covered).await, Some((7, AuditFlaw::Head)));
}
