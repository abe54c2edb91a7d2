//! The client against servers on this machine that behave, and against some that do not.
#![expect(clippy::unwrap_used, reason = "tests say what is wrong by panicking")]

mod addresses;
mod answers;
mod limits;
mod server;
mod tls;

use std::time::Duration;

use better_auth_core::http_client::{HttpClient, HttpError};
use better_auth_http::{HttpOptions, HttpsClient};
use bytes::Bytes;
use http::{Request, Response};

/// Options under which the servers of these tests can be reached.
fn local() -> HttpOptions {
    HttpOptions::default().plain_http(true).allow_network("127.0.0.0/8".parse().unwrap())
}

/// The same, with a limit that a test can wait for.
fn impatient() -> HttpOptions {
    local().timeout(Duration::from_millis(300))
}

async fn get(options: HttpOptions, url: &str) -> Result<Response<Bytes>, HttpError> {
    let request = Request::get(url).body(Bytes::new()).unwrap();
    HttpsClient::new(options).unwrap().send(request).await
}
