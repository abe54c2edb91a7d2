use better_auth_core::entity::{NewAccount, NewUser, Proof, Purpose};
use better_auth_core::store::{AccountStore, PasswordChange, PasswordReset, UserStore};
use better_auth_core::token::TokenHash;
use better_auth_core::{User, UserId};

use crate::support::{
    Fixture, RACERS, ROUNDS, at, credential, email, hash, new_session, new_user, nothing, proof,
    race,
};

/// A reset that ends the sessions.
fn to<'a>(token: &'a TokenHash, password: &str) -> PasswordReset<'a> {
    PasswordReset {
        proof: proof(token),
        account: "first".parse().unwrap(),
        new: hash(password),
        credential_tables: &[],
        end_sessions: true,
        now: at(9),
    }
}

async fn reset(on: &Fixture, reset: PasswordReset<'_>) -> Option<User> {
    on.adapter.reset_password(reset, &nothing()).await.unwrap()
}

/// A change from the password `old` to the password `new`, asked for by `s1`, which ends the
/// other sessions.
fn changed(old: &str) -> PasswordChange {
    PasswordChange {
        account: "account-ann".parse().unwrap(),
        old: hash(old),
        new: hash("new"),
        asked_by: "s1".parse().unwrap(),
        session: new_session("ann", "next"),
        end_others: true,
        now: at(9),
    }
}

#[tokio::test]
async fn a_reset_replaces_the_password_and_hands_out_the_user() {
    let on = Fixture::new().await;
    let before = on.user("ann").await;
    let token = on.token("ann", "v1").await;
    let after = reset(&on, to(&token, "new")).await.unwrap();
    assert_eq!(after.id, before.id);
    assert_eq!(after.credential_version, before.credential_version + 1);
    assert_eq!(on.reread("ann").await, after);
    assert_eq!(on.password("ann").await.as_deref(), Some("new"));
    assert_eq!(on.adapter.list_accounts(&before.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_reset_gives_a_first_password_to_who_has_none() {
    let on = Fixture::new().await;
    let (provider_id, account_id) = ("github".to_owned(), "42".to_owned());
    let github = NewAccount { provider_id, account_id, password: None, ..credential("ann") };
    on.adapter.create_user_with_account(new_user("ann"), github, &nothing()).await.unwrap();
    let token = on.token("ann", "v1").await;
    reset(&on, to(&token, "new")).await.unwrap();
    assert_eq!(on.password("ann").await.as_deref(), Some("new"));
    let accounts = on.adapter.list_accounts(&"ann".parse().unwrap()).await.unwrap();
    assert_eq!(accounts.len(), 2);
    assert!(accounts.iter().any(|account| account.id.as_str() == "first"));
}

#[tokio::test]
async fn a_reset_ends_every_session_of_the_user() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.user("bob").await;
    on.session("ann", "s1").await;
    on.session("bob", "of-bob").await;
    let token = on.token("ann", "v1").await;
    reset(&on, to(&token, "new")).await.unwrap();
    assert_eq!(on.sessions("ann").await, [""; 0]);
    assert_eq!(on.sessions("bob").await, ["of-bob"]);
}

#[tokio::test]
async fn a_reset_keeps_the_sessions_if_told_so() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.session("ann", "s1").await;
    let token = on.token("ann", "v1").await;
    reset(&on, PasswordReset { end_sessions: false, ..to(&token, "new") }).await.unwrap();
    assert_eq!(on.sessions("ann").await, ["s1"]);
}

#[tokio::test]
async fn a_reset_voids_the_other_tokens_of_the_user_and_nobody_elses() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.user("bob").await;
    let (used, other) = (on.token("ann", "v1").await, on.token("ann", "v2").await);
    let of_bob = on.token("bob", "v3").await;
    reset(&on, to(&used, "new")).await.unwrap();
    assert_eq!(reset(&on, to(&other, "newer")).await, None);
    assert_eq!(on.password("ann").await.as_deref(), Some("new"));
    assert!(on.has_unused(&of_bob).await);
}

#[tokio::test]
async fn a_reset_proves_the_address_to_which_the_token_was_mailed() {
    let on = Fixture::new().await;
    let new = NewUser { email_verified: false, ..new_user("ann") };
    on.adapter.create_user_with_account(new, credential("ann"), &nothing()).await.unwrap();
    let token = on.token("ann", "v1").await;
    assert!(reset(&on, to(&token, "new")).await.unwrap().email_verified);
}

#[tokio::test]
async fn a_reset_does_not_prove_an_address_that_the_token_was_not_mailed_to() {
    let on = Fixture::new().await;
    let (email_verified, email) = (false, email("later"));
    let new = NewUser { email_verified, email, ..new_user("ann") };
    on.adapter.create_user_with_account(new, credential("ann"), &nothing()).await.unwrap();
    let token = on.token("ann", "v1").await;
    assert!(!reset(&on, to(&token, "new")).await.unwrap().email_verified);
}

#[tokio::test]
async fn a_token_resets_a_password_once() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let token = on.token("ann", "v1").await;
    assert!(reset(&on, to(&token, "new")).await.is_some());
    assert_eq!(reset(&on, to(&token, "newer")).await, None);
    assert_eq!(on.password("ann").await.as_deref(), Some("new"));
}

