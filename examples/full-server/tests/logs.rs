//! The log tells what happened, and who did it, one record for each event.

use serde_json::json;

use crate::client::signing_in;
use crate::{Database, PASSWORD, Server};

/// The events of a log, each as its line.
fn events<'l>(log: &'l str, kind: &str) -> Vec<&'l str> {
    let kind = format!("kind=\"{kind}\"");
    log.lines().filter(|line| line.contains("better_auth::event") && line.contains(&kind)).collect()
}

#[tokio::test]
async fn log_02_every_change_of_a_session_is_noted_with_its_user_address_and_time() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    let ada = server.client().at_address([127, 0, 0, 31]).with_header("User-Agent", "browser");
    let user = ada.sign_up("ada").await.expect(200).json()["user"]["id"].clone();
    let phone = server.client().at_address([127, 0, 0, 32]).with_header("User-Agent", "phone");
    phone.sign_in("ada").await.expect(200);
    let thief = server.client().at_address([127, 0, 0, 33]).with_header("User-Agent", "thief");
    thief.post("/sign-in/email", signing_in("ada", "wrong guess")).await.expect(401);
    thief.post("/sign-in/email", signing_in("nobody", "wrong guess")).await.expect(401);
    ada.post("/revoke-other-sessions", json!({})).await.expect(200);
    ada.post("/sign-out", json!({})).await.expect(200);
    let log = server.stop().await.log;

    let user = user.as_str().unwrap();
    let (actor, subject) = (format!("actor=\"{user}\""), format!("subject=\"{user}\""));
    for (kind, index, count, who, address, agent) in [
        ("user.created", 0, 1, &*actor, "127.0.0.31", "browser"),
        ("session.created", 0, 2, &*actor, "127.0.0.31", "browser"),
        ("session.created", 1, 2, &*actor, "127.0.0.32", "phone"),
        ("sign_in.failed", 0, 2, &*subject, "127.0.0.33", "thief"),
        ("sign_in.failed", 1, 2, "INVALID_EMAIL_OR_PASSWORD", "127.0.0.33", "thief"),
        ("session.revoked", 0, 1, &*actor, "127.0.0.31", "browser"),
        ("session.ended", 0, 1, &*actor, "127.0.0.31", "browser"),
    ] {
        let found = events(&log, kind);
        assert_eq!(found.len(), count, "{kind}: {log}");
        for part in [who, address, agent] {
            assert!(found[index].contains(part), "{part} is not in {}", found[index]);
        }
        let time = found[index].split(' ').next().unwrap();
        assert!(time.starts_with("20") && time.ends_with('Z'), "{time}");
    }
}

#[tokio::test]
async fn log_03_newlines_and_escapes_forge_no_record() {
    let database = Database::create().await;
    let server = Server::start_with(&database, &[("RUST_LOG", "debug")]).await;
    // control characters of UTF-8, a line separator, and an end of the text followed by a field
    let agent = "a\u{85}FORGED\u{9b}31m\u{2028}FORGED\u{2029}FORGED\u{202e}\" kind=\"session.ended";
    let ada = server.client().with_header("User-Agent", agent);
    ada.sign_up("ada").await.expect(200);
    for email in
        ["ada\nFORGED@example.com", "ada\r\n\u{1b}[31mFORGED@example.com", "a\u{2028}FORGED"]
    {
        let body = json!({ "email": email, "password": PASSWORD });
        ada.post("/sign-in/email", body.clone()).await.expect(400);
        let mut body = body;
        body["name"] = json!("x\nFORGED");
        ada.post("/sign-up/email", body).await.expect(400);
    }
    ada.get("/x%0aFORGED%1b[31m?q=%0aFORGED").await.expect(404);
    let forged = server.client().with_header("X-Request-Id", "x\u{1b}FORGED").get("/ok").await;
    assert!(forged.status == 200 || forged.status == 400);
    let log = server.stop().await.log;

    assert_eq!(events(&log, "session.created").len(), 1, "{log}");
    assert!(!log.chars().any(|c| c.is_control() && c != '\n'), "{log:?}");
    for separator in ["\u{2028}", "\u{2029}", "\u{202e}"] {
        assert!(!log.contains(separator), "{log:?}");
    }
    for line in log.lines() {
        let time = line.split(' ').next().unwrap();
        assert!(time.starts_with("20") && time.ends_with('Z'), "a forged record: {line}");
        let quoted = line.find("kind=\\\"session.ended").is_some();
        assert!(quoted || !line.contains("session.ended"), "{line}");
    }
}
