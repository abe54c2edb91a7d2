//! The service without HTTP: for a command line, whose user is no user of the application.

use better_auth_admin::{AdminPlugin, Admins, Caller, EnsuredAdmin, UserBan, UserQuery};
use better_auth_core::{RequestFacts, SecretString, UserId};
use better_auth_test::{PASSWORD, TestApp};

use crate::{admin, app, is_signed_in, person, with_role};

fn service(app: &TestApp) -> Admins {
    app.site().plugin::<AdminPlugin>().unwrap()
}

#[tokio::test]
async fn the_operator_lists_users_page_by_page() {
    let app = app().await;
    for name in ["ada", "bob", "eve"] {
        person(&app, name).await;
        app.clock().advance(std::time::Duration::from_secs(1));
    }
    let facts = RequestFacts::default();
    let (admins, operator) = (service(&app), Caller::operator(&facts));
    let first = admins.list_users(operator, &UserQuery::first(2)).await.unwrap();
    let rest = UserQuery::first(2).after(first.users.last().unwrap());
    let rest = admins.list_users(operator, &rest).await.unwrap();
    let names: Vec<_> = first.users.iter().chain(&rest.users).map(|user| &user.name).collect();
    assert_eq!(names, ["ada", "bob", "eve"]);
}

#[tokio::test]
async fn the_operator_bans_administrators_too_and_lets_them_in_again() {
    let app = app().await;
    admin(&app).await;
    let (bob, id) = with_role(&app, "bob", "admin").await;
    let id: UserId = id.parse().unwrap();
    let facts = RequestFacts::default();
    let (admins, operator) = (service(&app), Caller::operator(&facts));
    let ban = UserBan { reason: Some("spam"), until: None };
    let banned = admins.ban(operator, &id, ban).await.unwrap();
    assert_eq!((banned.banned, banned.ban_reason.as_deref()), (true, Some("spam")));
    assert!(!is_signed_in(&bob).await);
    app.sign_in("bob").await.1.expect_error(403, "BANNED_USER");
    admins.unban(operator, &id).await.unwrap();
    app.sign_in("bob").await.1.expect(200);
}

#[tokio::test]
async fn adm_04b_not_even_the_operator_removes_the_last_administrator() {
    let app = app().await;
    let (_, id) = admin(&app).await;
    let id: UserId = id.parse().unwrap();
    let facts = RequestFacts::default();
    let (admins, operator) = (service(&app), Caller::operator(&facts));
    let last = "YOU_CANNOT_REMOVE_THE_LAST_ADMIN";
    let user = "user".parse().unwrap();
    let refusals = [
        admins.ban(operator, &id, UserBan::default()).await.unwrap_err(),
        admins.set_role(operator, &id, &user).await.unwrap_err(),
        admins.remove_user(operator, &id).await.unwrap_err(),
    ];
    assert!(refusals.iter().all(|refusal| refusal.code() == last), "{refusals:?}");
    let nobody: UserId = "nobody".parse().unwrap();
    let refusal = admins.ban(operator, &nobody, UserBan::default()).await.unwrap_err();
    assert_eq!(refusal.code(), "USER_NOT_FOUND");
}

#[tokio::test]
async fn an_administrator_is_made_at_start_and_found_again() {
    let app = app().await;
    let (admins, email) = (service(&app), "ada@example.com".parse().unwrap());
    let weak = admins.ensure_admin(&email, &SecretString::from("x")).await.unwrap_err();
    assert_eq!(weak.code(), "PASSWORD_TOO_SHORT");
    let password = SecretString::from(PASSWORD);
    let made = admins.ensure_admin(&email, &password).await.unwrap();
    assert!(matches!(made, EnsuredAdmin::Created(user) if user.role == "admin"));
    assert_eq!(admins.ensure_admin(&email, &password).await.unwrap(), EnsuredAdmin::Exists);
    let (ada, answer) = app.sign_in("ada").await;
    answer.expect(200);
    ada.get("/admin/list-users").await.expect(200);
}
