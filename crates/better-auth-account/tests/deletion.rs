//! What deletions have in common: the mails that confirm them, and that nothing is left.

use better_auth_account::{AccountManagementPlugin, SessionManagementPlugin, UserManagementPlugin};
use better_auth_core::entity::NewAccount;
use better_auth_core::fields::Field;
use better_auth_core::{AccountId, RequestFacts, User};
use better_auth_email_password::{EmailPasswordPlugin, PasswordManagementPlugin};
use better_auth_test::{Browser, PASSWORD, TestApp, TestResponse};
use futures_util::future::{join, join_all, join3};
use serde_json::json;

/// An application in which every deletion is confirmed by mail.
pub(crate) async fn app() -> TestApp {
    app_with(UserManagementPlugin::new()).await
}

pub(crate) async fn app_with(users: UserManagementPlugin) -> TestApp {
    TestApp::build(|builder| {
        builder
            .user_field(Field::text("phone"))
            .session_field(Field::text("theme"))
            .plugin(EmailPasswordPlugin::new())
            .plugin(PasswordManagementPlugin::new())
            .plugin(SessionManagementPlugin::new())
            .plugin(AccountManagementPlugin::new())
            .plugin(users.confirm_deletion_by_mail(true))
    })
    .await
}

/// Asks for the mail, and hands out the link in it, as a path below the base path.
pub(crate) async fn ask(app: &TestApp, browser: &Browser, name: &str) -> String {
    let answer = browser.post("/delete-user", json!({ "callbackURL": "/bye" })).await.expect(200);
    assert_eq!(answer.json()["message"], "Verification email sent");
    mailed_link(app, name)
}

/// The link in the oldest unread mail to somebody.
pub(crate) fn mailed_link(app: &TestApp, name: &str) -> String {
    link_in(&app.mailbox().take_to(&format!("{name}@example.com")).text)
}

/// The link in the only unread mail, if there is one.
pub(crate) fn mailed_link_if_any(app: &TestApp, name: &str) -> Option<String> {
    let mails = app.mailbox().take_all();
    assert!(mails.len() <= 1 && mails.iter().all(|mail| mail.to.as_str().starts_with(name)));
    mails.first().map(|mail| link_in(&mail.text))
}

fn link_in(text: &str) -> String {
    let base = "http://localhost:3000/auth";
    let line = text.lines().find_map(|line| line.strip_prefix(base));
    let path = line.unwrap_or_else(|| panic!("no link in {text}"));
    assert!(path.starts_with("/delete-user/callback?token="), "{path}");
    path.to_owned()
}

/// The token in a link.
pub(crate) fn token(link: &str) -> &str {
    link.split(['=', '&']).nth(1).unwrap()
}

async fn stored(app: &TestApp, name: &str) -> User {
    let email = format!("{name}@example.com").parse().unwrap();
    app.auth().users().find_user_by_email(&email).await.unwrap().unwrap()
}

/// Signs somebody up and leaves a trace of them in every table that there is: sessions, ways in,
/// tokens that are used, unused and expired, mails that wait, declared fields.
async fn with_traces(app: &TestApp, name: &str) -> Browser {
    let (browser, _) = app.sign_up(name).await;
    app.sign_in(name).await.1.expect(200);
    let profile = json!({ "name": "Ada Lovelace", "username": name, "phone": "555" });
    browser.post("/update-user", profile).await.expect(200);
    browser.post("/update-session", json!({ "theme": "dark" })).await.expect(200);
    let auth = app.auth();
    let user = stored(app, name).await;
    let github = NewAccount {
        id: AccountId::generate(auth.random()).unwrap(),
        user_id: user.id,
        provider_id: "github".to_owned(),
        account_id: format!("github-of-{name}"),
        password: None,
        created_at: auth.now(),
    };
    auth.accounts().add_account(github, &auth.consequences([])).await.unwrap();
    for _ in 0..2 {
        ask(app, &browser, name).await;
    }
    app.execute("UPDATE verifications SET consumed_at = created_at").await;
    app.mailbox().refuse(true);
    browser.post("/delete-user", json!({})).await.expect(200);
    app.mailbox().refuse(false);
    browser
}

