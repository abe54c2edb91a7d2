use better_auth_core::event::kinds;
use better_auth_test::{Browser, TestApp};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{DAY, app};

/// Gives the user a second way in, as an identity provider would.
async fn link(app: &TestApp, user: &Value, provider: &str, name: &str) {
    let id = user["user"]["id"].as_str().unwrap();
    let sql = format!(
        "INSERT INTO accounts (id, user_id, provider_id, account_id, created_at, updated_at) \
         VALUES ('{provider}{name}', '{id}', '{provider}', '{name}', '2026-03-05 00:00:00', '2026-03-05 00:00:00')"
    );
    app.execute(&sql).await;
}

async fn providers(browser: &Browser) -> Vec<Value> {
    let listed = browser.get("/list-accounts").await.expect(200).json();
    listed.as_array().unwrap().iter().map(|account| account["providerId"].clone()).collect()
}

#[tokio::test]
async fn a_way_in_is_removed_by_its_id() {
    let app = app().await;
    let (ada, user) = app.sign_up("ada").await;
    link(&app, &user, "github", "ada1").await;
    let answer =
        ada.post("/unlink-account", json!({ "accountId": "githubada1" })).await.expect(200);
    assert_eq!(answer.json(), json!({"status": true}));
    assert_eq!(providers(&ada).await, ["credential"]);
    assert_eq!(app.observed().of_kind(kinds::ACCOUNT_UNLINKED).len(), 1);
    let mail = app.mailbox().take_to("ada@example.com");
    assert_eq!(mail.subject, "Sign-in with github was removed from your Better Auth account");
}

#[tokio::test]
async fn a_way_in_is_removed_by_its_provider() {
    let app = app().await;
    let (ada, user) = app.sign_up("ada").await;
    link(&app, &user, "github", "ada1").await;
    link(&app, &user, "gitlab", "ada2").await;
    ada.post("/unlink-account", json!({ "providerId": "github" })).await.expect(200);
    let body = json!({ "providerId": "gitlab", "accountId": "ada2" });
    ada.post("/unlink-account", body).await.expect(200);
    assert_eq!(providers(&ada).await, ["credential"]);
    assert_eq!(app.mailbox().take_all().len(), 2);
}

#[tokio::test]
async fn the_removal_of_a_password_is_told_as_such() {
    let app = app().await;
    let (ada, user) = app.sign_up("ada").await;
    link(&app, &user, "github", "ada1").await;
    ada.post("/unlink-account", json!({ "providerId": "credential" })).await.expect(200);
    let mail = app.mailbox().take_to("ada@example.com");
    assert_eq!(mail.subject, "Sign-in with a password was removed from your Better Auth account");
}

#[tokio::test]
async fn no_mail_goes_to_an_address_that_stands_in_for_none() {
    let app = app().await;
    let (ada, user) = app.sign_up("ada").await;
    link(&app, &user, "github", "ada1").await;
    app.execute("UPDATE users SET email = 'ada@github.placeholder.invalid'").await;
    ada.post("/unlink-account", json!({ "providerId": "github" })).await.expect(200);
    assert!(app.mailbox().take_all().is_empty());
}

#[tokio::test]
async fn oau_15_the_last_way_in_stays() {
    let app = app().await;
    let (ada, user) = app.sign_up("ada").await;
    let id = ada.get("/list-accounts").await.json()[0]["id"].clone();
    for body in [
        json!({ "accountId": id }),
        json!({ "providerId": "credential" }),
        json!({ "providerId": "credential", "accountId": user["user"]["id"] }),
    ] {
        ada.post("/unlink-account", body).await.expect_error(400, "FAILED_TO_UNLINK_LAST_ACCOUNT");
    }
    app.sign_in("ada").await.1.expect(200);
}

#[tokio::test]
async fn an_account_of_somebody_else_is_as_unknown_as_none() {
    let app = app().await;
    let (ada, user) = app.sign_up("ada").await;
    let (bob, bobs) = app.sign_up("bob").await;
    link(&app, &user, "github", "ada1").await;
    link(&app, &bobs, "github", "bob1").await;
    for id in ["githubbob1", "nothing", ""] {
        let answer = ada.post("/unlink-account", json!({ "accountId": id })).await;
        answer.expect_error(400, "ACCOUNT_NOT_FOUND");
    }
    assert_eq!(providers(&bob).await, ["credential", "github"]);
}

#[tokio::test]
async fn an_old_session_must_sign_in_again_first() {
    let app = app().await;
    let (ada, user) = app.sign_up("ada").await;
    link(&app, &user, "github", "ada1").await;
    app.clock().advance(DAY);
    let answer = ada.post("/unlink-account", json!({ "providerId": "github" })).await;
    answer.expect_error(403, "SESSION_NOT_FRESH");
}

#[tokio::test]
async fn a_body_that_names_nothing_is_refused() {
    let app = app().await;
    let (ada, _) = app.sign_up("ada").await;
    for body in [json!({}), json!({ "accountId": 5 }), json!({ "accountId": null })] {
        ada.post("/unlink-account", body).await.expect_error(400, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    let app = app().await;
    let stranger = app.browser();
    let answer = stranger.post("/unlink-account", json!({ "accountId": "x" })).await;
    answer.expect_error(401, "UNAUTHORIZED");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_last_two_that_are_removed_at_once_one_stays() {
    let app = app().await;
    for round in 0..5 {
        let (ada, user) = app.sign_up(&format!("ada{round}")).await;
        link(&app, &user, "github", &format!("ada{round}")).await;
        let attempts = ["credential", "github"]
            .map(|provider| ada.post("/unlink-account", json!({ "providerId": provider })));
        let answers = join_all(attempts).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert_eq!(providers(&ada).await.len(), 1);
        assert_eq!(app.mailbox().take_all().len(), 1);
    }
}
