use better_auth_core::store::{SWEEP_BATCH, SessionKey, SessionStore};

use crate::support::{Fixture, ROUNDS, at, new_session, nothing, race, token};

#[tokio::test]
async fn a_session_comes_back_with_its_user() {
    let on = Fixture::new().await;
    let user = on.user("ann").await;
    let session = on.session("ann", "s1").await;
    assert_eq!(session, new_session("ann", "s1").session);
    assert_eq!(on.adapter.find_session(&token("s1")).await.unwrap(), Some((session, user)));
    assert_eq!(on.adapter.find_session(&token("s2")).await.unwrap(), None);
}

#[tokio::test]
async fn a_session_of_nobody_is_not_made() {
    let on = Fixture::new().await;
    let made = on.adapter.create_session(new_session("nobody", "s1"), &nothing()).await.unwrap();
    assert_eq!(made, None);
    assert_eq!(on.adapter.find_session(&token("s1")).await.unwrap(), None);
}

#[tokio::test]
async fn a_second_session_with_the_token_is_a_conflict_on_the_named_index() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.session("ann", "s1").await;
    let mut twin = new_session("ann", "s2");
    twin.token_hash = token("s1");
    let error = on.adapter.create_session(twin, &nothing()).await.unwrap_err();
    assert!(error.is_conflict_on("sessions_token_hash_key"), "{error:?}");
}

#[tokio::test]
async fn a_list_has_the_live_sessions_of_the_user_newest_first() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await;
    on.user("bob").await;
    on.session("bob", "of-bob").await;
    for (name, created, expires) in [("a", 1, 50), ("b", 3, 51), ("c", 2, 60)] {
        let mut new = new_session("ann", name);
        new.session.created_at = at(created);
        new.session.expires_at = at(expires);
        on.adapter.create_session(new, &nothing()).await.unwrap();
    }
    let listed = on.adapter.list_sessions(&ann.id, at(50)).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|session| session.id.as_str()).collect();
    assert_eq!(ids, ["b", "c"]);
}

#[tokio::test]
async fn an_expiry_moves_only_from_where_it_was() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let id = on.session("ann", "s1").await.id;
    assert!(on.adapter.extend_session(&id, at(100), at(200), at(1)).await.unwrap());
    assert!(!on.adapter.extend_session(&id, at(100), at(300), at(2)).await.unwrap());
    let (session, _) = on.adapter.find_session(&token("s1")).await.unwrap().unwrap();
    assert_eq!((session.expires_at, session.updated_at), (at(200), at(1)));
}

#[tokio::test]
async fn a_session_is_ended_by_token_or_id_and_once() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    let other = on.session("ann", "s2").await.id;
    on.session("ann", "s1").await;
    for key in [SessionKey::Token(&token("s1")), SessionKey::Id(&other)] {
        assert!(on.adapter.end_session(&ann, key, &nothing()).await.unwrap());
        assert!(!on.adapter.end_session(&ann, key, &nothing()).await.unwrap());
    }
}

#[tokio::test]
async fn the_session_of_another_user_is_not_ended() {
    let on = Fixture::new().await;
    let bob = on.user("bob").await.id;
    on.user("ann").await;
    let id = on.session("ann", "s1").await.id;
    assert!(!on.adapter.end_session(&bob, SessionKey::Id(&id), &nothing()).await.unwrap());
    assert!(
        !on.adapter.end_session(&bob, SessionKey::Token(&token("s1")), &nothing()).await.unwrap()
    );
    assert!(on.adapter.find_session(&token("s1")).await.unwrap().is_some());
}

#[tokio::test]
async fn all_sessions_of_the_user_end_but_the_one_that_stays() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    on.user("bob").await;
    on.session("bob", "of-bob").await;
    let stays = on.session("ann", "s1").await.id;
    on.session("ann", "s2").await;
    on.session("ann", "s3").await;
    assert_eq!(on.adapter.end_sessions(&ann, Some(&stays), &nothing()).await.unwrap(), 2);
    assert_eq!(on.adapter.end_sessions(&ann, None, &nothing()).await.unwrap(), 1);
    assert!(on.adapter.find_session(&token("of-bob")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_sweep_takes_what_expired_and_not_more_than_a_batch() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.session("ann", "live").await;
    let batch = u64::from(SWEEP_BATCH);
    for number in 0..batch + 1 {
        let mut new = new_session("ann", &format!("s{number}"));
        new.session.expires_at = at(10);
        on.adapter.create_session(new, &nothing()).await.unwrap();
    }
    assert_eq!(on.adapter.sweep_sessions(at(10)).await.unwrap(), 0);
    assert_eq!(on.adapter.sweep_sessions(at(11)).await.unwrap(), batch);
    assert_eq!(on.adapter.sweep_sessions(at(11)).await.unwrap(), 1);
    assert!(on.adapter.find_session(&token("live")).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_while_it_is_extended_stays_ended() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    for round in 0..ROUNDS {
        let name = format!("s{round}");
        let id = on.session("ann", &name).await.id;
        race((0..8).map(|racer| {
            let (adapter, id, ann) = (on.adapter.clone(), id.clone(), ann.clone());
            async move {
                if racer % 2 == 0 {
                    adapter.extend_session(&id, at(100), at(200), at(1)).await.unwrap();
                } else {
                    adapter.end_session(&ann, SessionKey::Id(&id), &nothing()).await.unwrap();
                }
            }
        }))
        .await;
        assert_eq!(on.adapter.find_session(&token(&name)).await.unwrap(), None);
    }
}
