//! Every store method on the database that `TEST_DATABASE_URL` names; SQLite without it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cancellation;
mod connecting;
mod consequences;
mod credentials;
mod deletions;
mod emails;
mod fields;
mod mails;
mod migrations;
mod passwords;
mod restart;
mod schema;
mod sessions;
mod support;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod tls;
mod users;
mod verifications;
