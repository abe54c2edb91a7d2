use better_auth_core::RequestFacts;
use better_auth_core::UserId;
use futures_util::future::{join, join_all};

use crate::{app, assert_intact, log, rows};

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_give_one_chain_without_gap_or_fork() {
    let app = app().await;
    let names: Vec<_> = (0..16).map(|index| format!("user{index}")).collect();
    join_all(names.iter().map(|name| app.sign_up(name))).await;
    assert_eq!(assert_intact(&app).await.rows, 32);
    let signed_in = join_all(names.iter().map(|name| app.sign_in(name))).await;
    assert!(signed_in.iter().all(|(_, answer)| answer.status == 200));
    assert_eq!(assert_intact(&app).await.rows, 48);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_verifies_while_others_write_and_are_deleted() {
    let app = app().await;
    let names: Vec<_> = (0..8).map(|index| format!("user{index}")).collect();
    join_all(names.iter().map(|name| app.sign_up(name))).await;
    let users: Vec<UserId> = rows(&app).await.into_iter().filter_map(|row| row.actor.id).collect();
    let log = log(&app);
    let auth = app.auth();
    let deletions = join_all(users.iter().map(async |id| {
        let user = auth.users().find_user(id).await.unwrap();
        if let Some(user) = user {
            auth.delete_user(&user, &RequestFacts::default()).await.unwrap();
        }
    }));
    let sign_ins = join_all(names.iter().map(|name| app.sign_in(name)));
    let verified = join_all((0..8).map(|_| log.verify(None)));
    let (reports, _) = join(verified, join(deletions, sign_ins)).await;
    for report in reports {
        assert_eq!(report.unwrap().problem, None);
    }
    assert_eq!(app.count("users").await, 0);
    assert_intact(&app).await;
    let named = "audit_events WHERE actor_id IS NOT NULL OR subject_id IS NOT NULL";
    assert_eq!(app.count(named).await, 0);
}
