use better_auth_core::MailId;
use better_auth_core::entity::QueuedMail;
use better_auth_core::store::{ConsequenceStore, MailStore};

use crate::support::{Fixture, RACERS, ROUNDS, at, new_mail, nothing, race, with_mail};

/// Writes a mail into the outbox.
async fn write(on: &Fixture, id: &str, written: u64) {
    let mut consequences = nothing();
    consequences.mail(new_mail(id, written));
    on.adapter.record(&consequences).await.unwrap();
}

/// The one mail that is due at that second.
async fn due(on: &Fixture, second: u64) -> QueuedMail {
    let mut due = on.adapter.due_mails(at(second), 10).await.unwrap();
    assert_eq!(due.len(), 1, "{due:?}");
    due.remove(0)
}

async fn due_ids(on: &Fixture, second: u64, limit: u32) -> Vec<String> {
    let due = on.adapter.due_mails(at(second), limit).await.unwrap();
    due.iter().map(|mail| mail.id.to_string()).collect()
}

fn id(text: &str) -> MailId {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_mail_comes_back_as_it_was_written_and_is_due_at_once() {
    let on = Fixture::new().await;
    write(&on, "m1", 5).await;
    let mail = QueuedMail {
        id: id("m1"),
        kind: "hello".to_owned(),
        sealed: "sealed m1".to_owned(),
        attempts: 0,
        due_at: Some(at(5)),
        created_at: at(5),
        problem: None,
    };
    assert_eq!(due(&on, 5).await, mail);
    assert_eq!(due_ids(&on, 4, 10).await, [""; 0]);
}

#[tokio::test]
async fn a_long_mail_is_kept_whole() {
    let on = Fixture::new().await;
    let mut consequences = nothing();
    let mut mail = new_mail("m1", 0);
    mail.sealed = "x".repeat(1_000_000);
    consequences.mail(mail.clone());
    on.adapter.record(&consequences).await.unwrap();
    assert_eq!(due(&on, 0).await.sealed, mail.sealed);
}

#[tokio::test]
async fn the_mail_that_waits_longest_comes_first_and_the_limit_holds() {
    let on = Fixture::new().await;
    for (name, written) in [("b", 2), ("c", 3), ("a", 1), ("later", 9)] {
        write(&on, name, written).await;
    }
    assert_eq!(due_ids(&on, 8, 10).await, ["a", "b", "c"]);
    assert_eq!(due_ids(&on, 8, 2).await, ["a", "b"]);
}

#[tokio::test]
async fn the_next_mail_is_due_when_the_first_of_those_that_wait_is() {
    let on = Fixture::new().await;
    assert_eq!(on.adapter.next_mail_due().await.unwrap(), None);
    write(&on, "dead", 1).await;
    let dead = due(&on, 1).await;
    on.adapter.lease_mail(&dead, at(50)).await.unwrap();
    on.adapter.postpone_mail(&dead.id, at(50), None, "no").await.unwrap();
    assert_eq!(on.adapter.next_mail_due().await.unwrap(), None);
    write(&on, "b", 7).await;
    write(&on, "a", 6).await;
    assert_eq!(on.adapter.next_mail_due().await.unwrap(), Some(at(6)));
}

#[tokio::test]
async fn a_leased_mail_is_not_due_until_the_lease_ends_and_counts_the_attempt() {
    let on = Fixture::new().await;
    write(&on, "m1", 0).await;
    assert!(on.adapter.lease_mail(&due(&on, 0).await, at(50)).await.unwrap());
    assert_eq!(due_ids(&on, 49, 10).await, [""; 0]);
    let again = due(&on, 50).await;
    assert_eq!((again.attempts, again.due_at), (1, Some(at(50))));
}

#[tokio::test]
async fn a_mail_that_has_changed_since_it_was_read_is_not_leased() {
    let on = Fixture::new().await;
    write(&on, "m1", 0).await;
    let read = due(&on, 0).await;
    assert!(on.adapter.lease_mail(&read, at(50)).await.unwrap());
    assert!(!on.adapter.lease_mail(&read, at(60)).await.unwrap());
    // Due at the same moment as it was read, but after another attempt.
    assert!(on.adapter.postpone_mail(&read.id, at(50), read.due_at, "no").await.unwrap());
    assert!(!on.adapter.lease_mail(&read, at(60)).await.unwrap());
}

#[tokio::test]
async fn a_mail_is_removed_only_with_the_own_lease() {
    let on = Fixture::new().await;
    write(&on, "m1", 0).await;
    let mail = due(&on, 0).await;
    assert!(on.adapter.lease_mail(&mail, at(50)).await.unwrap());
    let late = due(&on, 50).await;
    assert!(on.adapter.lease_mail(&late, at(100)).await.unwrap());
    assert!(!on.adapter.remove_mail(&mail.id, at(50)).await.unwrap());
    assert!(on.adapter.remove_mail(&mail.id, at(100)).await.unwrap());
    assert_eq!(due_ids(&on, 1000, 10).await, [""; 0]);
}

#[tokio::test]
async fn a_mail_is_postponed_only_with_the_own_lease() {
    let on = Fixture::new().await;
    write(&on, "m1", 0).await;
    let mail = due(&on, 0).await;
    assert!(on.adapter.lease_mail(&mail, at(50)).await.unwrap());
    assert!(!on.adapter.postpone_mail(&mail.id, at(49), Some(at(1)), "no").await.unwrap());
    assert!(on.adapter.postpone_mail(&mail.id, at(50), Some(at(7)), "busy").await.unwrap());
    let postponed = due(&on, 7).await;
    assert_eq!(postponed.due_at, Some(at(7)));
    assert_eq!(postponed.problem.as_deref(), Some("busy"));
}

#[tokio::test]
async fn a_mail_that_is_given_up_is_not_due_and_can_be_revived_once() {
    let on = Fixture::new().await;
    write(&on, "m1", 0).await;
    let mail = due(&on, 0).await;
    on.adapter.lease_mail(&mail, at(50)).await.unwrap();
    on.adapter.postpone_mail(&mail.id, at(50), None, "nobody of that name").await.unwrap();
    assert_eq!(due_ids(&on, 1000, 10).await, [""; 0]);
    let dead = on.adapter.dead_mails(10).await.unwrap();
    let told: Vec<_> = dead.iter().map(|dead| (&dead.id, dead.problem.as_deref())).collect();
    assert_eq!(told, [(&mail.id, Some("nobody of that name"))]);
    assert!(on.adapter.revive_mail(&mail.id, at(60)).await.unwrap());
    assert!(!on.adapter.revive_mail(&mail.id, at(70)).await.unwrap());
    assert_eq!(due(&on, 60).await.due_at, Some(at(60)));
    assert_eq!(on.adapter.dead_mails(10).await.unwrap(), []);
}

#[tokio::test]
async fn a_mail_that_is_dead_is_not_leased() {
    let on = Fixture::new().await;
    write(&on, "m1", 0).await;
    let mail = due(&on, 0).await;
    on.adapter.lease_mail(&mail, at(50)).await.unwrap();
    on.adapter.postpone_mail(&mail.id, at(50), None, "no").await.unwrap();
    let dead = on.adapter.dead_mails(1).await.unwrap().remove(0);
    assert!(!on.adapter.lease_mail(&dead, at(60)).await.unwrap());
}

#[tokio::test]
async fn a_mail_that_waits_is_not_revived_and_neither_is_one_that_is_gone() {
    let on = Fixture::new().await;
    write(&on, "m1", 5).await;
    assert!(!on.adapter.revive_mail(&id("m1"), at(0)).await.unwrap());
    assert!(!on.adapter.revive_mail(&id("m2"), at(0)).await.unwrap());
    assert_eq!(due(&on, 5).await.due_at, Some(at(5)));
}

#[tokio::test]
async fn a_sweep_takes_only_what_was_given_up_and_is_old() {
    let on = Fixture::new().await;
    for (name, written, given_up) in [("old", 1, true), ("young", 9, true), ("waits", 1, false)] {
        write(&on, name, written).await;
        if given_up {
            let mail = due_mail(&on, name).await;
            on.adapter.lease_mail(&mail, at(50)).await.unwrap();
            on.adapter.postpone_mail(&mail.id, at(50), None, "no").await.unwrap();
        }
    }
    assert_eq!(on.adapter.sweep_mails(at(1)).await.unwrap(), 0);
    assert_eq!(on.adapter.sweep_mails(at(2)).await.unwrap(), 1);
    let dead = on.adapter.dead_mails(10).await.unwrap();
    assert_eq!(dead.iter().map(|mail| mail.id.as_str()).collect::<Vec<_>>(), ["young"]);
    assert_eq!(due_ids(&on, 1000, 10).await, ["waits"]);
}

async fn due_mail(on: &Fixture, name: &str) -> QueuedMail {
    let due = on.adapter.due_mails(at(1000), 10).await.unwrap();
    due.into_iter().find(|mail| mail.id.as_str() == name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_lease_a_mail_at_once_one_gets_it() {
    let on = Fixture::new().await;
    for round in 0..ROUNDS {
        on.adapter.record(&with_mail(&format!("m{round}"))).await.unwrap();
        let mail = due(&on, 0).await;
        let leased = race((0..RACERS).map(|racer| {
            let (adapter, mail) = (on.adapter.clone(), mail.clone());
            async move { adapter.lease_mail(&mail, at(50 + racer as u64)).await.unwrap() }
        }))
        .await;
        assert_eq!(leased.iter().filter(|won| **won).count(), 1);
        let winner = leased.iter().position(|won| *won).unwrap() as u64;
        assert!(on.adapter.remove_mail(&mail.id, at(50 + winner)).await.unwrap());
    }
}
