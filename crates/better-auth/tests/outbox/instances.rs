//! Several processes on one database.

use std::collections::HashSet;
use std::time::Duration;

use better_auth::core::auth::OnStart;
use better_auth::core::event::kinds;
use better_auth::core::outbox::MailDelivery;
use better_auth::prelude::*;
use better_auth_test::TestApp;

use crate::outbox::post::{Mood, Post};
use crate::outbox::{a_day_passes, app, deliver, write};

const SECRET: &str = "0123456789abcdefghijklmnopqrstuvwxyz-test-secret";
const OTHER: &str = "zyxwvutsrqponmlkjihgfedcba9876543210-other-secret";

/// Another process of an application, with a secret and the older ones.
async fn instance(app: &TestApp, post: &Post, secret: &str, older: &[&str]) -> Auth {
    let builder = BetterAuth::builder(app.adapter().clone())
        .secret(secret)
        .clock(app.clock().clone())
        .event_sink(app.observed().clone())
        .mailer(post.clone())
        .mail_delivery(MailDelivery::OnDemand)
        .on_start(OnStart::Nothing);
    let builder = older.iter().fold(builder, |builder, older| builder.older_secret(*older));
    builder.build().await.unwrap().auth()
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_deliver_each_mail_once() {
    const MAILS: usize = 60;
    let (app, post) = app().await;
    for number in 0..MAILS {
        write(&app.auth(), &format!("person-{number}")).await;
    }
    let mut postmen = Vec::new();
    for _ in 0..3 {
        let auth = instance(&app, &post, SECRET, &[]).await;
        for _ in 0..4 {
            let auth = auth.clone();
            postmen.push(tokio::spawn(async move { auth.deliver_mails().await.unwrap() }));
        }
    }
    for postman in postmen {
        postman.await.unwrap();
    }
    // Whoever lost every race leaves the rest to the others; nothing may be left.
    deliver(&app).await;
    let people: HashSet<_> = post.recipients().into_iter().collect();
    assert_eq!((post.taken().len(), people.len()), (MAILS, MAILS));
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn a_mail_in_the_hand_of_one_instance_is_not_taken_by_another() {
    let (app, post) = app().await;
    let other = instance(&app, &post, SECRET, &[]).await;
    post.is_now(Mood::Hangs);
    write(&app.auth(), "ada").await;
    let auth = app.auth();
    let delivery = tokio::spawn(async move { auth.deliver_mails().await.unwrap() });
    post.tried_more(1).await;
    app.clock().advance(Duration::from_secs(299));
    assert_eq!(other.deliver_mails().await.unwrap(), 0);
    post.release(1);
    assert_eq!(delivery.await.unwrap(), 1);
    assert_eq!(post.tries(), 1);
}

#[tokio::test]
async fn a_mail_that_an_older_secret_sealed_is_delivered() {
    let (app, post) = app().await;
    write(&app.auth(), "ada").await;
    let next = instance(&app, &post, OTHER, &[SECRET]).await;
    assert_eq!(next.deliver_mails().await.unwrap(), 1);
    assert_eq!(post.recipients(), ["ada@example.com"]);
}

#[tokio::test]
async fn a_mail_that_one_instance_can_not_open_is_left_for_another() {
    let (app, post) = app().await;
    let stranger = instance(&app, &post, OTHER, &[]).await;
    write(&app.auth(), "ada").await;
    assert_eq!(stranger.deliver_mails().await.unwrap(), 0);
    app.clock().advance(Duration::from_secs(5));
    assert_eq!(deliver(&app).await, 1);
}

#[tokio::test]
async fn a_mail_that_nobody_can_open_is_given_up_after_a_day_and_stays_for_operators() {
    let (app, post) = app().await;
    let stranger = instance(&app, &post, OTHER, &[]).await;
    write(&stranger, "ada").await;
    a_day_passes(&app).await;
    assert_eq!(post.tries(), 0);
    assert_eq!(app.observed().of_kind(kinds::MAIL_GIVEN_UP).len(), 1);
    let dead = app.auth().dead_mails(10).await.unwrap().remove(0);
    assert!(dead.problem.is_some_and(|problem| problem.contains("does not open")));
    assert!(stranger.revive_mail(&dead.id).await.unwrap());
    assert_eq!(stranger.deliver_mails().await.unwrap(), 1, "the right secret is back");
}

#[tokio::test]
async fn what_was_not_written_by_the_framework_is_given_up_as_well() {
    let (app, post) = app().await;
    write(&app.auth(), "ada").await;
    write(&app.auth(), "bob").await;
    app.execute("UPDATE mails SET sealed = 'nonsense'").await;
    a_day_passes(&app).await;
    assert_eq!(post.tries(), 0);
    assert_eq!(app.auth().dead_mails(10).await.unwrap().len(), 2);
}
