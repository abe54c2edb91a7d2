//! Core's store traits.

mod account;
mod session;
mod user;
mod verification;
