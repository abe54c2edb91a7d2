use better_auth_core::UserId;
use better_auth_core::entity::NewAccount;
use better_auth_core::store::{AccountStore, LoginName, StoreError, UserStore};

use crate::support::{
    Fixture, RACERS, ROUNDS, at, credential, email, hash, new_user, nothing, race,
};

#[tokio::test]
async fn a_user_comes_back_as_it_was_inserted() {
    let on = Fixture::new().await;
    let user = on.user("ann").await;
    assert_eq!(user, new_user("ann").into());
    assert_eq!(on.adapter.find_user(&user.id).await.unwrap(), Some(user.clone()));
    assert_eq!(on.adapter.find_user_by_email(&email("ann")).await.unwrap(), Some(user));
}

#[tokio::test]
async fn text_outside_ascii_survives() {
    let on = Fixture::new().await;
    let name = "Zoë 🦀 Ωmega'; --".to_owned();
    let new = better_auth_core::entity::NewUser { name: name.clone(), ..new_user("zoe") };
    on.adapter.create_user_with_account(new, credential("zoe"), &nothing()).await.unwrap();
    let found = on.adapter.find_user_by_email(&email("zoe")).await.unwrap().unwrap();
    assert_eq!(found.name, name);
}

#[tokio::test]
async fn an_unknown_user_is_not_found() {
    let on = Fixture::new().await;
    let nobody: UserId = "nobody".parse().unwrap();
    assert_eq!(on.adapter.find_user(&nobody).await.unwrap(), None);
    assert_eq!(on.adapter.find_user_by_email(&email("nobody")).await.unwrap(), None);
}

#[tokio::test]
async fn ids_differ_by_case() {
    let on = Fixture::new().await;
    on.user("ann").await;
    assert_eq!(on.adapter.find_user(&"ANN".parse().unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn a_second_user_with_the_address_is_a_conflict_on_the_named_index() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let mut twin = new_user("eve");
    twin.email = email("ann");
    let error =
        on.adapter.create_user_with_account(twin, credential("eve"), &nothing()).await.unwrap_err();
    assert!(error.is_conflict_on("users_email_key"), "{error:?}");
}

#[tokio::test]
async fn a_second_user_with_the_user_name_is_a_conflict_on_the_named_index() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let mut twin = new_user("eve");
    twin.username = Some("ann".to_owned());
    let error =
        on.adapter.create_user_with_account(twin, credential("eve"), &nothing()).await.unwrap_err();
    assert!(error.is_conflict_on("users_username_key"), "{error:?}");
}

#[tokio::test]
async fn many_users_may_have_no_user_name() {
    let on = Fixture::new().await;
    for name in ["ann", "bob"] {
        let mut new = new_user(name);
        new.username = None;
        on.adapter.create_user_with_account(new, credential(name), &nothing()).await.unwrap();
    }
    assert!(!on.adapter.username_exists("ann").await.unwrap());
}

#[tokio::test]
async fn the_user_goes_with_a_refused_account() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let account = NewAccount { id: "other".parse().unwrap(), ..credential("eve") };
    let account = NewAccount { account_id: "ann".to_owned(), ..account };
    let error = on
        .adapter
        .create_user_with_account(new_user("eve"), account, &nothing())
        .await
        .unwrap_err();
    assert!(error.is_conflict_on("accounts_provider_id_account_id_key"), "{error:?}");
    assert_eq!(on.adapter.find_user_by_email(&email("eve")).await.unwrap(), None);
}

#[tokio::test]
async fn an_account_of_nobody_is_a_missing_reference() {
    let on = Fixture::new().await;
    let account = credential("nobody");
    let error = on
        .adapter
        .create_user_with_account(new_user("ann"), account, &nothing())
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::MissingReference), "{error:?}");
}

#[tokio::test]
async fn a_password_login_is_found_by_address_and_by_user_name() {
    let on = Fixture::new().await;
    let user = on.user("ann").await;
    on.user("bob").await;
    for name in [LoginName::Email(&email("ann")), LoginName::Username("ann")] {
        let login = on.adapter.find_password_login(name).await.unwrap().unwrap();
        assert_eq!(login.user, user);
        let (id, password) = login.account.unwrap();
        assert_eq!((id.as_str(), password.as_str()), ("account-ann", "old"));
    }
    assert!(on.adapter.find_password_login(LoginName::Username("ANN")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_user_without_a_password_is_found_without_one() {
    let on = Fixture::new().await;
    let account = NewAccount {
        provider_id: "github".to_owned(),
        account_id: "42".to_owned(),
        password: None,
        ..credential("ann")
    };
    on.adapter.create_user_with_account(new_user("ann"), account, &nothing()).await.unwrap();
    let login = on.adapter.find_password_login(LoginName::Username("ann")).await.unwrap().unwrap();
    assert!(login.account.is_none());
}

#[tokio::test]
async fn a_taken_user_name_exists() {
    let on = Fixture::new().await;
    on.user("ann").await;
    assert!(on.adapter.username_exists("ann").await.unwrap());
    assert!(!on.adapter.username_exists("bob").await.unwrap());
}

#[tokio::test]
async fn a_password_is_replaced_only_while_it_is_the_old_one() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let id = "account-ann".parse().unwrap();
    let replace = async |old: &str, new: &str| {
        on.adapter.replace_password(&id, &hash(old), &hash(new), at(1), &nothing()).await.unwrap()
    };
    assert!(replace("old", "new").await);
    assert!(!replace("old", "newer").await);
    let login = on.adapter.find_password_login(LoginName::Username("ann")).await.unwrap().unwrap();
    assert_eq!(login.account.unwrap().1.as_str(), "new");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_password_changes_at_once_one_wins() {
    let on = Fixture::new().await;
    on.user("ann").await;
    let mut current = "old".to_owned();
    for round in 0..ROUNDS {
        let won = race((0..RACERS).map(|racer| {
            let (adapter, old) = (on.adapter.clone(), hash(&current));
            async move {
                let id = "account-ann".parse().unwrap();
                let new = hash(&format!("{round}-{racer}"));
                adapter
                    .replace_password(&id, &old, &new, at(1), &nothing())
                    .await
                    .unwrap()
                    .then_some(new)
            }
        }))
        .await;
        let mut winners = won.into_iter().flatten();
        current = winners.next().unwrap().as_str().to_owned();
        assert!(winners.next().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_sign_ups_with_one_address_at_once_one_wins() {
    let on = Fixture::new().await;
    for round in 0..ROUNDS {
        let answers = race((0..RACERS).map(|racer| {
            let adapter = on.adapter.clone();
            async move {
                let name = format!("user-{round}-{racer}");
                let mut user = new_user(&name);
                user.email = email(&format!("round-{round}"));
                adapter.create_user_with_account(user, credential(&name), &nothing()).await
            }
        }))
        .await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        for error in lost.into_iter().map(Result::unwrap_err) {
            assert!(error.is_conflict_on("users_email_key"), "{error:?}");
        }
    }
}
