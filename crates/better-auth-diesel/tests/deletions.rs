use better_auth_core::entity::{Proof, Purpose};
use better_auth_core::store::{UserStore, VerificationStore};
use better_auth_core::token::TokenHash;

use crate::support::{Fixture, RACERS, RESET, ROUNDS, at, email, nothing, proof, race, token};

async fn delete(on: &Fixture, proof: Proof<'_>, second: u64) -> bool {
    on.adapter.delete_user_by_token(proof, at(second), &nothing()).await.unwrap()
}

async fn exists(on: &Fixture, name: &str) -> bool {
    on.adapter.find_user_by_email(&email(name)).await.unwrap().is_some()
}

#[tokio::test]
async fn a_token_deletes_its_user_with_everything_that_is_theirs_and_nobody_else() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.user("bob").await;
    on.session("ann", "s1").await;
    on.session("bob", "of-bob").await;
    let (used, other) = (on.token("ann", "v1").await, on.token("ann", "v2").await);
    assert!(delete(&on, proof(&used), 1).await);
    assert!(!exists(&on, "ann").await && exists(&on, "bob").await);
    assert_eq!(on.sessions("ann").await, [""; 0]);
    assert_eq!(on.sessions("bob").await, ["of-bob"]);
    for token in [used, other] {
        assert_eq!(on.adapter.find_verification(RESET, &token).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_token_that_is_used_or_expired_or_for_something_else_deletes_nobody() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let (used, token) = (on.token("ann", "v1").await, on.token("ann", "v2").await);
    on.adapter.consume_verification(proof(&used), at(1), &nothing()).await.unwrap();
    let other = Proof { purpose: Purpose::new("verify-email"), ..proof(&token) };
    assert!(!delete(&on, proof(&used), 1).await);
    assert!(!delete(&on, proof(&token), 100).await);
    assert!(!delete(&on, other, 1).await);
    assert!(exists(&on, "ann").await);
}

#[tokio::test]
async fn who_is_not_the_user_deletes_nobody_and_does_not_burn_the_token() {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    let bob = on.user("bob").await.id;
    let token = on.token("ann", "v1").await;
    assert!(!delete(&on, Proof { user: Some(&bob), ..proof(&token) }, 1).await);
    assert!(exists(&on, "ann").await && exists(&on, "bob").await);
    assert!(delete(&on, Proof { user: Some(&ann), ..proof(&token) }, 1).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_delete_a_user_with_one_token_at_once_one_does() {
    let on = Fixture::new().await;
    for round in 0..ROUNDS {
        let user = format!("user-{round}");
        on.user(&user).await;
        on.token(&user, &user).await;
        let deleted = race((0..RACERS).map(|_| {
            let (adapter, token): (_, TokenHash) = (on.adapter.clone(), token(&user));
            async move {
                let nothing = nothing();
                adapter.delete_user_by_token(proof(&token), at(1), &nothing).await.unwrap()
            }
        }))
        .await;
        assert_eq!(deleted.into_iter().filter(|won| *won).count(), 1);
        assert!(!exists(&on, &user).await);
    }
}