/// The tables of core that have a row.
async fn tables_in_use(app: &TestApp) -> Vec<&'static str> {
    let mut used = Vec::new();
    for table in ["users", "sessions", "accounts", "verifications", "mails"] {
        if app.count(table).await > 0 {
            used.push(table);
        }
    }
    used
}

/// Deletes somebody, in one of the ways that there are.
async fn delete(app: &TestApp, browser: &Browser, name: &str, way: &str) {
    match way {
        "link" => {
            let link = ask(app, browser, name).await;
            browser.get(&link).await.expect(302);
        }
        "token" => {
            let link = ask(app, browser, name).await;
            browser.post("/delete-user", json!({ "token": token(&link) })).await.expect(200);
        }
        _ => {
            let user = stored(app, name).await;
            app.auth().delete_user(&user, &RequestFacts::default()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn no_way_to_delete_an_account_leaves_a_row_of_it() {
    for way in ["link", "token", "server"] {
        let app = app().await;
        let ada = with_traces(&app, "ada").await;
        let id = stored(&app, "ada").await.id;
        let found = app.columns_with(id.as_str()).await;
        for column in ["users.id", "sessions.user_id", "accounts.user_id", "verifications.user_id"]
        {
            assert!(found.iter().any(|name| name == column), "{column} in {found:?}");
        }
        let all = ["users", "sessions", "accounts", "verifications", "mails"];
        assert_eq!(tables_in_use(&app).await, all);
        delete(&app, &ada, "ada", way).await;
        for text in [id.as_str(), "ada@example.com", "Lovelace", "github-of-ada", "555"] {
            assert_eq!(app.columns_with(text).await, Vec::<String>::new(), "{way}: {text}");
        }
        app.execute("DELETE FROM mails").await;
        assert_eq!(tables_in_use(&app).await, [""; 0], "{way}");
        app.mailbox().take_all();
    }
}

#[tokio::test]
async fn every_table_with_a_user_lets_its_rows_go_with_them() {
    assert_eq!(app().await.user_columns_without_cascade().await, Vec::<String>::new());
}

fn assert_not_failed(answers: &[TestResponse]) {
    for answer in answers {
        assert!(answer.status.as_u16() < 500, "{} {}", answer.status, answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_while_an_account_is_deleted_nothing_is_left_and_nothing_fails() {
    let app = crate::app().await;
    for round in 0..10 {
        let name = format!("ada{round}");
        let (ada, _) = app.sign_up(&name).await;
        let (phone, _) = app.sign_in(&name).await;
        let sign_ins = join_all((0..4).map(|_| app.sign_in(&name)));
        let others = join_all([
            phone.post("/update-user", json!({ "name": "Countess" })),
            phone.post("/revoke-other-sessions", json!({})),
            phone.post("/delete-user", json!({ "callbackURL": "/bye" })),
        ]);
        let deletion = ada.post("/delete-user", json!({ "password": PASSWORD }));
        let (signed_in, others, deleted) = join3(sign_ins, others, deletion).await;
        assert_not_failed(&others);
        assert!(matches!(deleted.status.as_u16(), 200 | 400 | 401), "{}", deleted.text());
        for (browser, answer) in signed_in {
            assert!(matches!(answer.status.as_u16(), 200 | 401), "{}", answer.text());
            assert!(browser.get("/get-session").await.expect(200).json().is_null());
        }
        assert_eq!(tables_in_use(&app).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_opened_while_its_owner_signs_in_leaves_nothing() {
    let app = app().await;
    for round in 0..10 {
        let name = format!("ada{round}");
        let (ada, _) = app.sign_up(&name).await;
        let link = ask(&app, &ada, &name).await;
        let sign_ins = join_all((0..6).map(|_| app.sign_in(&name)));
        let (signed_in, deleted) = join(sign_ins, ada.get(&link)).await;
        deleted.expect(302);
        for (browser, answer) in signed_in {
            assert!(matches!(answer.status.as_u16(), 200 | 401), "{}", answer.text());
            assert!(browser.get("/get-session").await.expect(200).json().is_null());
        }
        app.execute("DELETE FROM mails").await;
        assert_eq!(tables_in_use(&app).await, [""; 0]);
    }
}
