//! Resets at the same time as each other, and as what else touches a password.

use better_auth_test::{TestApp, TestResponse};
use futures_util::future::{join, join_all};
use serde_json::json;

use super::{NEW, ask, link_to, mailed_token, reset, sign_in};
use crate::{PASSWORD, app};

fn password(index: usize) -> String {
    format!("{NEW} {index}")
}

/// Checks that one of the resets worked, that its password is the one that signs in, and that the
/// user was told once.
async fn check_one_winner(app: &TestApp, answers: Vec<TestResponse>) {
    let won: Vec<bool> = answers.iter().map(|answer| answer.status == 200).collect();
    assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(400, "INVALID_TOKEN");
    }
    assert_eq!(app.count("sessions").await, 0);
    for (index, won) in won.into_iter().enumerate() {
        let status = if won { 200 } else { 401 };
        sign_in(app, "ada", &password(index)).await.expect(status);
    }
    assert_eq!(app.mailbox().take_all().len(), 1, "one notice");
}

#[tokio::test(flavor = "multi_thread")]
async fn rst_01_of_two_who_use_a_token_at_once_one_does() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let browser = app.browser();
    let attempts = (0..2).map(|index| {
        let (browser, token) = (browser.clone(), token.clone());
        async move { reset(&browser, &token, &password(index)).await }
    });
    let answers = join_all(attempts).await;
    check_one_winner(&app, answers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rst_01_of_sixteen_who_use_a_token_at_once_one_does() {
    let app = app().await;
    app.sign_up("ada").await;
    let token = mailed_token(&app, "ada").await;
    let browser = app.browser();
    let attempts = (0..16).map(|index| {
        let (browser, token) = (browser.clone(), token.clone());
        async move { reset(&browser, &token, &password(index)).await }
    });
    let answers = join_all(attempts).await;
    check_one_winner(&app, answers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_tokens_of_one_user_at_once_one_works() {
    let app = app().await;
    app.sign_up("ada").await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(mailed_token(&app, "ada").await);
    }
    let browser = app.browser();
    let attempts = tokens.into_iter().enumerate().map(|(index, token)| {
        let browser = browser.clone();
        async move { reset(&browser, &token, &password(index)).await }
    });
    let answers = join_all(attempts).await;
    check_one_winner(&app, answers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_reset_and_a_change_at_once_one_counts() {
    let app = app().await;
    for round in 0..8 {
        let name = format!("ada{round}");
        let (ada, _) = app.sign_up(&name).await;
        let token = mailed_token(&app, &name).await;
        let browser = app.browser();
        let change = json!({ "currentPassword": PASSWORD, "newPassword": password(1) });
        let (by_mail, by_owner) =
            join(reset(&browser, &token, &password(0)), ada.post("/change-password", change)).await;
        let (by_mail, by_owner) = (by_mail.status.as_u16(), by_owner.status.as_u16());
        assert!(
            matches!((by_mail, by_owner), (200, 400 | 401) | (400, 200)),
            "{by_mail} {by_owner}"
        );
        let winner = usize::from(by_owner == 200);
        sign_in(&app, &name, &password(winner)).await.expect(200);
        sign_in(&app, &name, &password(1 - winner)).await.expect(401);
        assert_eq!(app.mailbox().take_all().len(), 1, "one notice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_reset_and_a_first_password_at_once_the_reset_counts() {
    let app = app().await;
    for round in 0..8 {
        let name = format!("ada{round}");
        let (ada, _) = app.sign_up(&name).await;
        app.execute("UPDATE accounts SET provider_id = 'github', account_id = id").await;
        let token = mailed_token(&app, &name).await;
        let browser = app.browser();
        let first = json!({ "newPassword": password(1) });
        let (by_mail, set) =
            join(reset(&browser, &token, &password(0)), ada.post("/set-password", first)).await;
        by_mail.expect(200);
        assert!(matches!(set.status.as_u16(), 200 | 400 | 401), "{}", set.status);
        sign_in(&app, &name, &password(0)).await.expect(200);
        sign_in(&app, &name, &password(1)).await.expect(401);
        assert_eq!(app.count("accounts WHERE provider_id = 'credential'").await, 1);
        app.mailbox().take_all();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_with_the_old_password_does_not_outlive_a_reset() {
    let app = app().await;
    for round in 0..8 {
        let name = format!("ada{round}");
        app.sign_up(&name).await;
        let token = mailed_token(&app, &name).await;
        let browser = app.browser();
        let sign_ins = join_all((0..8).map(|_| sign_in(&app, &name, PASSWORD)));
        let (answer, sign_ins) = join(reset(&browser, &token, NEW), sign_ins).await;
        answer.expect(200);
        for answer in sign_ins {
            assert!(matches!(answer.status.as_u16(), 200 | 401), "{}", answer.status);
        }
        assert_eq!(app.count("sessions").await, 0);
        app.mailbox().take_all();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_deleted_while_a_link_is_asked_for_is_no_server_error() {
    let app = app().await;
    for round in 0..8 {
        let name = format!("ada{round}");
        app.sign_up(&name).await;
        let browser = app.browser();
        let gone = format!("DELETE FROM users WHERE email = '{name}@example.com'");
        let (answer, _) = join(ask(&browser, &name), app.execute(&gone)).await;
        answer.expect(200);
        app.mailbox().take_all();
    }
    assert_eq!(app.count("verifications WHERE user_id IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_at_once_pass_no_more_mails_than_the_limit() {
    let app = app().await;
    app.sign_up("ada").await;
    let browser = app.browser();
    let answers = join_all((0..30).map(|_| ask(&browser, "ada"))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let links: Vec<_> = (0..5).map(|_| link_to(&app, "ada")).collect();
    assert!(app.mailbox().take_all().is_empty());
    assert!(links.windows(2).all(|pair| pair[0] != pair[1]));
}
