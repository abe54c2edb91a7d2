use better_auth_core::Email;
use better_auth_core::entity::{NewUser, Proof, Purpose};
use better_auth_core::store::{EmailChange, UserStore};
use better_auth_core::token::TokenHash;
use better_auth_core::{SessionId, User};

use crate::support::{
    Fixture, RACERS, ROUNDS, at, credential, email, new_user, nothing, proof, race, token,
};

/// A user who has not proven the address.
async fn unproven(on: &Fixture, name: &str) -> User {
    let new = NewUser { email_verified: false, ..new_user(name) };
    on.adapter.create_user_with_account(new, credential(name), &nothing()).await.unwrap()
}

async fn verify(on: &Fixture, token: &TokenHash, email: &Email) -> Option<User> {
    on.adapter.verify_email(proof(token), email, at(9), &nothing()).await.unwrap()
}

/// A move from the address `from` to the address `to`.
async fn change(
    on: &Fixture,
    token: &TokenHash,
    (from, to): (&str, &str),
    keep: Option<&SessionId>,
) -> Option<User> {
    let (from, to) = (&email(from), &email(to));
    let change = EmailChange { proof: proof(token), from, to, keep, now: at(9) };
    on.adapter.change_email(change, &nothing()).await.unwrap()
}

#[tokio::test]
async fn an_address_is_proven_with_a_token_that_was_mailed_to_it() {
    let on = Fixture::new().await;
    let before = unproven(&on, "ann").await;
    let token = on.token("ann", "v1").await;
    let after = verify(&on, &token, &before.email).await;
    let expected = User { email_verified: true, updated_at: at(9), ..before };
    assert_eq!(after, Some(expected.clone()));
    assert_eq!(on.reread("ann").await, expected);
}

#[tokio::test]
async fn a_token_proves_an_address_once() {
    let on = Fixture::new().await;
    let user = unproven(&on, "ann").await;
    let token = on.token("ann", "v1").await;
    assert!(verify(&on, &token, &user.email).await.is_some());
    assert_eq!(verify(&on, &token, &user.email).await, None);
}

#[tokio::test]
async fn a_token_that_is_expired_or_for_something_else_proves_no_address() {
    let on = Fixture::new().await;
    let user = unproven(&on, "ann").await;
    let token = on.token("ann", "v1").await;
    let other = Proof { purpose: Purpose::new("verify-email"), ..proof(&token) };
    for (proof, second) in [(proof(&token), 100), (other, 1)] {
        let proven = on.adapter.verify_email(proof, &user.email, at(second), &nothing()).await;
        assert_eq!(proven.unwrap(), None);
    }
    assert_eq!(on.reread("ann").await, user);
}

#[tokio::test]
async fn an_address_that_is_not_the_users_any_more_is_not_proven() {
    let on = Fixture::new().await;
    let user = unproven(&on, "ann").await;
    let token = on.token("ann", "v1").await;
    assert_eq!(verify(&on, &token, &email("earlier")).await, None);
    assert_eq!(on.reread("ann").await, user);
}

#[tokio::test]
async fn a_user_moves_to_an_address_with_the_token_that_was_mailed_there() {
    let on = Fixture::new().await;
    let before = unproven(&on, "ann").await;
    let token = on.token("ann", "v1").await;
    let after = change(&on, &token, ("ann", "eve"), None).await;
    let expected = User {
        email: email("eve"),
        email_verified: true,
        credential_version: before.credential_version + 1,
        updated_at: at(9),
        ..before
    };
    assert_eq!(after, Some(expected.clone()));
    assert_eq!(on.reread("ann").await, expected);
}

#[tokio::test]
async fn an_address_that_somebody_else_has_is_a_conflict_and_leaves_the_token_unused() {
    let on = Fixture::new().await;
    let (ann, bob) = (on.user("ann").await, on.user("bob").await);
    let token = on.token("ann", "v1").await;
    let change = EmailChange {
        proof: proof(&token),
        from: &ann.email,
        to: &bob.email,
        keep: None,
        now: at(9),
    };
    let error = on.adapter.change_email(change, &nothing()).await.unwrap_err();
    assert!(error.is_conflict_on("users_email_key"), "{error:?}");
    assert!(on.has_unused(&token).await);
    assert_eq!(on.reread("ann").await, ann);
}

#[tokio::test]
async fn a_user_whose_address_is_another_by_now_does_not_move() {
    let on = Fixture::new().await;
    let user = on.user("ann").await;
    on.session("ann", "s1").await;
    let token = on.token("ann", "v1").await;
    assert_eq!(change(&on, &token, ("earlier", "eve"), None).await, None);
    assert_eq!(on.reread("ann").await, user);
    assert_eq!(on.sessions("ann").await, ["s1"]);
}

#[tokio::test]
async fn with_the_address_go_the_users_other_tokens_and_nobody_elses() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.user("bob").await;
    let used = on.token("ann", "v1").await;
    let other = on.token("ann", "v2").await;
    let of_bob = on.token("bob", "v3").await;
    change(&on, &used, ("ann", "eve"), None).await.unwrap();
    assert!(!on.has_unused(&other).await);
    assert!(on.has_unused(&of_bob).await);
}

#[tokio::test]
async fn with_the_address_end_the_sessions_but_the_one_that_asked() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.user("bob").await;
    on.session("bob", "of-bob").await;
    on.session("ann", "s1").await;
    let asked = on.session("ann", "s2").await.id;
    let token = on.token("ann", "v1").await;
    change(&on, &token, ("ann", "eve"), Some(&asked)).await.unwrap();
    assert_eq!(on.sessions("ann").await, ["s2"]);
    assert_eq!(on.sessions("bob").await, ["of-bob"]);
}

#[tokio::test]
async fn with_the_address_end_all_sessions_if_none_is_to_stay() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.session("ann", "s1").await;
    let token = on.token("ann", "v1").await;
    change(&on, &token, ("ann", "eve"), None).await.unwrap();
    assert_eq!(on.sessions("ann").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_move_a_user_with_one_token_at_once_one_does() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let mut from = email("ann");
    for round in 0..ROUNDS {
        on.token("ann", &format!("v{round}")).await;
        let moved = race((0..RACERS).map(|racer| {
            let (adapter, from) = (on.adapter.clone(), from.clone());
            let (token, to) = (token(&format!("v{round}")), email(&format!("to-{round}-{racer}")));
            async move {
                let (proof, nothing) = (proof(&token), nothing());
                let change = EmailChange { proof, from: &from, to: &to, keep: None, now: at(1) };
                adapter.change_email(change, &nothing).await.unwrap()
            }
        }))
        .await;
        let winners: Vec<_> = moved.into_iter().flatten().collect();
        assert_eq!(winners, [on.reread("ann").await]);
        from = winners.into_iter().next().unwrap().email;
    }
}
