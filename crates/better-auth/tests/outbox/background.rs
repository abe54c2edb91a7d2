//! Delivery without being asked, and its end.

use std::time::Duration;

use better_auth::core::SystemClock;
use better_auth::core::outbox::MailDelivery;
use better_auth_test::TestApp;
use tokio::time::timeout;

use crate::outbox::post::{Mood, Post};
use crate::outbox::{app, deliver, write};

/// Longer than anything takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// An application that delivers by itself.
async fn delivering(post: &Post) -> TestApp {
    TestApp::build(|builder| {
        let builder = builder.mailer(post.clone()).clock(SystemClock);
        builder.mail_delivery(MailDelivery::Background)
    })
    .await
}

#[tokio::test]
async fn mails_leave_by_themselves() {
    let post = Post::default();
    let app = delivering(&post).await;
    for round in 1..=3 {
        write(&app.auth(), "ada").await;
        timeout(PATIENCE, post.took_more(1)).await.expect("a mail");
        assert_eq!(post.tries(), round);
    }
    app.auth().stop().await;
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn mails_of_one_change_leave_all() {
    let post = Post::default();
    let app = delivering(&post).await;
    let auth = app.auth();
    let mut consequences = auth.consequences([]);
    for number in 0..40 {
        let to = format!("person-{number}@example.com").parse().unwrap();
        consequences.mail(auth.compose(&to, &crate::outbox::reset()).unwrap());
    }
    auth.record(consequences).await.unwrap();
    timeout(PATIENCE, post.took_more(40)).await.expect("all mails");
    auth.stop().await;
    assert_eq!((post.tries(), app.count("mails").await), (40, 0));
}

#[tokio::test]
async fn a_mail_that_hangs_holds_up_no_other() {
    let post = Post::default();
    let app = delivering(&post).await;
    post.is_now(Mood::Hangs);
    for name in ["ada", "bob", "eve"] {
        write(&app.auth(), name).await;
    }
    timeout(PATIENCE, post.tried_more(3)).await.expect("each is tried");
    post.is_now(Mood::Takes);
    write(&app.auth(), "zoe").await;
    timeout(PATIENCE, post.took_more(1)).await.expect("it is taken");
    assert_eq!(post.recipients(), ["zoe@example.com"]);
    post.release(3);
    app.auth().stop().await;
    assert_eq!((post.taken().len(), app.count("mails").await), (4, 0));
}

#[tokio::test]
async fn a_mail_of_an_earlier_run_leaves_when_the_application_starts() {
    let (app, _) = app().await;
    write(&app.auth(), "ada").await;
    let post = Post::default();
    let next = better_auth::BetterAuth::builder(app.adapter().clone())
        .secret("0123456789abcdefghijklmnopqrstuvwxyz-test-secret")
        .clock(app.clock().clone())
        .mailer(post.clone())
        .build()
        .await
        .unwrap();
    timeout(PATIENCE, post.took_more(1)).await.expect("a mail");
    next.auth().stop().await;
}

#[tokio::test]
async fn a_stop_waits_for_the_mail_in_hand_and_leaves_the_rest() {
    let (app, post) = app().await;
    post.is_now(Mood::Hangs);
    for name in ["ada", "bob"] {
        write(&app.auth(), name).await;
        app.clock().advance(Duration::from_secs(1));
    }
    let auth = app.auth();
    let delivery = tokio::spawn(async move { auth.deliver_mails().await.unwrap() });
    post.tried_more(1).await;
    let auth = app.auth();
    let mut stop = Box::pin(auth.stop());
    let waits = futures_util::future::poll_immediate(&mut stop).await;
    assert!(waits.is_none(), "a mail is in hand");
    post.release(2);
    stop.await;
    assert_eq!(post.recipients(), ["ada@example.com"]);
    assert_eq!(app.count("mails").await, 1);
    assert_eq!(delivery.await.unwrap(), 1);
}

#[tokio::test]
async fn after_a_stop_no_mail_is_taken() {
    let (app, post) = app().await;
    app.auth().stop().await;
    write(&app.auth(), "ada").await;
    assert_eq!(deliver(&app).await, 0);
    assert_eq!((post.tries(), app.count("mails").await), (0, 1));
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let (app, post) = app().await;
    post.is_now(Mood::Hangs);
    write(&app.auth(), "ada").await;
    let auth = app.auth();
    let delivery = tokio::spawn(async move { auth.deliver_mails().await });
    post.tried_more(1).await;
    tokio::time::pause();
    app.auth().stop().await;
    tokio::time::resume();
    delivery.abort();
}
