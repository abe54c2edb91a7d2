//! Mails are rows first, and leave afterwards: once, and whatever the mail server does.

mod background;
mod instances;
mod post;

use std::time::Duration;

use better_auth::core::event::kinds;
use better_auth::core::mail::Message;
use better_auth_test::TestApp;

use crate::outbox::post::{Mood, Post};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// An application with a mail server that does as it is told.
async fn app() -> (TestApp, Post) {
    let post = Post::default();
    let mailer = post.clone();
    (TestApp::build(|builder| builder.mailer(mailer)).await, post)
}

fn reset() -> Message {
    Message::ResetPassword {
        name: "Ada".to_owned(),
        url: "https://app.example.com/reset?token=opensesame".to_owned(),
        expires_in: HOUR,
    }
}

/// Writes a mail to a person into the outbox.
async fn write(auth: &better_auth::Auth, name: &str) {
    let mut consequences = auth.consequences([]);
    let to = format!("{name}@example.com").parse().unwrap();
    consequences.mail(auth.compose(&to, &reset()).unwrap());
    auth.record(consequences).await.unwrap();
}

async fn deliver(app: &TestApp) -> u64 {
    app.auth().deliver_mails().await.unwrap()
}

#[tokio::test]
async fn a_mail_that_waits_is_sealed() {
    let (app, _) = app().await;
    write(&app.auth(), "ada").await;
    assert_eq!(app.count("mails").await, 1);
    for text in ["opensesame", "ada@example.com", "app.example.com"] {
        assert_eq!(app.columns_with(text).await, Vec::<String>::new(), "{text}");
    }
}

