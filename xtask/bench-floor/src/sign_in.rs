use std::sync::Arc;

use argon2::Argon2;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::BoxError;

/// What `cargo xtask bench` signs in with.
const PASSWORD: &str = "correct horse battery staple";
const SALT: &[u8] = b"0123456789abcdef";

/// The only account there is: its hash.
#[derive(Clone)]
pub(crate) struct Account(Arc<[u8; 32]>);

impl Account {
    pub(crate) fn new() -> Result<Self, BoxError> {
        let hash = hash(PASSWORD).map_err(|error| error.to_string())?;
        Ok(Self(Arc::new(hash)))
    }
}

/// With the library's own parameters, which are the framework's as well.
fn hash(password: &str) -> argon2::Result<[u8; 32]> {
    let mut hash = [0; 32];
    Argon2::default().hash_password_into(password.as_bytes(), SALT, &mut hash)?;
    Ok(hash)
}

#[derive(Deserialize)]
pub(crate) struct SignIn {
    password: String,
}

/// Verifies a password and does nothing else.
pub(crate) async fn sign_in(
    State(account): State<Account>,
    body: Bytes,
) -> Result<&'static str, StatusCode> {
    let body: SignIn = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let hashed = tokio::task::spawn_blocking(move || hash(&body.password)).await;
    match hashed {
        Ok(Ok(hash)) if hash == *account.0 => Ok("{}"),
        Ok(Ok(_)) => Err(StatusCode::UNAUTHORIZED),
        _ => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
