//! What happens at once.

use better_auth_admin::{
    Actor, AddressSetting, AdminPlugin, AdminStore, Caller, Changed, NewPerson, PersonChanges,
    PersonUpdate,
};
use better_auth_core::access::RoleList;
use better_auth_core::auth::Presented;
use better_auth_core::entity::UserChanges;
use better_auth_core::{RequestFacts, SecretString, UserId};
use better_auth_test::PASSWORD;
use futures_util::future::{join, join_all};
use http::{HeaderMap, header};
use serde_json::json;

use crate::{admin, app, person, user, with_role};

#[tokio::test(flavor = "multi_thread")]
async fn con_12_of_administrators_who_demote_each_other_at_once_one_stays() {
    for _ in 0..4 {
        let app = app().await;
        let mut admins = Vec::new();
        for name in ["ada", "bob", "eve", "mia"] {
            admins.push(with_role(&app, name, "admin").await);
        }
        let ids: Vec<String> = admins.iter().map(|(_, id)| id.clone()).collect();
        let attempts = admins.iter().enumerate().map(|(index, (browser, _))| {
            let other = ids[(index + 1) % ids.len()].clone();
            let body = json!({ "userId": other, "role": "user" });
            async move { browser.post("/admin/set-role", body).await }
        });
        for answer in join_all(attempts).await {
            assert!(answer.status == 200 || answer.status.is_client_error(), "{}", answer.text());
        }
        assert!(app.count("users WHERE role = 'admin'").await >= 1);
    }
}

/// The rights were looked at; then comes the ban, and the change after it.
#[tokio::test]
async fn con_06_what_a_banned_administrator_had_begun_changes_nothing() {
    let app = app().await;
    let (ada, _) = admin(&app).await;
    let (tom, tom_id) = with_role(&app, "tom", "admin").await;
    let (_, bob) = person(&app, "bob").await;
    let admins = app.site().plugin::<AdminPlugin>().unwrap();
    let token = tom.cookies().remove("better-auth.session-token").unwrap();
    let bearer = format!("Bearer {token}").parse().unwrap();
    let headers = HeaderMap::from_iter([(header::AUTHORIZATION, bearer)]);
    let Presented::Token(via) = app.auth().presented(&headers) else {
        unreachable!("a live session has a token")
    };
    let current = app.auth().find_live(via).await.unwrap().unwrap();
    ada.post("/admin/ban-user", user(&bob)).await.expect(200);
    ada.post("/admin/ban-user", user(&tom_id)).await.expect(200);
    let facts = RequestFacts::default();
    let tom = Caller::new(&current, &facts);
    let (bob, password) = (bob.parse().unwrap(), SecretString::from(PASSWORD));
    let roles = RoleList::one("admin").unwrap();
    let person = NewPerson {
        name: "eve".to_owned(),
        email: "eve@example.com".parse().unwrap(),
        email_verified: true,
        password: Some(&password),
        roles: Some(&roles),
        image: None,
        additional: Default::default(),
    };
    admins.create_user(tom, person).await.unwrap_err();
    admins.set_password(tom, &bob, &password).await.unwrap_err();
    admins.unban(tom, &bob).await.unwrap_err();
    let email = PersonChanges { email_verified: Some(true), ..PersonChanges::default() };
    admins.update_user(tom, &bob, email).await.unwrap_err();
    assert_eq!(app.count("users").await, 3);
    assert_eq!(app.count("users WHERE banned").await, 2);
    assert!(app.mailbox().take_all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_last_administrators_who_leave_at_once_one_stays() {
    for _ in 0..4 {
        let app = app().await;
        let (ada, _) = admin(&app).await;
        let (bob, bob_id) = with_role(&app, "bob", "admin").await;
        let (sue, _) = with_role(&app, "sue", "super").await;
        let password = json!({ "password": better_auth_test::PASSWORD });
        let demotion = json!({ "userId": bob_id, "role": "user" });
        let gone = join_all([
            ada.post("/delete-user", password),
            sue.post("/admin/set-role", demotion),
            sue.post("/admin/ban-user", user(&bob_id)),
        ]);
        let _answers = gone.await;
        drop(bob);
        let left = app.count("users WHERE role = 'admin' AND NOT banned").await;
        assert_eq!(left, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn con_06_no_session_lives_after_the_answer_of_a_ban() {
    for _ in 0..4 {
        let app = app().await;
        let (ada, _) = admin(&app).await;
        let (_, id) = person(&app, "bob").await;
        let sign_ins = join_all((0..11).map(|_| app.sign_in("bob")));
        let ban = ada.post("/admin/ban-user", user(&id));
        let (answers, banned) = join(sign_ins, ban).await;
        banned.expect(200);
        for (_, answer) in answers {
            assert!(answer.status == 200 || answer.status.is_client_error(), "{}", answer.text());
        }
        assert_eq!(app.count(&format!("sessions WHERE user_id = '{id}'")).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impersonation_does_not_outlive_the_ban_of_who_begins_it() {
    for _ in 0..4 {
        let app = app().await;
        let (ada, _) = admin(&app).await;
        let (tom, tom_id) = with_role(&app, "tom", "admin").await;
        let (_, id) = person(&app, "bob").await;
        let start = tom.post("/admin/impersonate-user", user(&id));
        let (_, banned) = join(start, ada.post("/admin/ban-user", user(&tom_id))).await;
        banned.expect(200);
        assert_eq!(app.count("sessions WHERE impersonated_by IS NOT NULL").await, 0);
    }
}

#[tokio::test]
async fn an_address_that_moved_meanwhile_is_not_declared_proven() {
    let app = app().await;
    let (_, id) = person(&app, "bob").await;
    let id: UserId = id.parse().unwrap();
    let user = app.auth().users().find_user(&id).await.unwrap().unwrap();
    app.execute("UPDATE users SET email = 'rob@example.com' WHERE name = 'bob'").await;
    let address = AddressSetting { from: &user.email, email: None, verified: true };
    let update = PersonUpdate {
        actor: None,
        user: Actor::of(&user),
        role: Some("lister"),
        address: Some(address),
        profile: &UserChanges::default(),
        now: app.auth().now(),
    };
    let changed = app.adapter().update_person(update, &app.auth().consequences([])).await.unwrap();
    assert_eq!(changed, Changed::Outdated);
    assert_eq!(app.count("users WHERE email_verified OR role = 'lister'").await, 0);
}
