//! The tests. Those under `smtp` ask a real server, which `cargo xtask test` starts.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests say what is wrong by panicking")]

mod folder;
mod misbehaving;
mod previews;
mod real_server;
mod scripted;
mod smtp;
mod templates;

use better_auth_core::Clock;
use better_auth_core::Timestamp;
use better_auth_core::mail::Mail;
use better_auth_mail::Sender;

fn sender() -> Sender {
    Sender::new("Example", "no-reply@example.com").unwrap()
}

fn mail() -> Mail {
    Mail::new("ada@example.com".parse().unwrap(), "Hello", "Hello\n\nhttps://a.example/?t=1\n")
}

/// Stands still at 2026-03-04T05:06:07.120Z.
#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_772_600_767_120)
    }
}
