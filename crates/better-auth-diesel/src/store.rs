//! Core's store traits.

mod account;
mod consequences;
mod mail;
mod session;
mod user;
mod verification;
