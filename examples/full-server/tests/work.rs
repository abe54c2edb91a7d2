//! Whoever guesses learns nothing from how much work an answer is.
//!
//! What is compared is the processor time of the process, not the time on the wall: a hash that
//! is left out shows as a factor of ten or more, and other load on the machine as little.

use serde_json::{Value, json};

use crate::{Client, Database, PASSWORD, Server};

/// Processor ticks of so many requests that all get the same status.
async fn cost(server: &Server, status: u16, path: &str, body: &Value) -> f64 {
    let client: Client = server.client();
    let before = server.processor_ticks();
    for _ in 0..8 {
        client.post(path, body.clone()).await.expect(status);
    }
    (server.processor_ticks() - before).max(1) as f64
}

fn assert_alike(name: &str, one: f64, other: f64) {
    let ratio = one / other;
    assert!((0.5..2.0).contains(&ratio), "{name}: {one} and {other} ticks");
}

fn guess(field: &str, name: &str) -> Value {
    json!({ field: name, "password": "wrong horse battery staple" })
}

async fn server(database: &Database) -> Server {
    let server = Server::start(database).await;
    for name in ["ada", "bob"] {
        let email = format!("{name}@example.com");
        let body = json!({"name": name, "email": email, "password": PASSWORD, "username": name});
        server.client().post("/sign-up/email", body).await.expect(200);
    }
    server
}

#[tokio::test]
async fn enu_01_an_unknown_address_is_as_much_work_as_a_wrong_password() {
    let database = Database::create().await;
    let server = server(&database).await;
    let known = cost(&server, 401, "/sign-in/email", &guess("email", "ada@example.com")).await;
    let unknown = cost(&server, 401, "/sign-in/email", &guess("email", "eve@example.com")).await;
    assert_alike("known and unknown", known, unknown);
}

#[tokio::test]
async fn enu_02_an_account_without_a_password_is_as_much_work_as_a_wrong_one() {
    let database = Database::create().await;
    let server = server(&database).await;
    let bob = "(SELECT id FROM users WHERE email = 'bob@example.com')";
    let without = "UPDATE accounts SET provider_id = 'github', password = NULL";
    database.execute(&format!("{without} WHERE user_id = {bob}")).await;
    let with = cost(&server, 401, "/sign-in/email", &guess("email", "ada@example.com")).await;
    let without = cost(&server, 401, "/sign-in/email", &guess("email", "bob@example.com")).await;
    assert_alike("with and without a password", with, without);
}

#[tokio::test]
async fn enu_07_an_unknown_user_name_is_as_much_work_as_a_wrong_password() {
    let database = Database::create().await;
    let server = server(&database).await;
    let known = cost(&server, 401, "/sign-in/username", &guess("username", "ada")).await;
    let unknown = cost(&server, 401, "/sign-in/username", &guess("username", "eve")).await;
    assert_alike("known and unknown", known, unknown);
}

#[tokio::test]
async fn enu_05_a_taken_address_is_as_much_work_as_a_new_one() {
    let database = Database::create().await;
    let server = Server::start_with(&database, &[("REQUIRE_EMAIL_VERIFICATION", "true")]).await;
    let body = |name: &str| json!({"name": "n", "email": name, "password": PASSWORD});
    let taken = cost(&server, 200, "/sign-up/email", &body("ada@example.com")).await;
    let mut new = 0.0;
    for index in 0..8 {
        let before = server.processor_ticks();
        let email = format!("new{index}@example.com");
        server.client().post("/sign-up/email", body(&email)).await.expect(200);
        new += (server.processor_ticks() - before) as f64;
    }
    assert_alike("taken and new", taken, new);
}

#[tokio::test]
async fn rat_12_a_limited_guess_is_refused_before_the_hash() {
    let database = Database::create().await;
    let server = server(&database).await;
    let body = guess("email", "ada@example.com");
    let evaluated = cost(&server, 401, "/sign-in/email", &body).await;
    for _ in 0..4 {
        cost(&server, 401, "/sign-in/email", &body).await;
    }
    // 40 an hour on one account
    let limited = cost(&server, 429, "/sign-in/email", &body).await;
    // A hash would make it the same; what is left of an unoptimised build is no tenth.
    assert!(limited < evaluated / 2.0, "{limited} and {evaluated} ticks");
}
