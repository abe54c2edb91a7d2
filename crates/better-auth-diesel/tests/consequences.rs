//! What follows from a change is written with it, or not at all: for every method that takes
//! consequences.

use better_auth_core::entity::{NewAccount, UserChanges};
use better_auth_core::store::{
    AccountStore, ConsequenceStore, EmailChange, MailStore, PasswordChange, PasswordReset,
    SessionKey, SessionStore, StoreError, StoreResult, Unlink, Unlinked, UserStore,
    VerificationStore,
};
use better_auth_core::{Consequences, UserId};

use crate::support::{
    Fixture, at, credential, email, hash, new_session, new_user, new_verification, nothing, proof,
    token, with_mail,
};

/// Ann, with two ways in, a session and a token; and Bob, to whom the consequences belong.
async fn furnished() -> (Fixture, UserId) {
    let on = Fixture::new().await;
    let ann = on.user("ann").await.id;
    on.user("bob").await;
    on.adapter.add_account(github(), &nothing()).await.unwrap();
    on.session("ann", "s1").await;
    on.token("ann", "v1").await;
    (on, ann)
}

fn github() -> NewAccount {
    let id = "github-ann".parse().unwrap();
    let (provider_id, account_id) = ("github".to_owned(), "42".to_owned());
    NewAccount { id, provider_id, account_id, password: None, ..credential("ann") }
}

/// A mail, and a token of a user.
fn follow_up(user: &str) -> Consequences {
    let mut consequences = with_mail("m1");
    consequences.token(new_verification(user, "next"));
    consequences
}

/// How many of the two there are.
async fn written(on: &Fixture) -> (usize, bool) {
    let mails = on.adapter.due_mails(at(1000), 10).await.unwrap();
    (mails.len(), on.has_unused(&token("next")).await)
}

/// For each change, which says whether anything changed: a module of tests. Made a second time
/// the change finds nothing to change.
macro_rules! changes {
    ($($name:ident: |$on:ident, $ann:ident, $consequences:ident| $change:expr;)*) => { $(
        mod $name {
            use super::*;

            async fn change(
                $on: &Fixture,
                $ann: &UserId,
                $consequences: &Consequences,
            ) -> StoreResult<bool> {
                let _ = $ann;
                $change
            }

            #[tokio::test]
            async fn is_written_with_its_consequences() {
                let (on, ann) = furnished().await;
                assert!(change(&on, &ann, &follow_up("bob")).await.unwrap());
                assert_eq!(written(&on).await, (1, true));
            }

            #[tokio::test]
            async fn has_no_consequences_if_nothing_changes() {
                let (on, ann) = furnished().await;
                assert!(change(&on, &ann, &nothing()).await.unwrap());
                assert!(!matches!(change(&on, &ann, &follow_up("bob")).await, Ok(true)));
                assert_eq!(written(&on).await, (0, false));
            }

            #[tokio::test]
            async fn has_not_happened_if_a_consequence_is_refused() {
                let (on, ann) = furnished().await;
                let error = change(&on, &ann, &follow_up("nobody")).await.unwrap_err();
                assert!(matches!(error, StoreError::MissingReference), "{error:?}");
                assert_eq!(written(&on).await, (0, false));
                assert!(change(&on, &ann, &nothing()).await.unwrap());
            }
        }
    )* };
}

