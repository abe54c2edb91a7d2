//! A mail server that is slow, or away, and what becomes of the mails. `cargo xtask test --only
//! smtp` runs these.

mod mail_server;

use std::collections::BTreeMap;
use std::time::Duration;

use better_auth_test::TestResponse;
use futures_util::future::join_all;
use serde_json::json;

use crate::server::Ended;
use crate::smtp::mail_server::MailServer;
use crate::{Client, Database, PASSWORD, Server};

async fn start(database: &Database, mail: &MailServer) -> Server {
    Server::start_with(database, &[("SMTP_URL", &mail.url())]).await
}

/// Signs somebody up and changes their password, which is told them by mail.
async fn change_password(client: Client, name: String) {
    client.sign_up(&name).await.expect(200);
    let new = "battery staple horse correct";
    let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
    client.post("/change-password", body).await.expect(200);
}

async fn ask_for_reset(client: &Client, name: &str) -> TestResponse {
    let body = json!({ "email": format!("{name}@example.com") });
    client.post("/request-password-reset", body).await.expect(200)
}

/// People who do something that is told them by mail, all at once.
async fn people(server: &Server, wave: &str) -> Vec<String> {
    let names: Vec<_> = (0..6).map(|number| format!("{wave}-{number}")).collect();
    join_all(names.iter().map(|name| change_password(server.client(), name.clone()))).await;
    names
}

/// What the pauses between the tries would take, passes at once.
async fn time_passes(database: &Database) {
    database.execute("UPDATE mails SET due_at = created_at WHERE due_at IS NOT NULL").await;
}

/// Waits until the outbox is empty: a mail is removed after the mail server has said that it took
/// it.
async fn is_empty(database: &Database) {
    while database.count("mails").await > 0 {
        tokio::task::yield_now().await;
    }
}

fn one_for_each(names: &[Vec<String>]) -> BTreeMap<String, usize> {
    names.iter().flatten().map(|name| (format!("{name}@example.com"), 1)).collect()
}

#[tokio::test]
async fn every_mail_arrives_once_whatever_stops_and_dies_meanwhile() {
    let Some(mut mail) = MailServer::find() else { return };
    let database = Database::create().await;
    mail.start().await;
    let server = start(&database, &mail).await;
    let before = people(&server, "before").await;
    mail.has_taken(6).await;
    is_empty(&database).await;
    mail.kill().await;

    let down = people(&server, "down").await;
    assert_eq!(server.stop().await.status.code(), Some(0));
    let server = start(&database, &mail).await;
    let restarted = people(&server, "restarted").await;
    server.kill().await;
    let server = start(&database, &mail).await;
    let killed = people(&server, "killed").await;
    assert_eq!(server.stop().await.status.code(), Some(0));
    assert_eq!(mail.people(), one_for_each(std::slice::from_ref(&before)));
    assert_eq!(database.count("mails").await, 18);

    time_passes(&database).await;
    mail.start().await;
    let server = start(&database, &mail).await;
    mail.has_taken(18).await;
    is_empty(&database).await;
    assert_eq!(server.stop().await.status.code(), Some(0));
    assert_eq!(mail.people(), one_for_each(&[before, down, restarted, killed]));
}

#[tokio::test]
async fn of_two_processes_one_sends_each_mail() {
    let Some(mut mail) = MailServer::find() else { return };
    let database = Database::create().await;
    let (one, two) = tokio::join!(start(&database, &mail), start(&database, &mail));
    let (ours, theirs) = tokio::join!(people(&one, "one"), people(&two, "two"));
    assert_eq!(mail.people(), BTreeMap::new());
    // Both try again by themselves, after 5 seconds, then after 15.
    mail.start().await;
    mail.has_taken(12).await;
    is_empty(&database).await;
    one.stop().await;
    two.stop().await;
    assert_eq!(mail.people(), one_for_each(&[ours, theirs]));
}

#[tokio::test]
async fn a_mail_that_is_handed_over_during_a_stop_arrives_once() {
    let Some(mut mail) = MailServer::find() else { return };
    let database = Database::create().await;
    mail.start_slow(1.0).await;
    let server = start(&database, &mail).await;
    change_password(server.client(), "ada".to_owned()).await;
    mail.has_come(1).await;
    let Ended { status, log } = server.stop().await;
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains("it may go out twice"), "{log}");
    assert_eq!(database.count("mails").await, 0);
    assert_eq!(mail.people(), one_for_each(&[vec!["ada".to_owned()]]));
}

#[tokio::test]
async fn dur_08_a_mail_server_that_never_answers_does_not_keep_the_process() {
    let Some(mut mail) = MailServer::find() else { return };
    let database = Database::create().await;
    mail.start_slow(60.0).await;
    let server = start(&database, &mail).await;
    change_password(server.client(), "ada".to_owned()).await;
    mail.has_come(1).await;
    let ended = tokio::time::timeout(Duration::from_secs(10), server.stop()).await;
    assert_eq!(ended.expect("it ends in 10 seconds").status.code(), Some(0));
    assert_eq!(database.count("mails").await, 1, "the next run tries again");
}

#[tokio::test]
async fn dur_06_a_mail_server_that_is_down_shows_in_no_answer_and_gets_the_mail_later() {
    let Some(mut mail) = MailServer::find() else { return };
    let database = Database::create().await;
    let server = start(&database, &mail).await;
    server.client().sign_up("ada").await.expect(200);
    let known = ask_for_reset(&server.client(), "ada").await;
    let unknown = ask_for_reset(&server.client(), "nobody").await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    // It is tried again by itself, after 5 seconds, then after 15.
    mail.start().await;
    mail.has_taken(1).await;
    is_empty(&database).await;
    server.stop().await;
    assert_eq!(mail.people(), one_for_each(&[vec!["ada".to_owned()]]));
}

#[tokio::test]
async fn enu_12_a_slow_mail_server_is_off_the_path_of_requests() {
    let Some(mut mail) = MailServer::find() else { return };
    let database = Database::create().await;
    mail.start_slow(60.0).await;
    let server = start(&database, &mail).await;
    server.client().sign_up("ada").await.expect(200);
    let known = ask_for_reset(&server.client(), "ada").await;
    mail.has_come(1).await;
    let unknown = ask_for_reset(&server.client(), "nobody").await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
    assert_eq!(mail.people(), BTreeMap::new(), "no answer waited until a mail was taken");
    server.kill().await;
}
