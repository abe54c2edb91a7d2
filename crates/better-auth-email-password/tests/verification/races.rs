//! What happens at once.

use futures_util::future::join_all;
use serde_json::json;

use super::{offered, opening, required, token_to, verified};
use crate::signing_up;

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_opened_sixteen_times_at_once_works_once() {
    let app = required().await;
    app.browser().post("/sign-up/email", signing_up("ada")).await.expect(200);
    let path = opening(&token_to(&app, "ada"));
    let visits = (0..16).map(|_| {
        let (browser, path) = (app.browser(), path.clone());
        async move { browser.get(&path).await }
    });
    let answers = join_all(visits).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        answer.expect_error(401, "TOKEN_ALREADY_USED");
    }
    assert_eq!(verified(&app).await, 1);
    assert_eq!(app.observed().of_kind(better_auth_core::event::kinds::EMAIL_VERIFIED).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn con_01_sign_ups_with_one_address_at_once_look_alike_and_make_one_account() {
    let app = required().await;
    let attempts = (0..12).map(|index| {
        let browser = app.browser();
        let email = if index % 2 == 0 { "ada@example.com" } else { "ADA@example.com" };
        let mut body = signing_up("ada");
        body["email"] = email.into();
        async move { browser.post("/sign-up/email", body).await }
    });
    for answer in join_all(attempts).await {
        assert!(answer.expect(200).json()["token"].is_null());
    }
    assert_eq!(app.count("users").await, 1);
    let mails = app.mailbox().take_all();
    assert_eq!(mails.iter().filter(|mail| mail.text.contains("/verify-email?")).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_a_user_who_is_deleted_meanwhile_are_refused_and_nothing_fails() {
    let app = offered(Default::default()).await;
    for round in 0..5 {
        let name = format!("ada{round}");
        let (ada, _) = app.sign_up(&name).await;
        let email = format!("{name}@example.com");
        ada.post("/send-verification-email", json!({ "email": email })).await.expect(200);
        let path = opening(&token_to(&app, &name));
        let delete = format!("DELETE FROM users WHERE email = '{email}'");
        let visits = join_all((0..4).map(|_| ada.get(&path)));
        let (answers, _) = futures_util::future::join(visits, app.execute(&delete)).await;
        for answer in answers {
            assert!(matches!(answer.status.as_u16(), 200 | 401), "{}", answer.text());
        }
    }
    assert_eq!(app.count("verifications").await, 0);
}
