//! The rows that core owns: users, their sessions, their ways in, verification tokens and mails.
//!
//! A row, what is inserted and what goes over the wire are separate types, because they carry
//! different rights: nothing that a client sends deserializes into a row, and no row serializes
//! by itself (see [`api`](crate::api) for the answers).

mod account;
mod mail;
mod session;
mod user;
mod verification;

pub use account::{Account, CREDENTIAL_PROVIDER, NewAccount, PasswordLogin};
pub use mail::{NewMail, QueuedMail};
pub use session::{NewSession, Session};
pub use user::{ADMIN_ROLE, DEFAULT_ROLE, NewUser, User, UserChanges};
pub use verification::{NewVerification, Proof, Purpose, Verification};
