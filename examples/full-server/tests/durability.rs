//! What was acknowledged stays, whatever happens to the process.

use std::io;
use std::sync::Arc;

use better_auth_test::TestResponse;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::client::{Client, read_answer, signing_in, signing_up};
use crate::server::PATIENCE;
use crate::{Database, PASSWORD, Server};

/// Signs people up until the server is gone, and passes on whom it acknowledged.
async fn write(server: Arc<Client>, writer: String, acknowledged: mpsc::Sender<(String, String)>) {
    for number in 0.. {
        let name = format!("{writer}-{number}");
        let Ok(answer) = server.try_post("/sign-up/email", signing_up(&name)).await else { return };
        let token = answer.expect(200).json()["token"].as_str().unwrap().to_owned();
        if acknowledged.send((name, token)).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn dur_01_who_was_acknowledged_before_a_kill_is_there_afterwards() {
    let database = Database::create().await;
    let mut people = Vec::new();
    for round in 0..2 {
        let server = Server::start(&database).await;
        let (sender, mut acknowledged) = mpsc::channel(100);
        let writers: Vec<_> = (0..6)
            .map(|writer| {
                // without cookies, or the token of one sign-up would come with the next one
                let client = Arc::new(server.client());
                tokio::spawn(write(client, format!("{round}-{writer}"), sender.clone()))
            })
            .collect();
        drop(sender);
        for _ in 0..12 {
            people.push(acknowledged.recv().await.expect("the writers go on"));
        }
        server.kill().await;
        while let Some(person) = acknowledged.recv().await {
            people.push(person);
        }
        for writer in writers {
            writer.await.expect("every answer before the kill is 200");
        }
    }
    let server = Server::start(&database).await;
    for (name, token) in &people {
        server.client().sign_in(name).await.expect(200);
        let bearer = server.client().with_header("Authorization", &format!("Bearer {token}"));
        assert!(bearer.is_signed_in().await, "the session of {name} is gone");
    }
    assert_eq!(database.damage().await, Vec::<String>::new());
}

async fn listed(client: &Client) -> Vec<Value> {
    client.get("/list-sessions").await.expect(200).json().as_array().unwrap().clone()
}

#[tokio::test]
async fn dur_02_sessions_that_were_ended_before_a_kill_stay_ended() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let devices = join_all((0..4).map(async |_| server.client())).await;
    devices[0].sign_up("ada").await.expect(200);
    for device in &devices[1..] {
        device.sign_in("ada").await.expect(200);
    }
    let copies: Vec<_> =
        devices.iter().map(|device| device.copy_to(server.address()).cookies()).collect();
    let own = devices[2].get("/get-session").await.json()["session"]["id"].clone();
    let handle =
        listed(&devices[0]).await.into_iter().find(|s| s["id"] == own).unwrap()["token"].clone();
    devices[1].post("/sign-out", json!({})).await.expect(200);
    let revoked = devices[0].post("/revoke-session", json!({ "token": handle })).await;
    server.kill().await;
    revoked.expect(200);

    let server = Server::start(&database).await;
    let back = |index: usize| with_cookies(&server, &copies[index]);
    assert!(back(0).is_signed_in().await);
    assert!(!back(1).is_signed_in().await, "the sign-out was undone");
    assert!(!back(2).is_signed_in().await, "the revocation was undone");
    assert!(back(3).is_signed_in().await);
    let revoked = back(0).post("/revoke-other-sessions", json!({})).await;
    server.kill().await;
    revoked.expect(200);

    let server = Server::start(&database).await;
    assert!(with_cookies(&server, &copies[0]).is_signed_in().await);
    assert!(!with_cookies(&server, &copies[3]).is_signed_in().await);
    assert_eq!(database.damage().await, Vec::<String>::new());
}

fn with_cookies(server: &Server, cookies: &std::collections::BTreeMap<String, String>) -> Client {
    let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    server.client().with_header("Cookie", &pairs.join("; "))
}

/// A sign-in that the server has begun to work on, and whose body is not sent yet.
struct InFlight {
    stream: BufReader<TcpStream>,
    body: String,
}

impl InFlight {
    async fn begin(client: &Client) -> Self {
        let body = signing_in("ada", PASSWORD).to_string();
        let head = client.head("POST", "/sign-in/email") + "Content-Type: application/json\r\n";
        let length = body.len();
        let head = format!("{head}Content-Length: {length}\r\nExpect: 100-continue\r\n\r\n");
        let mut stream = BufReader::new(client.connect().await.unwrap());
        stream.get_mut().write_all(head.as_bytes()).await.unwrap();
        // the server says so when a handler reads the body
        read_answer(&mut stream).await.unwrap().expect(100);
        Self { stream, body }
    }

    async fn finish(mut self) -> io::Result<TestResponse> {
        self.stream.get_mut().write_all(self.body.as_bytes()).await?;
        read_answer(&mut self.stream).await
    }
}

/// Waits until a process that is stopping takes no more connections.
async fn refuses_connections(client: &Client) {
    while client.connect().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn dur_08_sign_ins_in_flight_finish_before_the_process_ends() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let client = server.client();
    client.sign_up("ada").await.expect(200);
    let mut begun = Vec::new();
    for _ in 0..4 {
        begun.push(InFlight::begin(&client).await);
    }
    server.terminate();
    timeout(PATIENCE, refuses_connections(&client)).await.expect("it stops listening");
    for answer in join_all(begun.into_iter().map(InFlight::finish)).await {
        answer.expect("an answer").expect(200);
    }
    let ended = server.end().await;
    assert_eq!(ended.status.code(), Some(0), "{}", ended.log);
    assert!(!ended.log.contains("closed before they were done"), "{}", ended.log);
    assert_eq!(database.count("sessions").await, 5);
}

#[tokio::test]
async fn dur_08_a_client_that_never_finishes_does_not_keep_the_process() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let _begun = InFlight::begin(&server.client()).await;
    server.terminate();
    let ended = timeout(std::time::Duration::from_secs(10), server.end()).await;
    assert_eq!(ended.expect("it ends in 10 seconds").status.code(), Some(0));
}

#[tokio::test]
async fn dur_09_another_secret_opens_no_old_session_and_breaks_nothing() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let ada = server.client();
    let token = ada.sign_up("ada").await.expect(200).json()["token"].clone();
    assert!(ada.is_signed_in().await);
    assert_eq!(server.stop().await.status.code(), Some(0));

    let other = "another-secret-of-0123456789abcdefghijklmnop";
    let server = Server::start_with(&database, &[("BETTER_AUTH_SECRET", other)]).await;
    let old = ada.copy_to(server.address());
    assert!(!old.is_signed_in().await);
    old.get("/list-sessions").await.expect_error(401, "UNAUTHORIZED");
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let bearer = server.client().with_header("Authorization", &bearer);
    bearer.get("/get-session").await.expect_error(401, "UNAUTHORIZED");
    old.post("/sign-out", json!({})).await.expect(200);
    let new = server.client();
    new.sign_in("ada").await.expect(200);
    assert!(new.is_signed_in().await);
}
