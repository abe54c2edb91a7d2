//! Declared fields: one column, merged under the lock on the row.

use better_auth_core::SessionId;
use better_auth_core::entity::UserChanges;
use better_auth_core::fields::{Additional, AdditionalChanges};
use better_auth_core::store::{SessionStore, UserStore};

use crate::support::{
    Fixture, RACERS, ROUNDS, at, credential, email, new_session, new_user, nothing, race, token,
};

fn values(json: &str) -> Additional {
    Additional::from_store(Some(json.to_owned()))
}

fn changing(additional: AdditionalChanges) -> UserChanges {
    UserChanges { additional, ..UserChanges::default() }
}

#[tokio::test]
async fn they_come_back_as_they_were_inserted() {
    let on = Fixture::new().await;
    let mut ann = new_user("ann");
    ann.additional = values(r#"{"bio":"Zoë 🦀\n\"quoted\" ","n":1.5}"#);
    on.adapter.create_user_with_account(ann.clone(), credential("ann"), &nothing()).await.unwrap();
    let found = on.adapter.find_user_by_email(&email("ann")).await.unwrap().unwrap();
    assert_eq!(found.additional, ann.additional);
    let mut new = new_session("ann", "s1");
    new.session.additional = values(r#"{"theme":"dark"}"#);
    on.adapter.create_session(new.clone(), &nothing()).await.unwrap();
    let (session, user) = on.adapter.find_session(&token("s1")).await.unwrap().unwrap();
    assert_eq!((session, user), (new.session, found));
}

#[tokio::test]
async fn a_change_keeps_the_fields_that_it_does_not_name() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    for (changes, expected) in [
        (AdditionalChanges::new().set("a", 1).set("b", 2), r#"{"a":1,"b":2}"#),
        (AdditionalChanges::new().set("b", 3).clear("c"), r#"{"a":1,"b":3}"#),
        (AdditionalChanges::new().clear("a"), r#"{"b":3}"#),
        (AdditionalChanges::new(), r#"{"b":3}"#),
        (AdditionalChanges::new().clear("b"), "{}"),
    ] {
        let updated = on.adapter.update_user(&ann, changing(changes), at(1), &nothing()).await;
        assert_eq!(updated.unwrap().unwrap().additional, values(expected));
        assert_eq!(on.reread("ann").await.additional, values(expected));
    }
}

#[tokio::test]
async fn a_session_is_changed_by_its_owner_while_it_lives() {
    let on = Fixture::new().await;
    let (ann, bob) = (on.user("ann").await.id, on.user("bob").await.id);
    let id = on.session("ann", "s1").await.id;
    let unknown: SessionId = "s2".parse().unwrap();
    let dark = || AdditionalChanges::new().set("theme", "dark");
    for (user, id, second) in [(&bob, &id, 1), (&ann, &unknown, 1), (&ann, &id, 100)] {
        let updated = on.adapter.update_session(user, id, dark(), at(second), &nothing()).await;
        assert_eq!(updated.unwrap(), None);
    }
    let updated = on.adapter.update_session(&ann, &id, dark(), at(1), &nothing()).await;
    let updated = updated.unwrap().unwrap();
    assert_eq!(updated.additional, values(r#"{"theme":"dark"}"#));
    assert_eq!((updated.updated_at, updated.expires_at), (at(1), at(100)));
    assert_eq!(on.adapter.find_session(&token("s1")).await.unwrap().unwrap().0, updated);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_change_different_fields_at_once_all_have_their_way() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    let id = on.session("ann", "s1").await.id;
    for round in 0..ROUNDS {
        race((0..RACERS).map(|racer| {
            let (adapter, ann, id) = (on.adapter.clone(), ann.clone(), id.clone());
            async move {
                let change = AdditionalChanges::new().set(format!("field{racer}"), round as u64);
                let user = changing(change.clone());
                assert!(
                    adapter.update_user(&ann, user, at(1), &nothing()).await.unwrap().is_some()
                );
                let updated = adapter.update_session(&ann, &id, change, at(1), &nothing()).await;
                assert!(updated.unwrap().is_some());
            }
        }))
        .await;
        let (session, user) = on.adapter.find_session(&token("s1")).await.unwrap().unwrap();
        for values in [session.additional, user.additional] {
            for racer in 0..RACERS {
                let value = values.get::<usize>(&format!("field{racer}"));
                assert_eq!(value, Some(round), "racer {racer} in {values:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_while_it_is_changed_stays_ended() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    for round in 0..ROUNDS {
        let name = format!("s{round}");
        let id = on.session("ann", &name).await.id;
        race((0..8).map(|racer| {
            let (adapter, id, ann) = (on.adapter.clone(), id.clone(), ann.clone());
            async move {
                if racer % 2 == 0 {
                    let dark = AdditionalChanges::new().set("theme", "dark");
                    adapter.update_session(&ann, &id, dark, at(1), &nothing()).await.unwrap();
                } else {
                    adapter.end_sessions(&ann, None, &nothing()).await.unwrap();
                }
            }
        }))
        .await;
        assert_eq!(on.adapter.find_session(&token(&name)).await.unwrap(), None);
    }
}