#[tokio::test]
async fn a_mail_that_was_taken_is_not_in_the_outbox_any_more() {
    let (app, post) = app().await;
    write(&app.auth(), "ada").await;
    assert_eq!(deliver(&app).await, 1);
    let [mail] = &post.taken()[..] else { panic!("one mail") };
    assert_eq!(mail.to.as_str(), "ada@example.com");
    assert!(mail.text.contains("https://app.example.com/reset?token=opensesame"));
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn the_mail_that_waits_longest_leaves_first() {
    let (app, post) = app().await;
    for name in ["eve", "bob", "ada"] {
        write(&app.auth(), name).await;
        app.clock().advance(Duration::from_secs(1));
    }
    assert_eq!(deliver(&app).await, 3);
    assert_eq!(post.recipients(), ["eve@example.com", "bob@example.com", "ada@example.com"]);
}

#[tokio::test]
async fn a_decoy_reaches_nobody_and_leaves_nothing() {
    let (app, post) = app().await;
    let auth = app.auth();
    let mut consequences = auth.consequences([]);
    let nobody = "nobody@example.com".parse().unwrap();
    consequences.mail(auth.compose_decoy(&nobody, &reset()).unwrap());
    auth.record(consequences).await.unwrap();
    assert_eq!(app.count("mails").await, 1);
    assert_eq!(deliver(&app).await, 0);
    assert_eq!((app.count("mails").await, post.tries()), (0, 0));
}

#[tokio::test]
async fn a_decoy_looks_like_a_mail() {
    let (app, _) = app().await;
    let auth = app.auth();
    let to = "ada@example.com".parse().unwrap();
    let mail = auth.compose(&to, &reset()).unwrap();
    let decoy = auth.compose_decoy(&to, &reset()).unwrap();
    assert_eq!(mail.kind, decoy.kind);
    assert_eq!(mail.sealed.len(), decoy.sealed.len());
}

#[tokio::test]
async fn a_mail_that_was_not_taken_is_tried_again_after_growing_pauses() {
    let (app, post) = app().await;
    post.is_now(Mood::Busy);
    write(&app.auth(), "ada").await;
    deliver(&app).await;
    for (earlier, pause) in [5, 15, 60, 300, 900, 1800, 3600, 7200, 7200].into_iter().enumerate() {
        app.clock().advance(Duration::from_secs(pause - 1));
        deliver(&app).await;
        assert_eq!(post.tries(), earlier + 1, "too early, {pause} s");
        app.clock().advance(Duration::from_secs(1));
        deliver(&app).await;
        assert_eq!(post.tries(), earlier + 2, "not tried after {pause} s");
    }
    post.is_now(Mood::Takes);
    app.clock().advance(2 * HOUR);
    assert_eq!(deliver(&app).await, 1);
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn a_second_try_is_the_same_mail() {
    let (app, post) = app().await;
    post.is_now(Mood::Busy);
    write(&app.auth(), "ada").await;
    deliver(&app).await;
    app.clock().advance(HOUR);
    deliver(&app).await;
    let tried = post.tried();
    let [first, second] = &tried[..] else { panic!("two tries") };
    assert!(first.message_id.is_some());
    assert_eq!(first.message_id, second.message_id);
    assert_eq!(first.date, second.date);
    assert_eq!((&first.text, &first.subject), (&second.text, &second.subject));
}

#[tokio::test]
async fn different_mails_have_different_message_ids() {
    let (app, post) = app().await;
    for _ in 0..2 {
        write(&app.auth(), "ada").await;
    }
    deliver(&app).await;
    let taken = post.taken();
    assert_ne!(taken[0].message_id, taken[1].message_id);
}

/// Whether the mail was given up, with an event, for that reason.
async fn is_given_up(app: &TestApp, problem: &str) -> bool {
    let dead = app.auth().dead_mails(10).await.unwrap();
    let events = app.observed().of_kind(kinds::MAIL_GIVEN_UP).len();
    assert_eq!(events, dead.len());
    dead.iter().any(|mail| mail.problem.as_deref() == Some(problem))
}

#[tokio::test]
async fn a_mail_that_will_never_be_taken_is_given_up_at_once() {
    let (app, post) = app().await;
    post.is_now(Mood::Refuses);
    write(&app.auth(), "ada").await;
    assert_eq!(deliver(&app).await, 0);
    assert!(is_given_up(&app, "nobody of that name").await);
    app.clock().advance(DAY);
    deliver(&app).await;
    assert_eq!(post.tries(), 1);
}

/// Lets a day pass in which every mail is tried when it is due.
async fn a_day_passes(app: &TestApp) {
    for _ in 0..24 * 12 {
        app.clock().advance(HOUR / 12);
        deliver(app).await;
    }
}

#[tokio::test]
async fn a_mail_that_is_not_taken_for_a_day_is_given_up() {
    let (app, post) = app().await;
    post.is_now(Mood::Busy);
    write(&app.auth(), "ada").await;
    for _ in 0..20 {
        app.clock().advance(HOUR);
        deliver(&app).await;
    }
    assert!(!is_given_up(&app, "busy, come back").await, "after twenty hours");
    a_day_passes(&app).await;
    assert!(is_given_up(&app, "busy, come back").await);
}

#[tokio::test]
async fn a_mail_that_was_given_up_can_be_revived() {
    let (app, post) = app().await;
    post.is_now(Mood::Refuses);
    write(&app.auth(), "ada").await;
    deliver(&app).await;
    let id = app.auth().dead_mails(10).await.unwrap().remove(0).id;
    post.is_now(Mood::Takes);
    app.clock().advance(DAY);
    assert!(app.auth().revive_mail(&id).await.unwrap());
    assert_eq!(deliver(&app).await, 1);
    assert_eq!(post.recipients(), ["ada@example.com"]);
    assert!(!app.auth().revive_mail(&id).await.unwrap(), "it is delivered");
}

#[tokio::test]
async fn a_mail_that_was_given_up_is_forgotten_after_two_weeks() {
    let (app, post) = app().await;
    post.is_now(Mood::Refuses);
    write(&app.auth(), "ada").await;
    deliver(&app).await;
    app.clock().advance(14 * DAY);
    assert_eq!(app.auth().sweep().await.unwrap(), 0);
    app.clock().advance(DAY);
    assert_eq!(app.auth().sweep().await.unwrap(), 1);
    assert_eq!(app.count("mails").await, 0);
}

#[tokio::test]
async fn a_mailer_that_panics_gets_the_mail_again() {
    let (app, post) = app().await;
    post.is_now(Mood::Panics);
    write(&app.auth(), "ada").await;
    assert_eq!(deliver(&app).await, 0);
    post.is_now(Mood::Takes);
    app.clock().advance(HOUR);
    assert_eq!(deliver(&app).await, 1);
}

#[tokio::test]
async fn a_mail_server_that_never_answers_is_asked_again() {
    let (app, post) = app().await;
    post.is_now(Mood::Hangs);
    write(&app.auth(), "ada").await;
    let auth = app.auth();
    let delivery = tokio::spawn(async move { auth.deliver_mails().await.unwrap() });
    post.tried_more(1).await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(120)).await;
    tokio::time::resume();
    assert_eq!(delivery.await.unwrap(), 0);
    post.is_now(Mood::Takes);
    app.clock().advance(Duration::from_secs(5));
    assert_eq!(deliver(&app).await, 1);
}

#[tokio::test]
async fn the_mail_of_a_process_that_was_killed_is_delivered_by_the_next() {
    let (app, post) = app().await;
    post.is_now(Mood::Hangs);
    write(&app.auth(), "ada").await;
    let auth = app.auth();
    let delivery = tokio::spawn(async move { auth.deliver_mails().await });
    post.tried_more(1).await;
    delivery.abort();
    assert!(delivery.await.unwrap_err().is_cancelled());
    post.is_now(Mood::Takes);
    assert_eq!(deliver(&app).await, 0, "somebody may still have it in hand");
    app.clock().advance(Duration::from_secs(300));
    assert_eq!(deliver(&app).await, 1);
}