changes! {
    create_user_with_account: |on, ann, consequences| {
        let (user, account) = (new_user("eve"), credential("eve"));
        on.adapter.create_user_with_account(user, account, consequences).await.map(|_| true)
    };
    verify_email: |on, ann, consequences| {
        let (token, email) = (token("v1"), email("ann"));
        let proven = on.adapter.verify_email(proof(&token), &email, at(1), consequences).await?;
        Ok(proven.is_some())
    };
    change_email: |on, ann, consequences| {
        let (token, from, to) = (token("v1"), email("ann"), email("eve"));
        let (proof, now) = (proof(&token), at(1));
        let change = EmailChange { proof, from: &from, to: &to, keep: None, now };
        Ok(on.adapter.change_email(change, consequences).await?.is_some())
    };
    delete_user: |on, ann, consequences| on.adapter.delete_user(ann, consequences).await;
    delete_user_by_token: |on, ann, consequences| {
        on.adapter.delete_user_by_token(proof(&token("v1")), at(1), consequences).await
    };
    create_session: |on, ann, consequences| {
        Ok(on.adapter.create_session(new_session("ann", "s2"), consequences).await?.is_some())
    };
    end_session: |on, ann, consequences| {
        let token = token("s1");
        on.adapter.end_session(ann, SessionKey::Token(&token), consequences).await
    };
    end_sessions: |on, ann, consequences| {
        Ok(on.adapter.end_sessions(ann, None, consequences).await? > 0)
    };
    replace_password: |on, ann, consequences| {
        let (id, old, new) = ("account-ann".parse().unwrap(), hash("old"), hash("new"));
        on.adapter.replace_password(&id, &old, &new, at(1), consequences).await
    };
    change_password: |on, ann, consequences| {
        let change = PasswordChange {
            account: "account-ann".parse().unwrap(),
            old: hash("old"),
            new: hash("new"),
            asked_by: "s1".parse().unwrap(),
            session: new_session("ann", "s2"),
            end_others: true,
            now: at(1),
        };
        on.adapter.change_password(change, consequences).await
    };
    reset_password: |on, ann, consequences| {
        let (token, account, new) = (token("v1"), "first".parse().unwrap(), hash("new"));
        let (proof, end_sessions, now) = (proof(&token), true, at(1));
        let reset = PasswordReset { proof, account, new, credential_tables: &[], end_sessions, now };
        Ok(on.adapter.reset_password(reset, consequences).await?.is_some())
    };
    add_account: |on, ann, consequences| {
        let (id, account_id) = ("other".parse().unwrap(), "43".to_owned());
        let account = NewAccount { id, account_id, ..github() };
        on.adapter.add_account(account, consequences).await.map(|()| true)
    };
    unlink_account: |on, ann, consequences| {
        let id = "github-ann".parse().unwrap();
        let unlink =
            Unlink { user: ann, account: &id, has_another: false, credential_version: 0 };
        Ok(on.adapter.unlink_account(unlink, consequences).await? == Unlinked::Removed)
    };
    consume_verification: |on, ann, consequences| {
        let token = token("v1");
        let used = on.adapter.consume_verification(proof(&token), at(1), consequences).await?;
        Ok(used.is_some())
    };
}

#[tokio::test]
async fn what_changed_no_row_is_recorded() {
    let (on, _) = furnished().await;
    on.adapter.record(&follow_up("bob")).await.unwrap();
    assert_eq!(written(&on).await, (1, true));
}

#[tokio::test]
async fn of_consequences_that_are_refused_nothing_is_recorded() {
    let (on, _) = furnished().await;
    let mut consequences = follow_up("bob");
    consequences.token(new_verification("nobody", "more"));
    let error = on.adapter.record(&consequences).await.unwrap_err();
    assert!(matches!(error, StoreError::MissingReference), "{error:?}");
    assert_eq!(written(&on).await, (0, false));
}

fn renamed() -> UserChanges {
    UserChanges { name: Some("Eve".to_owned()), ..UserChanges::default() }
}

#[tokio::test]
async fn a_changed_user_is_written_with_the_consequences() {
    let (on, ann) = furnished().await;
    let changed = on.adapter.update_user(&ann, renamed(), at(1), &follow_up("bob")).await.unwrap();
    assert_eq!(changed.unwrap().name, "Eve");
    assert_eq!(written(&on).await, (1, true));
}

#[tokio::test]
async fn a_user_who_is_gone_is_not_changed_and_has_no_consequences() {
    let (on, _) = furnished().await;
    let nobody = "nobody".parse().unwrap();
    let changed = on.adapter.update_user(&nobody, renamed(), at(1), &follow_up("bob")).await;
    assert_eq!(changed.unwrap(), None);
    assert_eq!(written(&on).await, (0, false));
}

#[tokio::test]
async fn a_user_is_not_changed_if_a_consequence_is_refused() {
    let (on, ann) = furnished().await;
    let refused = on.adapter.update_user(&ann, renamed(), at(1), &follow_up("nobody")).await;
    assert!(matches!(refused.unwrap_err(), StoreError::MissingReference));
    assert_eq!(on.reread("ann").await.name, "ann");
    assert_eq!(written(&on).await, (0, false));
}

#[tokio::test]
async fn a_sign_in_that_comes_too_late_has_no_consequences() {
    let (on, _) = furnished().await;
    let mut new = new_session("ann", "s2");
    new.credential_version = 7;
    assert_eq!(on.adapter.create_session(new, &follow_up("bob")).await.unwrap(), None);
    assert_eq!(written(&on).await, (0, false));
}
