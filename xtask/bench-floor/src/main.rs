//! The floor of `cargo xtask bench`: the cheapest correct handlers that an engineer would write
//! by hand, on bare axum, for what the framework's routes do.
//!
//! | route | does |
//! |---|---|
//! | `GET /ok` | answers constant JSON |
//! | `GET /get-session` | cookie, SHA-256, one joined SELECT, expiry, the same JSON |
//! | `POST /sign-in` | one Argon2id on a thread that may block |
//!
//! It leaves out what makes the framework one: no origin check, no rate limit, no request id or
//! span, no timeouts, no tag in the token, no extension of sessions. It asks the database through
//! the framework's own adapter, in the mode that is fastest there, so both sides pay the same for
//! pool and driver, and the difference is what the framework adds.

mod get_session;
mod sign_in;

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use better_auth_diesel::DieselAdapter;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let port: u16 = std::env::var("PORT")?.parse()?;
    let adapter = DieselAdapter::connect(&std::env::var("DATABASE_URL")?).await?;
    let app = Router::new()
        .route("/ok", get(ok))
        .route("/get-session", get(get_session::get_session))
        .with_state(adapter)
        .route("/sign-in", post(sign_in::sign_in).with_state(sign_in::Account::new()?));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, app).await?;
    Ok(())
}

async fn ok() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], r#"{"status":true,"ok":true}"#)
}
