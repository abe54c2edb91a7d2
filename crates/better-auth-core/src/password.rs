//! Passwords: what may be one, how it is stored, and how it is verified.
//!
//! Protects from: a stolen database giving passwords away cheaply (Argon2id); a flood of sign-ins
//! taking all processors and memory ([`Hasher`] is bounded, and a long password is refused before
//! any work); the most guessed passwords ([`PasswordPolicy`]); telling by time whether an account
//! exists ([`Hasher::verify`] does the same work without a hash); a hash in the database that
//! would make the server take gigabytes or minutes.
//!
//! Does not protect from: a password that leaked elsewhere and is not among the most common, unless
//! the application adds a [`PasswordCheck`]; a keylogger. Hashes of other parameters or of the TypeScript original take another time until
//! their first sign-in has renewed them.
//!
//! Standards: Argon2 (RFC 9106) with the parameters of the OWASP Password Storage Cheat Sheet,
//! PHC string format; length, normalisation and blocklist as NIST SP 800-63B-4, 3.1.1.2.

mod check;
mod common;
mod hasher;
mod options;
mod phc;
mod policy;
mod scrypt;
mod worker;

use std::fmt;

pub use check::{About, PasswordCheck};
pub use hasher::{Hasher, Verdict};
pub use options::HashingOptions;
pub use policy::{PasswordPolicy, codes};

use crate::secret::SecretString;

/// A stored hash: a PHC string, or `hexsalt:hexkey` of the TypeScript original. Opaque; there is
/// no `Serialize`, and `Debug` is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// From the database. Whether it is one shows when it is used: anything else verifies
    /// nothing.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// For the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A password as typed, NFKC-normalised: the same letters give the same password, however the
/// keyboard composes them. Nothing is trimmed or cut.
///
/// [`PasswordPolicy::candidate`] makes one at sign-in, [`Auth::accept_password`] a new one.
///
/// [`Auth::accept_password`]: crate::Auth::accept_password
pub struct Password(SecretString);

impl Password {
    /// The text, normalised, for a [`PasswordCheck`]. It must reach no log, no error and no other
    /// machine.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    fn as_bytes(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
