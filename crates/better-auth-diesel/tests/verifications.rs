use better_auth_core::store::VerificationStore;

use crate::support::{Fixture, RACERS, ROUNDS, at, new_verification, race, token};

const PURPOSE: &str = "reset-password";

#[tokio::test]
async fn a_token_is_consumed_once() {
    let on = Fixture::new().await;
    let new = new_verification("v1");
    on.adapter.create_verification(new.clone()).await.unwrap();
    let consume = || on.adapter.consume_verification(PURPOSE, &new.token_hash, at(99));
    assert_eq!(consume().await.unwrap(), Some(new.verification.clone()));
    assert_eq!(consume().await.unwrap(), None);
}

#[tokio::test]
async fn a_token_is_worth_nothing_for_another_purpose_or_when_expired() {
    let on = Fixture::new().await;
    on.adapter.create_verification(new_verification("v1")).await.unwrap();
    let consume = async |purpose, second| {
        on.adapter.consume_verification(purpose, &token("v1"), at(second)).await.unwrap()
    };
    assert_eq!(consume("verify-email", 1).await, None);
    assert_eq!(consume(PURPOSE, 100).await, None);
    assert!(consume(PURPOSE, 99).await.is_some());
}

#[tokio::test]
async fn a_token_twice_for_one_purpose_is_a_conflict_on_the_named_index() {
    let on = Fixture::new().await;
    on.adapter.create_verification(new_verification("v1")).await.unwrap();
    let mut twin = new_verification("v2");
    twin.token_hash = token("v1");
    let error = on.adapter.create_verification(twin).await.unwrap_err();
    assert!(error.is_conflict_on("verifications_purpose_token_hash_key"), "{error:?}");
}

#[tokio::test]
async fn a_sweep_takes_only_what_expired() {
    let on = Fixture::new().await;
    on.adapter.create_verification(new_verification("v1")).await.unwrap();
    assert_eq!(on.adapter.sweep_verifications(at(100)).await.unwrap(), 0);
    assert_eq!(on.adapter.sweep_verifications(at(101)).await.unwrap(), 1);
    assert_eq!(on.adapter.sweep_verifications(at(101)).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_consume_a_token_at_once_one_gets_it() {
    let on = Fixture::new().await;
    for round in 0..ROUNDS {
        let name = format!("v{round}");
        on.adapter.create_verification(new_verification(&name)).await.unwrap();
        let answers = race((0..RACERS).map(|_| {
            let (adapter, token) = (on.adapter.clone(), token(&name));
            async move { adapter.consume_verification(PURPOSE, &token, at(1)).await.unwrap() }
        }))
        .await;
        assert_eq!(answers.into_iter().flatten().count(), 1);
    }
}
