//! Starting, starting again, and refusing to start.

use serde_json::json;
use tokio::net::TcpListener;

use crate::{Database, Server, server};

#[tokio::test]
async fn dur_07_a_second_and_third_start_change_nothing() {
    let database = Database::create().await;
    let server = Server::start(&database).await;
    server.client().sign_up("ada").await.expect(200);
    let schema = database.schema().await;
    assert!(schema.len() > 10, "{schema:?}");
    assert_eq!(server.stop().await.status.code(), Some(0));
    for _ in 0..2 {
        let server = Server::start(&database).await;
        server.client().sign_in("ada").await.expect(200);
        let ended = server.stop().await;
        assert_eq!(ended.status.code(), Some(0));
        assert!(!ended.log.contains("migrated"), "{}", ended.log);
        assert_eq!(database.schema().await, schema);
    }
    assert_eq!(database.count("users").await, 1);
}

#[tokio::test]
async fn two_processes_may_start_at_once_on_an_empty_database() {
    let database = Database::create().await;
    let (one, two) = tokio::join!(Server::start(&database), Server::start(&database));
    let ada = one.client();
    ada.sign_up("ada").await.expect(200);
    assert!(ada.copy_to(two.address()).is_signed_in().await);
    let (one, two) = tokio::join!(one.stop(), two.stop());
    let migrated = |log: &str| log.matches("migrated name=core/").count();
    assert_eq!(migrated(&one.log) + migrated(&two.log), 1, "{}{}", one.log, two.log);
}

/// A start with one variable that is wrong must name it, and a value that works; and show no
/// secret.
async fn refused(variable: &str, value: &str, remedy: &str) {
    let database = Database::create().await;
    let output = server::run(database.url(), &[(variable, value)]).await;
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{variable}={value}: {log}");
    let last = log.lines().last().unwrap_or_default();
    assert!(last.contains(variable), "{variable}={value}: {last}");
    assert!(last.contains(remedy), "{variable}={value}: {last}");
    assert!(!log.contains("panicked"), "{log}");
    for secret in ["hunter2", "tooshort", crate::TEST_SECRET] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test]
async fn dur_10_a_secret_that_anybody_could_guess_is_refused() {
    for secret in ["", "tooshort", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        refused("BETTER_AUTH_SECRET", secret, "openssl rand -base64 32").await;
    }
}

#[tokio::test]
async fn dur_10_a_base_url_that_is_none_is_refused() {
    for url in
        ["localhost:3000", "ftp://example.com", "https://", "https://ada:hunter2@example.com"]
    {
        refused("BASE_URL", url, "https://app.example.com").await;
    }
    refused("BASE_URL", "https://example.com/app", "the origin alone").await;
}

#[tokio::test]
async fn dur_10_a_database_that_can_not_be_reached_is_refused() {
    for url in [
        "postgres://ada:hunter2@127.0.0.1:1/app",
        "mysql://ada:hunter2@127.0.0.1:1/app",
        "sqlite:///no/such/folder/app.db",
        "oracle://ada:hunter2@127.0.0.1/app",
        "sqlite::memory:",
        "hunter2",
    ] {
        refused("DATABASE_URL", url, "sqlite://FILE").await;
    }
}

#[tokio::test]
async fn dur_10_other_settings_that_can_not_work_are_refused() {
    for port in ["http", "-1", "65536", "3000 "] {
        refused("PORT", port, "1 to 65535").await;
    }
    refused("RATE_LIMIT", "none", "\"on\"").await;
    refused("REQUIRE_EMAIL_VERIFICATION", "yes", "\"true\"").await;
    refused("DELETE_BY_MAIL", "yes", "\"true\"").await;
    refused("TRUSTED_ORIGINS", "https://", "https://app.example.com").await;
}

#[tokio::test]
async fn dur_10_a_mail_server_that_can_not_be_used_is_refused() {
    for url in ["hunter2", "http://ada:hunter2@mail.example.com", "smtp://"] {
        refused("SMTP_URL", url, "smtp://").await;
    }
    refused("SMTP_URL", "smtp://mail.example.com?tls=never", "tls=starttls").await;
    refused("SMTP_URL", "smtp://ada:hunter2@mail.example.com", "smtps://").await;
}

#[tokio::test]
async fn without_a_mail_server_the_log_says_where_the_mails_are() {
    let database = Database::create().await;
    let log = Server::start(&database).await.stop().await.log;
    let folder = concat!("folder=", env!("CARGO_TARGET_TMPDIR"), "/mail");
    assert!(log.contains(folder), "{log}");
}

#[tokio::test]
async fn dur_10_a_port_that_is_taken_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    refused("PORT", &port, "give a free one").await;
}

#[tokio::test]
async fn dur_10_a_provider_that_is_half_set_up_is_refused() {
    refused("GOOGLE_CLIENT_ID", "hunter2", "GOOGLE_CLIENT_SECRET").await;
    refused("GITHUB_CLIENT_SECRET", "hunter2", "GITHUB_CLIENT_ID").await;
    refused("OIDC_ISSUER", "https://id.example.com", "OIDC_CLIENT_ID").await;
}

/// Whoever is on the way would read codes and tokens; and a server that the world reaches sends
/// no request to its own machine.
#[tokio::test]
async fn dur_10_a_provider_is_public_or_as_local_as_the_server() {
    let database = Database::create().await;
    for (issuer, base_url) in [
        ("http://id.example.com", server::ORIGIN),
        ("http://127.0.0.1.example.com", server::ORIGIN),
        ("http://127.0.0.1:4000", "https://app.example.com"),
        ("https://localhost:4000", "https://app.example.com"),
    ] {
        let client = ("OIDC_CLIENT_ID", "full-server");
        let variables = [("OIDC_ISSUER", issuer), client, ("BASE_URL", base_url)];
        let output = server::run(database.url(), &variables).await;
        let log = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{issuer} {base_url}: {log}");
        let last = log.lines().last().unwrap_or_default();
        assert!(last.contains("OIDC_ISSUER") && last.contains("https"), "{issuer}: {last}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_stops_nobody_else() {
    let database = Database::create().await;
    let variables = [("OIDC_ISSUER", "http://127.0.0.1:1"), ("OIDC_CLIENT_ID", "full-server")];
    let server = Server::start_with(&database, &variables).await;
    let ada = server.client();
    ada.post("/sign-in/social", json!({ "provider": "oidc" }))
        .await
        .expect_error(503, "SERVICE_UNAVAILABLE");
    ada.sign_up("ada").await.expect(200);
}
