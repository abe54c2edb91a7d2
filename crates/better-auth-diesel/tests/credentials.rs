//! Sign-ins against changes of credentials: a session is made only for who was verified.

use better_auth_core::User;
use better_auth_core::store::{
    AccountStore, EmailChange, PasswordChange, PasswordReset, SessionStore, UserStore,
};
use better_auth_core::token::TokenHash;
use better_auth_diesel::DieselAdapter;

use crate::support::{
    Fixture, ROUNDS, at, email, hash, new_session, nothing, proof, race, token, with_mail,
};

/// How many sign-ins a change of credentials has to face.
const SIGN_INS: usize = 11;

/// Somebody who was verified, and whose session is made now.
async fn sign_in(adapter: &DieselAdapter, verified: &User, name: &str) {
    let mut new = new_session(verified.id.as_str(), name);
    new.credential_version = verified.credential_version;
    adapter.create_session(new, &nothing()).await.unwrap();
}

/// Runs a change against sign-ins that verified what it replaces, and says which sessions there
/// are then. The change starts in the midst of the sign-ins.
async fn against_sign_ins<F>(
    on: &Fixture,
    round: usize,
    change: impl Fn(DieselAdapter, User) -> F,
) -> Vec<String>
where
    F: Future<Output = ()> + Send + 'static,
{
    type Racer = futures_util::future::BoxFuture<'static, ()>;
    let user = on.reread("ann").await;
    let racers = (0..=SIGN_INS).map(|racer| -> Racer {
        let (adapter, user) = (on.adapter.clone(), user.clone());
        if racer == SIGN_INS / 2 {
            return Box::pin(change(adapter, user));
        }
        let name = format!("sign-in-{round}-{racer}");
        Box::pin(async move { sign_in(&adapter, &user, &name).await })
    });
    race(racers).await;
    on.sessions("ann").await
}

#[tokio::test]
async fn a_sign_in_that_verified_outdated_credentials_makes_no_session() {
    let on = Fixture::new().await;
    let verified = on.user("ann").await;
    let token = on.token("ann", "v1").await;
    let (account, new) = ("first".parse().unwrap(), hash("new"));
    let reset = PasswordReset {
        proof: proof(&token),
        account,
        new,
        credential_tables: &[],
        end_sessions: true,
        now: at(1),
    };
    on.adapter.reset_password(reset, &nothing()).await.unwrap();
    let mut new = new_session("ann", "s1");
    new.credential_version = verified.credential_version;
    let made = on.adapter.create_session(new, &with_mail("m1")).await.unwrap();
    assert_eq!(made, None);
    assert_eq!(on.sessions("ann").await, [""; 0]);
}

#[tokio::test]
async fn a_sign_in_that_verified_the_new_credentials_makes_a_session() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let token = on.token("ann", "v1").await;
    let (from, to) = (&email("ann"), &email("eve"));
    let change = EmailChange { proof: proof(&token), from, to, keep: None, now: at(1) };
    let user = on.adapter.change_email(change, &nothing()).await.unwrap().unwrap();
    sign_in(&on.adapter, &user, "s1").await;
    assert_eq!(on.sessions("ann").await, ["s1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_in_with_the_old_password_outlives_its_change() {
    let on = Fixture::new().await;
    on.user("ann").await;
    for round in 0..ROUNDS {
        let kept = format!("kept-{round}");
        let left = against_sign_ins(&on, round, |adapter, user| async move {
            let change = PasswordChange {
                account: "account-ann".parse().unwrap(),
                old: hash(&if round == 0 { "old".to_owned() } else { format!("{}", round - 1) }),
                new: hash(&format!("{round}")),
                asked_by: "whoever".parse().unwrap(),
                session: new_session(user.id.as_str(), &format!("kept-{round}")),
                end_others: true,
                now: at(1),
            };
            assert!(adapter.change_password(change, &nothing()).await.unwrap());
        })
        .await;
        assert_eq!(left, [kept]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_in_with_the_old_password_outlives_its_reset() {
    let on = Fixture::new().await;
    on.user("ann").await;
    for round in 0..ROUNDS {
        on.token("ann", &format!("v{round}")).await;
        let left = against_sign_ins(&on, round, |adapter, _| async move {
            let (token, account): (TokenHash, _) =
                (token(&format!("v{round}")), "first".parse().unwrap());
            let (proof, new) = (proof(&token), hash("new"));
            let reset = PasswordReset {
                proof,
                account,
                new,
                credential_tables: &[],
                end_sessions: true,
                now: at(1),
            };
            assert!(adapter.reset_password(reset, &nothing()).await.unwrap().is_some());
        })
        .await;
        assert_eq!(left, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sign_in_with_the_old_address_outlives_its_change() {
    let on = Fixture::new().await;
    on.user("ann").await;
    for round in 0..ROUNDS {
        on.token("ann", &format!("v{round}")).await;
        let left = against_sign_ins(&on, round, |adapter, user| async move {
            let (token, to) = (token(&format!("v{round}")), email(&format!("ann-{round}")));
            let (proof, from) = (proof(&token), &user.email);
            let change = EmailChange { proof, from, to: &to, keep: None, now: at(1) };
            assert!(adapter.change_email(change, &nothing()).await.unwrap().is_some());
        })
        .await;
        assert_eq!(left, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn different_tokens_of_one_user_that_are_used_at_once_do_not_fail() {
    let on = Fixture::new().await;
    for round in 0..ROUNDS {
        let user = format!("user-{round}");
        on.user(&user).await;
        for name in ["reset", "move", "delete", "verify"] {
            on.token(&user, &format!("{name}-{round}")).await;
        }
        let done = race((0..4).map(|racer| {
            let (adapter, user) = (on.adapter.clone(), user.clone());
            async move {
                let name = ["reset", "move", "delete", "verify"][racer];
                let token = token(&format!("{name}-{round}"));
                let (proof, from, now) = (proof(&token), &email(&user), at(1));
                let nothing = &nothing();
                match name {
                    "reset" => {
                        let (account, new) = (user.parse().unwrap(), hash("new"));
                        let end_sessions = true;
                        let reset = PasswordReset {
                            proof,
                            account,
                            new,
                            credential_tables: &[],
                            end_sessions,
                            now,
                        };
                        adapter.reset_password(reset, nothing).await.unwrap().is_some()
                    }
                    "move" => {
                        let to = &email(&format!("to-{round}"));
                        let change = EmailChange { proof, from, to, keep: None, now };
                        adapter.change_email(change, nothing).await.unwrap().is_some()
                    }
                    "delete" => adapter.delete_user_by_token(proof, now, nothing).await.unwrap(),
                    _ => adapter.verify_email(proof, from, now, nothing).await.unwrap().is_some(),
                }
            }
        }))
        .await;
        assert!(done.contains(&true), "somebody was first");
    }
}