#[tokio::test]
async fn a_token_that_is_expired_or_for_something_else_resets_nothing() {
    let on = Fixture::new().await;
    let user = on.user("ann").await;
    on.session("ann", "s1").await;
    let token = on.token("ann", "v1").await;
    let other = Proof { purpose: Purpose::new("verify-email"), ..proof(&token) };
    assert_eq!(reset(&on, PasswordReset { now: at(100), ..to(&token, "new") }).await, None);
    assert_eq!(reset(&on, PasswordReset { proof: other, ..to(&token, "new") }).await, None);
    assert_eq!(on.password("ann").await.as_deref(), Some("old"));
    assert_eq!(on.reread("ann").await, user);
    assert_eq!(on.sessions("ann").await, ["s1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_resets_with_one_token_at_once_one_wins_and_its_password_counts() {
    let on = Fixture::new().await;
    on.user("ann").await;
    for round in 0..ROUNDS {
        let token = on.token("ann", &format!("v{round}")).await;
        let won = race((0..RACERS).map(|racer| {
            let (adapter, token) = (on.adapter.clone(), token.clone());
            async move {
                let (password, nothing) = (format!("{round}-{racer}"), nothing());
                let reset = adapter.reset_password(to(&token, &password), &nothing).await;
                reset.unwrap().map(|_| password)
            }
        }))
        .await;
        let winners: Vec<_> = won.into_iter().flatten().collect();
        assert_eq!(winners, [on.password("ann").await.unwrap()]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_first_passwords_at_once_none_fails_and_one_is_kept() {
    let on = Fixture::new().await;
    for round in 0..ROUNDS {
        let user = format!("user-{round}");
        let (provider_id, account_id) = ("github".to_owned(), user.clone());
        let github = NewAccount { provider_id, account_id, password: None, ..credential(&user) };
        on.adapter.create_user_with_account(new_user(&user), github, &nothing()).await.unwrap();
        for racer in 0..RACERS {
            on.token(&user, &format!("v{round}-{racer}")).await;
        }
        let won = race((0..RACERS).map(|racer| {
            let adapter = on.adapter.clone();
            let token = crate::support::token(&format!("v{round}-{racer}"));
            async move {
                let (password, nothing) = (format!("{round}-{racer}"), nothing());
                let account = format!("first-{round}-{racer}").parse().unwrap();
                let reset = PasswordReset { account, ..to(&token, &password) };
                adapter.reset_password(reset, &nothing).await.unwrap().map(|_| password)
            }
        }))
        .await;
        let winners: Vec<_> = won.into_iter().flatten().collect();
        assert_eq!(winners, [on.password(&user).await.unwrap()], "a reset voids the other tokens");
    }
}

#[tokio::test]
async fn a_change_replaces_the_password_and_the_session_that_asked() {
    let on = Fixture::new().await;
    let before = on.user("ann").await;
    on.session("ann", "s1").await;
    on.session("ann", "s2").await;
    assert!(on.adapter.change_password(changed("old"), &nothing()).await.unwrap());
    assert_eq!(on.password("ann").await.as_deref(), Some("new"));
    assert_eq!(on.sessions("ann").await, ["next"]);
    assert_eq!(on.reread("ann").await.credential_version, before.credential_version + 1);
}

#[tokio::test]
async fn a_change_keeps_the_other_sessions_if_told_so() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.session("ann", "s1").await;
    on.session("ann", "s2").await;
    let change = PasswordChange { end_others: false, ..changed("old") };
    assert!(on.adapter.change_password(change, &nothing()).await.unwrap());
    assert_eq!(on.sessions("ann").await, ["next", "s2"]);
}

#[tokio::test]
async fn a_change_voids_the_tokens_of_the_user_and_nobody_elses() {
    let on = Fixture::new().await;
    on.user("ann").await;
    on.user("bob").await;
    let (token, of_bob) = (on.token("ann", "v1").await, on.token("bob", "v2").await);
    assert!(on.adapter.change_password(changed("old"), &nothing()).await.unwrap());
    assert!(!on.has_unused(&token).await);
    assert!(on.has_unused(&of_bob).await);
}

#[tokio::test]
async fn a_change_from_a_password_that_is_another_by_now_changes_nothing() {
    let on = Fixture::new().await;
    let user = on.user("ann").await;
    on.session("ann", "s1").await;
    assert!(!on.adapter.change_password(changed("older"), &nothing()).await.unwrap());
    assert_eq!(on.password("ann").await.as_deref(), Some("old"));
    assert_eq!(on.sessions("ann").await, ["s1"]);
    assert_eq!(on.reread("ann").await, user);
}

#[tokio::test]
async fn a_change_of_somebody_elses_account_changes_nothing() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let bob: UserId = on.user("bob").await.id;
    let mut change = changed("old");
    change.session.session.user_id = bob;
    assert!(!on.adapter.change_password(change, &nothing()).await.unwrap());
    assert_eq!(on.password("ann").await.as_deref(), Some("old"));
}
