//! Core's store traits.

mod account;
mod audit;
mod consequences;
mod mail;
mod session;
mod user;
mod verification;
