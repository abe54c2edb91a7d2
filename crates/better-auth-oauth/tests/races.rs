//! What happens at once; on every database.

use std::time::Duration;

use better_auth_test::Endpoint;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::{app, begin, claims, expect_told, member, verified};

#[tokio::test(flavor = "multi_thread")]
async fn oau_18_one_callback_sent_eight_times_opens_one_session() {
    let (app, provider) = app().await;
    let browser = app.browser();
    let back = provider.agree(&begin(&browser).await, claims("ada"));
    let answers = join_all((0..8).map(|_| {
        let (browser, back) = (browser.copy(), back.clone());
        async move { browser.get(&back).await }
    }))
    .await;
    let well = |location: &str| location == "/welcome";
    let opened = answers.iter().filter(|it| it.header("location").is_some_and(well)).count();
    assert_eq!(opened, 1);
    assert!(answers.iter().all(|answer| answer.status == 302));
    assert_eq!(app.count("sessions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn oau_23_twelve_first_sign_ins_of_one_person_make_one_user() {
    let (app, provider) = app().await;
    let mut visits = Vec::new();
    for _ in 0..12 {
        let browser = app.browser();
        let back = provider.agree(&begin(&browser).await, claims("ada"));
        visits.push((browser, back));
    }
    let answers =
        join_all(visits.iter().map(|(browser, back)| async { browser.get(back).await })).await;
    for answer in answers {
        assert_eq!(answer.header("location"), Some("/welcome"), "{}", answer.text());
    }
    assert_eq!((app.count("users").await, app.count("accounts").await), (1, 1));
    assert_eq!(app.count("sessions").await, 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_first_sign_ins_at_an_account_that_exists_link_once() {
    let (app, provider) = app().await;
    verified(&app, "ada").await;
    let mut visits = Vec::new();
    for _ in 0..8 {
        let browser = app.browser();
        let back = provider.agree(&begin(&browser).await, claims("ada"));
        visits.push((browser, back));
    }
    let answers =
        join_all(visits.iter().map(|(browser, back)| async { browser.get(back).await })).await;
    for answer in answers {
        assert_eq!(answer.header("location"), Some("/welcome"), "{}", answer.text());
    }
    assert_eq!((app.count("users").await, app.count("accounts").await), (1, 2));
    expect_told(&app, [("ada", "company")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_linked_by_two_people_at_once_belongs_to_one() {
    let (app, provider) =
        crate::app_with(better_auth_oauth::OAuthOptions::default().different_emails(true)).await;
    let mut visits = Vec::new();
    for name in ["ada", "bob", "eve", "dan"] {
        let (browser, _) = app.sign_up(name).await;
        let body = json!({ "provider": "company", "callbackURL": "/settings" });
        let begun = browser.post("/link-social", body).await.expect(200).json();
        let back = provider.agree(begun["url"].as_str().unwrap(), claims("zoe"));
        visits.push((browser, back));
    }
    let answers =
        join_all(visits.iter().map(|(browser, back)| async { browser.get(back).await })).await;
    let linked = answers.iter().filter(|it| it.header("location") == Some("/settings")).count();
    assert_eq!(linked, 1);
    assert_eq!(app.mailbox().take_all().len(), 1);
    assert_eq!(app.count("accounts WHERE provider_id = 'company'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn oau_28_eight_callers_with_an_access_token_that_ended_ask_the_provider_once() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    app.clock().advance(Duration::from_secs(3600));
    let answers: Vec<Value> = join_all((0..8).map(|_| async {
        let body = json!({ "providerId": "company" });
        ada.post("/get-access-token", body).await.expect(200).json()
    }))
    .await;
    assert_eq!(provider.requests_to(Endpoint::Token), 2);
    for answer in &answers {
        assert_eq!(answer["accessToken"], answers[0]["accessToken"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn con_07_eight_refreshes_at_once_leave_a_token_that_works() {
    let (app, provider) = app().await;
    let ada = member(&app, &provider, "ada").await;
    let body = || json!({ "providerId": "company" });
    let answers =
        join_all((0..8).map(|_| async { ada.post("/refresh-token", body()).await })).await;
    for answer in answers {
        answer.expect(200);
    }
    ada.post("/refresh-token", body()).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn con_07_an_account_that_is_unlinked_during_a_refresh_stays_away() {
    let (app, provider) = app().await;
    for round in 0..4 {
        let name = format!("ada{round}");
        let (browser, _) = app.sign_up(&name).await;
        let body = json!({ "provider": "company" });
        provider.go(&browser, "/link-social", body, claims(&name)).await.expect(302);
        let other = browser.copy();
        let (refreshed, unlinked) = join(
            browser.post("/refresh-token", json!({ "providerId": "company" })),
            other.post("/unlink-account", json!({ "providerId": "company" })),
        )
        .await;
        assert!(matches!(refreshed.status.as_u16(), 200 | 400), "{}", refreshed.text());
        unlinked.expect(200);
        assert_eq!(app.count("accounts WHERE provider_id = 'company'").await, 0);
        assert_eq!(app.mailbox().take_all().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn con_07_an_account_that_is_unlinked_during_a_sign_in_opens_nothing_afterwards() {
    let (app, provider) = app().await;
    for round in 0..4 {
        let name = format!("ada{round}");
        let (browser, _) = app.sign_up(&name).await;
        let body = json!({ "provider": "company" });
        provider.go(&browser, "/link-social", body, claims(&name)).await.expect(302);
        // Unverified here, so that it is not linked anew by its address.
        app.execute("UPDATE users SET email_verified = FALSE").await;
        let elsewhere = app.browser();
        let mut user = claims(&name);
        user["email_verified"] = json!(false);
        let back = provider.agree(&begin(&elsewhere).await, user);
        let (signed_in, unlinked) = join(
            elsewhere.get(&back),
            browser.post("/unlink-account", json!({ "providerId": "company" })),
        )
        .await;
        assert_eq!(signed_in.status, 302, "{}", signed_in.text());
        unlinked.expect(200);
        assert_eq!(app.count("accounts WHERE provider_id = 'company'").await, 0);
        assert_eq!(app.mailbox().take_all().len(), 2);
    }
}
