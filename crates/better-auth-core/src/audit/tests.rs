use std::sync::Arc;

use super::*;
use crate::clock::Timestamp;
use crate::event::{Event, EventKind, kinds};
use crate::extract::RequestFacts;
use crate::secret::Keyring;

const NEW: &str = "0123456789abcdefghijklmnopqrstuv-new";
const OLD: &str = "0123456789abcdefghijklmnopqrstuv-old";

/// A way to forge a row.
type Change = fn(&mut AuditRow);

fn seal(secrets: &[&str]) -> AuditSeal {
    let secrets: Vec<_> = secrets.iter().map(|&secret| secret.into()).collect();
    AuditSeal::new(Arc::new(Keyring::new(&secrets)))
}

fn event(kind: EventKind) -> Event {
    let facts = RequestFacts::new("192.0.2.1".parse().ok(), Some("Firefox"));
    Event::new(kind, Timestamp::from_millis(1_772_600_767_123), &facts)
        .actor(&"ann".parse().unwrap())
        .subject(&"bob".parse().unwrap())
        .detail("password")
}

fn written(seal: &AuditSeal, head: AuditHead, count: usize) -> (Vec<AuditRow>, AuditHead) {
    let mut book = seal.open(head);
    let rows = (0..count).map(|_| book.enter(&event(kinds::SIGNED_IN), |_| true)).collect();
    (rows, book.close())
}

#[test]
fn each_column_of_a_row_is_under_a_seal() {
    let seal = seal(&[NEW]);
    let (rows, _) = written(&seal, AuditHead::default(), 2);
    let (before, row) = (rows[0].chain.as_str(), &rows[1]);
    assert_eq!(seal.check(before, row), Ok(0));
    let changes: [(AuditFlaw, Change); 11] = [
        (AuditFlaw::Chain, |row| row.seq = 3),
        (AuditFlaw::Chain, |row| row.at = Timestamp::from_millis(row.at.as_millis() + 1)),
        (AuditFlaw::Chain, |row| row.kind = "session.ended".to_owned()),
        (AuditFlaw::Chain, |row| row.detail = None),
        (AuditFlaw::Chain, |row| row.chain.truncate(12)),
        (AuditFlaw::Chain, |row| row.actor_seal.truncate(12)),
        (AuditFlaw::Actor, |row| row.actor.id = None),
        (AuditFlaw::Actor, |row| row.actor.session = "s".parse().ok()),
        (AuditFlaw::Actor, |row| row.actor.ip_address = None),
        (AuditFlaw::Actor, |row| row.actor.user_agent = Some(String::new())),
        (AuditFlaw::Subject, |row| row.subject = "eve".parse().ok()),
    ];
    for (flaw, change) in changes {
        let mut changed = row.clone();
        change(&mut changed);
        assert_eq!(seal.check(before, &changed), Err(flaw), "{changed}");
    }
    assert_eq!(seal.check("", row), Err(AuditFlaw::Chain));
}

#[test]
fn erased_parts_are_counted_and_the_chain_holds() {
    let seal = seal(&[NEW]);
    let (mut rows, _) = written(&seal, AuditHead::default(), 1);
    rows[0].actor = AuditActor::default();
    assert_eq!(seal.check("", &rows[0]), Ok(1));
    rows[0].subject = None;
    assert_eq!(seal.check("", &rows[0]), Ok(2));
}

#[test]
fn a_user_who_is_gone_is_sealed_but_not_named() {
    let seal = seal(&[NEW]);
    let mut book = seal.open(AuditHead::default());
    let row = book.enter(&event(kinds::USER_DELETED), |id| id.as_str() != "ann");
    assert_eq!((&row.actor, row.subject.is_some()), (&AuditActor::default(), true));
    assert_eq!(seal.check("", &row), Ok(1));
    assert_eq!(book.close().erased, 1);
}

#[test]
fn each_part_of_the_head_is_under_its_seal() {
    let seal = seal(&[NEW]);
    let (_, head) = written(&seal, AuditHead::default(), 1);
    assert!(seal.is_sound(&head));
    let changes: [fn(&mut AuditHead); 7] = [
        |head| head.seq += 1,
        |head| head.chain.clear(),
        |head| head.pruned_seq += 1,
        |head| head.pruned_chain.push('x'),
        |head| head.erased += 1,
        |head| head.pruned_erased += 1,
        |head| head.seal.truncate(12),
    ];
    for change in changes {
        let mut changed = head.clone();
        change(&mut changed);
        assert!(!seal.is_sound(&changed), "{changed}");
    }
}

#[test]
fn a_forged_head_does_not_become_sound_by_being_continued() {
    let seal = seal(&[NEW]);
    let (_, mut head) = written(&seal, AuditHead::default(), 3);
    head.seq = 1;
    for _ in 0..2 {
        head = written(&seal, head, 1).1;
        assert!(!seal.is_sound(&head));
    }
}

#[test]
fn what_an_older_secret_sealed_holds_and_the_new_one_goes_on() {
    let (old, both, new) = (seal(&[OLD]), seal(&[NEW, OLD]), seal(&[NEW]));
    let (rows, head) = written(&old, AuditHead::default(), 1);
    assert_eq!(both.check("", &rows[0]), Ok(0));
    let (next, head) = written(&both, head, 1);
    assert_eq!(new.check(&rows[0].chain, &next[0]), Ok(0));
    assert!(new.is_sound(&head) && !old.is_sound(&head));
}

#[test]
fn a_head_survives_the_way_through_text() {
    let (_, head) = written(&seal(&[NEW]), AuditHead::default(), 1);
    assert_eq!(head.to_string().parse(), Ok(head));
    assert_eq!(AuditHead::default().to_string().parse(), Ok(AuditHead::default()));
    for wrong in ["", "audit1", "audit2.0..0..0.0.", "audit1.x..0..0.0.", "audit1.0..0..0.0.."] {
        assert_eq!(wrong.parse::<AuditHead>(), Err(InvalidAuditHead), "{wrong}");
    }
}

#[test]
fn log_03_a_row_is_one_line_whatever_the_client_calls_itself() {
    let seal = seal(&[NEW]);
    let mut event = event(kinds::SIGNED_IN);
    event.user_agent = Some("a\n2 forged\r\u{1b}[31m\u{202e}\u{9b}\"".to_owned());
    let line = seal.open(AuditHead::default()).enter(&event, |_| true).to_string();
    assert!(line.contains(r#"user_agent="a\n2 forged\r\u{1b}[31m\u{202e}\u{9b}\"""#), "{line}");
    assert!(line.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{line}");
}

#[test]
fn nothing_of_the_secret_is_in_the_debug_form() {
    assert_eq!(format!("{:?}", seal(&[NEW])), "AuditSeal(…)");
}
