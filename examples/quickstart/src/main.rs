//! The smallest whole application: one public route, one for signed-in people, and everything
//! that a browser needs to sign up and in, on a SQLite file.

use axum::{Router, routing::get};
use better_auth::prelude::*;

async fn home() -> &'static str {
    "Everybody may read this. Sign in to read /me.\n"
}

async fn me(current: CurrentSession) -> String {
    format!("Hello {}, your address is {}\n", current.user.name, current.user.email)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter("info").init();
    let auth = BetterAuth::builder(DieselAdapter::connect("sqlite://quickstart.db").await?)
        .secret(secret())
        .base_url("http://localhost:3000")
        .plugin(EmailPasswordPlugin::new())
        .plugin(SessionManagementPlugin::new())
        .on_start(OnStart::Migrate)
        .build()
        .await?;
    let app = Router::new()
        .route("/", get(home))
        .route("/me", get(me))
        .with_state(auth.clone())
        .merge(auth.router());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("{INTRODUCTION}");
    better_auth::serve(listener, app, async {
        let _ = tokio::signal::ctrl_c().await;
    })
    .await?;
    Ok(())
}

/// A real application reads its secret from its environment and refuses to start without one.
/// This one has a public secret to fall back on, so that trying it takes one command.
fn secret() -> String {
    std::env::var("BETTER_AUTH_SECRET").unwrap_or_else(|_| {
        eprintln!("BETTER_AUTH_SECRET is not set: using a public secret, good for trying out only");
        "quickstart-only-secret-do-not-use-in-production".to_owned()
    })
}

const INTRODUCTION: &str = r#"
Listening on http://localhost:3000

  Sign up:      curl -c jar -H 'content-type: application/json' \
                  -d '{"name":"Ada","email":"ada@example.com","password":"correct horse battery"}' \
                  http://localhost:3000/auth/sign-up/email
  Who am I:     curl -b jar http://localhost:3000/me
  All routes:   http://localhost:3000/auth/reference

In a browser: createAuthClient({ baseURL: "http://localhost:3000/auth" }) from "better-auth/client".
"#;
