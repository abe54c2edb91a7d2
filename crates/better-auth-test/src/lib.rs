#![doc = include_str!("../README.md")]
#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test library says what is wrong by panicking"
)]

mod app;
mod browser;
mod clock;
mod database;
#[cfg(feature = "oauth")]
mod fake_provider;
mod mailbox;
mod observed;
mod redirs;
mod response;
#[cfg(feature = "passkey")]
mod soft_passkey;
mod totp;

pub use app::{ORIGIN, PASSWORD, SECRET, TestApp, TestAppBuilder};
pub use browser::Browser;
pub use clock::FakeClock;
#[cfg(feature = "oauth")]
pub use fake_provider::{Endpoint, FakeProvider, Misbehaviour, Signing};
pub use mailbox::Mailbox;
pub use observed::Observed;
pub use redirs::{REDIRS, REDIRS_TRUSTED};
pub use response::TestResponse;
#[cfg(feature = "passkey")]
pub use soft_passkey::SoftPasskey;
pub use totp::Totp;
