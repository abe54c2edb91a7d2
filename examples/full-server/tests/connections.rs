//! Many connections at once, slow ones, and limits that go by the address of the client.

use std::time::Instant;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::client::signing_in;
use crate::{Database, PASSWORD, Server};

#[tokio::test]
async fn dos_04_half_sent_requests_keep_nobody_else_waiting() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let client = server.client();
    let head = client.head("POST", "/sign-in/email") + "Content-Type: application/json\r\n";
    let body = format!("{head}Content-Length: 100\r\n\r\n{{\"email\":");
    let mut open = Vec::new();
    for index in 0..200 {
        let mut stream = client.connect().await.unwrap();
        let half = if index % 2 == 0 { &head } else { &body };
        stream.write_all(half.as_bytes()).await.unwrap();
        open.push(stream);
    }
    client.get("/ok").await.expect(200);
    client.sign_up("ada").await.expect(200);
    assert!(client.is_signed_in().await);
    for stream in &open {
        let mut byte = [0];
        let read = stream.try_read(&mut byte).unwrap_err();
        assert_eq!(read.kind(), std::io::ErrorKind::WouldBlock, "it is still open");
    }
}

#[tokio::test]
async fn rat_01_the_fourth_sign_in_of_an_address_is_told_when_to_come_back() {
    let database = Database::create().await;
    let server = Server::start_with(&database, &[("RATE_LIMIT", "on")]).await;
    server.client().at_address([127, 0, 0, 20]).sign_up("ada").await.expect(200);
    let client = server.client().at_address([127, 0, 0, 21]);
    let answers = join_all((0..8).map(|_| client.sign_in("ada"))).await;
    let (passed, limited): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status != 429);
    assert_eq!(passed.len(), 3);
    for answer in passed {
        answer.expect(200);
    }
    for answer in limited {
        let answer = answer.expect_error(429, "TOO_MANY_REQUESTS");
        let seconds: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=10).contains(&seconds), "{seconds}");
        assert_eq!(answer.header("x-retry-after"), answer.header("retry-after"));
    }
}

#[tokio::test]
async fn rat_05_one_address_does_not_exhaust_another_nor_itself_by_claiming_others() {
    let database = Database::create().await;
    let server = Server::start_with(&database, &[("RATE_LIMIT", "on")]).await;
    server.client().at_address([127, 0, 0, 20]).sign_up("ada").await.expect(200);
    for attempt in 0..8 {
        let claimed = format!("192.0.2.{attempt}");
        let flood = server
            .client()
            .at_address([127, 0, 0, 21])
            .with_header("X-Forwarded-For", &claimed)
            .with_header("X-Real-IP", &claimed)
            .with_header("Forwarded", &format!("for={claimed}"));
        let expected = if attempt < 3 { 200 } else { 429 };
        flood.sign_in("ada").await.expect(expected);
    }
    server.client().at_address([127, 0, 0, 22]).sign_in("ada").await.expect(200);
}

#[tokio::test]
async fn rat_09_a_flood_of_paths_agents_and_claimed_addresses_takes_no_memory() {
    let database = Database::create().await;
    let server = Server::start_with(&database, &[("RATE_LIMIT", "on")]).await;
    server.client().get("/ok").await.expect(200);
    let before = server.memory_kib("VmHWM");
    let start = Instant::now();
    let flood = (0..2400).map(async |index: u32| {
        let claimed = format!("10.{}.{}.7", index / 250, index % 250);
        let client = server
            .client()
            .with_header("User-Agent", &format!("agent {index} {}", "x".repeat(2000)))
            .with_header("X-Forwarded-For", &claimed);
        client.get(&format!("/nothing/{index}")).await.status.as_u16()
    });
    let statuses: Vec<_> = stream::iter(flood).buffer_unordered(16).collect().await;
    // unknown paths share one budget: 100 in any ten seconds, however long the flood took
    let windows = usize::try_from(start.elapsed().as_secs() / 10).unwrap() + 1;
    let passed = statuses.iter().filter(|&&status| status == 404).count();
    assert!((100..=100 * windows).contains(&passed), "{passed} in {windows} windows");
    assert!(statuses.iter().all(|status| [404, 429].contains(status)));
    let grown = server.memory_kib("VmHWM") - before;
    assert!(grown < 30 * 1024, "{grown} KiB");
}

#[tokio::test]
async fn con_09_many_clients_at_once_see_no_failure_and_no_broken_connection() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let clients = (0..32).map(async |index| {
        let (client, name) = (server.client(), format!("user{index}"));
        client.sign_up(&name).await.expect(200);
        for round in 0..6 {
            assert!(client.is_signed_in().await);
            client.get("/list-sessions").await.expect(200);
            client.get("/ok").await.expect(200);
            client.get("/nothing").await.expect_error(404, "NOT_FOUND");
            if (index + round) % 6 == 0 {
                client.post("/sign-in/email", signing_in(&name, "wrong guess")).await.expect(401);
                let phone = server.client();
                phone.post("/sign-in/email", signing_in(&name, PASSWORD)).await.expect(200);
                client.post("/revoke-other-sessions", json!({})).await.expect(200);
                assert!(!phone.is_signed_in().await);
            }
        }
        client.post("/sign-out", json!({})).await.expect(200);
    });
    join_all(clients).await;
    assert_eq!(database.count("sessions").await, 0);
    assert_eq!(database.count("users").await, 32);
    assert_eq!(database.damage().await, Vec::<String>::new());
    let ended = server.stop().await;
    assert!(!ended.log.contains("ERROR"), "{}", ended.log);
}
