use better_auth_core::entity::{Proof, Purpose};
use better_auth_core::store::{ConsequenceStore, VerificationStore};

use crate::support::{
    Fixture, RACERS, RESET, ROUNDS, at, new_verification, nothing, proof, race, token, with_token,
};

#[tokio::test]
async fn a_token_is_read_as_it_was_made_and_only_for_its_purpose() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let token = on.token("ann", "v1").await;
    let made = Some(new_verification("ann", "v1").verification);
    assert_eq!(on.adapter.find_verification(RESET, &token).await.unwrap(), made);
    let other = Purpose::new("verify-email");
    assert_eq!(on.adapter.find_verification(other, &token).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_may_stand_for_nobody() {
    let on = Fixture::new().await;
    let mut new = new_verification("ann", "v1");
    new.verification.user_id = None;
    on.adapter.record(&with_token(new.clone())).await.unwrap();
    let used = on.adapter.consume_verification(proof(&token("v1")), at(1), &nothing()).await;
    assert_eq!(used.unwrap(), Some(new.verification));
}

#[tokio::test]
async fn a_token_is_consumed_once() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let token = on.token("ann", "v1").await;
    let consume =
        async || on.adapter.consume_verification(proof(&token), at(99), &nothing()).await.unwrap();
    assert_eq!(consume().await, Some(new_verification("ann", "v1").verification));
    assert_eq!(consume().await, None);
}

#[tokio::test]
async fn a_used_token_stays_and_says_when_it_was_used() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let token = on.token("ann", "v1").await;
    on.adapter.consume_verification(proof(&token), at(7), &nothing()).await.unwrap();
    let found = on.adapter.find_verification(RESET, &token).await.unwrap().unwrap();
    assert_eq!(found.consumed_at, Some(at(7)));
}

#[tokio::test]
async fn a_token_is_worth_nothing_for_another_purpose() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let token = on.token("ann", "v1").await;
    let other = Proof { purpose: Purpose::new("verify-email"), ..proof(&token) };
    assert_eq!(on.adapter.consume_verification(other, at(1), &nothing()).await.unwrap(), None);
    assert!(on.has_unused(&token).await);
}

#[tokio::test]
async fn an_expired_token_is_worth_nothing() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let token = on.token("ann", "v1").await;
    let late = on.adapter.consume_verification(proof(&token), at(100), &nothing()).await;
    assert_eq!(late.unwrap(), None);
}

#[tokio::test]
async fn whose_token_it_is_not_can_not_burn_it() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    let bob = on.user("bob").await.id;
    let token = on.token("ann", "v1").await;
    let by = async |user| {
        let proof = Proof { user: Some(user), ..proof(&token) };
        on.adapter.consume_verification(proof, at(1), &nothing()).await.unwrap()
    };
    assert_eq!(by(&bob).await, None);
    assert!(by(&ann).await.is_some());
}

#[tokio::test]
async fn a_token_of_nobody_is_not_that_of_somebody() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    let mut new = new_verification("ann", "v1");
    new.verification.user_id = None;
    on.adapter.record(&with_token(new)).await.unwrap();
    let token = token("v1");
    let proof = Proof { user: Some(&ann), ..proof(&token) };
    assert_eq!(on.adapter.consume_verification(proof, at(1), &nothing()).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_twice_for_one_purpose_is_a_conflict_on_the_named_index() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.token("ann", "v1").await;
    let mut twin = new_verification("ann", "v2");
    twin.token_hash = token("v1");
    let error = on.adapter.record(&with_token(twin)).await.unwrap_err();
    assert!(error.is_conflict_on("verifications_purpose_token_hash_key"), "{error:?}");
}

#[tokio::test]
async fn a_sweep_takes_what_expired_used_or_not() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let used = on.token("ann", "v1").await;
    on.token("ann", "v2").await;
    on.adapter.consume_verification(proof(&used), at(7), &nothing()).await.unwrap();
    assert_eq!(on.adapter.sweep_verifications(at(100)).await.unwrap(), 0);
    assert_eq!(on.adapter.sweep_verifications(at(101)).await.unwrap(), 2);
    assert_eq!(on.adapter.sweep_verifications(at(101)).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_consume_a_token_at_once_one_gets_it() {
    let on = Fixture::new().await;
    on.user("ann").await;
    for round in 0..ROUNDS {
        let token = on.token("ann", &format!("v{round}")).await;
        let answers = race((0..RACERS).map(|_| {
            let (adapter, token) = (on.adapter.clone(), token.clone());
            async move {
                let nothing = nothing();
                adapter.consume_verification(proof(&token), at(1), &nothing).await.unwrap()
            }
        }))
        .await;
        assert_eq!(answers.into_iter().flatten().count(), 1);
    }
}
