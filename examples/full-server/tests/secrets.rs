//! No secret reaches the log, however much is logged.

use serde_json::json;

use crate::client::{signing_in, signing_up};
use crate::{Client, Database, Server, TEST_SECRET};

const TYPED: [&str; 3] = ["Wrong-Horse-7f3a", "Half-Typed-91bd", "Misplaced-c05e"];

/// Drives every flow, errors included, and hands out what must not be in the log.
async fn drive(server: &Server) -> Vec<String> {
    let mut secrets = vec![crate::PASSWORD.to_owned(), TEST_SECRET.to_owned()];
    secrets.extend(TYPED.map(str::to_owned));
    let (ada, phone) = (server.client(), server.client());
    for answer in [ada.sign_up("ada").await, phone.sign_in("ada").await] {
        secrets.push(answer.expect(200).json()["token"].as_str().unwrap().to_owned());
    }
    secrets.extend(ada.cookies().into_values().chain(phone.cookies().into_values()));
    sessions(&ada, &phone, &secrets).await;
    mistakes(&server.client()).await;
    misplaced(server, &secrets).await;
    ada.post("/sign-out", json!({})).await.expect(200);
    secrets
}

async fn sessions(ada: &Client, phone: &Client, secrets: &[String]) {
    assert!(ada.is_signed_in().await);
    let listed = ada.get("/list-sessions").await.expect(200).json();
    for session in listed.as_array().unwrap() {
        let body = json!({ "token": session["token"], "other": secrets[0] });
        phone.post("/revoke-session", body).await;
    }
    ada.sign_in("ada").await.expect(200);
    ada.post("/revoke-session", json!({ "token": secrets[secrets.len() - 1] })).await.expect(200);
    ada.post("/revoke-other-sessions", json!({})).await.expect(200);
    ada.get("/nothing").await.expect(404);
}

async fn mistakes(eve: &Client) {
    let wrong = TYPED[0];
    eve.post("/sign-in/email", signing_in("ada", wrong)).await.expect(401);
    eve.post("/sign-in/email", signing_in("nobody", wrong)).await.expect(401);
    eve.post("/sign-up/email", signing_up("ada")).await.expect(422);
    let mut short = signing_up("eve");
    short["password"] = json!({ "value": wrong });
    eve.post("/sign-up/email", short).await.expect(400);
    for body in [
        json!({ "email": wrong, "password": wrong }),
        json!({ "email": "ada@example.com", "password": [wrong] }),
        json!({ "email": "ada@example.com", "password": wrong, "rememberMe": wrong }),
        json!({ "email": { "x": wrong }, "password": wrong }),
        json!({ "email": "ada@example.com", "password": wrong, "callbackURL": format!("//{wrong}") }),
        json!([wrong]),
        json!(wrong),
    ] {
        let status = eve.post("/sign-in/email", body).await.status;
        assert!(status.is_client_error(), "{status}");
    }
    let cut = format!("{{\"email\":\"ada@example.com\",\"password\":\"{}", TYPED[1]);
    for media in ["application/json", "text/plain", "application/x-www-form-urlencoded"] {
        let header = format!("Content-Type: {media}\r\n");
        let answer = eve.try_send("POST", "/sign-in/email", &header, cut.as_bytes()).await.unwrap();
        assert!(answer.status.is_client_error());
    }
}

/// Secrets where none belong: in paths, queries, and headers that are refused.
async fn misplaced(server: &Server, secrets: &[String]) {
    let (eve, typed) = (server.client(), TYPED[2]);
    eve.get(&format!("/nothing/{typed}?token={typed}")).await.expect(404);
    eve.get(&format!("/get-session?token={typed}")).await;
    eve.get(&format!("/error?error={typed}")).await;
    for value in secrets {
        for header in [
            "Authorization: Bearer ",
            "Authorization: Basic ",
            "Cookie: better-auth.session_token=",
        ] {
            let (name, start) = header.split_once(": ").unwrap();
            let client = server.client().with_header(name, &format!("{start}x{value}"));
            client.get("/list-sessions").await.expect(401);
        }
    }
}

async fn assert_silent(filter: &str) {
    let database = Database::create().await;
    let server = Server::start_with(&database, &[("RUST_LOG", filter)]).await;
    let secrets = drive(&server).await;
    let log = server.stop().await.log;
    assert!(log.contains("DEBUG") && log.contains("answered"), "{log}");
    for secret in &secrets {
        // also if a part of it was cut off
        let part = secret.get(..secret.len().min(40)).unwrap();
        let line = log.lines().find(|line| line.contains(part));
        assert_eq!(line, None, "{secret} is in the log");
    }
    for mark in ["$argon2", "session-token=", "session_token="] {
        let line = log.lines().find(|line| line.contains(mark));
        assert_eq!(line, None, "{mark} is in the log");
    }
}

#[tokio::test]
async fn log_01_no_secret_is_in_the_log_of_the_framework() {
    let ours = ["", "_core", "_diesel", "_account", "_email_password"];
    let filters = ours.map(|name| format!("better_auth{name}=trace"));
    assert_silent(&format!("full_server=info,{}", filters.join(","))).await;
}

#[tokio::test]
async fn log_01_no_secret_is_in_the_log_of_everything() {
    assert_silent("debug").await;
}
