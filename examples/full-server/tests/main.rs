//! Attacks on a whole process: it is killed, flooded, started wrongly, and its log is read. The
//! database is an SQLite file, or one on the server that `TEST_DATABASE_URL` names.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests say what is wrong by panicking"
)]

mod bodies;
mod client;
mod connections;
mod database;
mod disk;
mod durability;
mod floods;
mod locks;
mod logs;
mod secrets;
mod server;
mod smtp;
mod soak;
mod starting;
mod sweeping;
mod work;

pub(crate) use better_auth_test::PASSWORD;
pub(crate) use client::Client;
pub(crate) use database::Database;
pub(crate) use server::{Server, TEST_SECRET};
