//! A disk that is full. Only SQLite writes to one in this process.

use crate::{Database, Server};

#[tokio::test]
async fn dur_04_a_full_disk_is_told_leaves_nothing_half_written_and_is_forgotten() {
    let database = Database::create_file();
    let server = Server::start_on_small_disk(&database).await;
    server.client().sign_up("ada").await.expect(200);
    let path = database.url().trim_start_matches("sqlite://");
    let used = std::fs::metadata(format!("{path}-wal")).unwrap().len();
    server.limit_files(&(used + 100_000).to_string());

    let mut signed_up = Vec::new();
    let refused = loop {
        let name = format!("user{}", signed_up.len());
        let answer = server.client().sign_up(&name).await;
        if answer.status != 200 {
            break answer;
        }
        signed_up.push(name);
        assert!(signed_up.len() < 100, "the disk never gets full");
    };
    let refused = refused.expect_error(503, "SERVICE_UNAVAILABLE");
    assert!(!refused.text().contains("disk"), "{}", refused.text());
    server.client().sign_in("ada").await.expect_error(503, "SERVICE_UNAVAILABLE");
    server.client().get("/ok").await.expect(200);
    assert_eq!(database.damage().await, Vec::<String>::new());

    server.limit_files("unlimited");
    let late = format!("user{}", signed_up.len());
    // the account is there as a whole, if only its session had no room, or not at all
    let again = server.client().sign_up(&late).await.status.as_u16();
    assert!([200, 422].contains(&again), "{again}");
    for name in signed_up.iter().chain([&late]) {
        server.client().sign_in(name).await.expect(200);
    }
    assert_eq!(database.damage().await, Vec::<String>::new());
}
