use std::fmt;

use crate::clock::Timestamp;
use crate::id::{UserId, VerificationId};
use crate::token::TokenHash;

/// What a single-use token is for; a token of one purpose is worth nothing for another. A constant
/// of the crate that hands the token out, in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Purpose(&'static str);

impl Purpose {
    /// Declares a purpose: `pub const RESET: Purpose = Purpose::new("reset-password");`
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A single-use token that was handed out, or rather its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Names the row.
    pub id: VerificationId,
    /// What the token is for.
    pub purpose: String,
    /// Whose token it is, where it belongs to a user; it goes when the user goes.
    pub user_id: Option<UserId>,
    /// What the token stands for, in the words of its purpose (an address, a JSON document).
    pub value: String,
    /// From this moment on the token is void.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was used. The row stays until it expires, so that a second click can be told.
    pub consumed_at: Option<Timestamp>,
}

/// A verification to be inserted.
#[derive(Debug, Clone)]
pub struct NewVerification {
    /// The row as it will be read back.
    pub verification: Verification,
    /// The hash of the token.
    pub token_hash: TokenHash,
}

/// A token as it is presented, on its way to a store.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// What the token is to be used for.
    pub purpose: Purpose,
    /// The hash of the token.
    pub token: &'a TokenHash,
    /// Whose it has to be, where that is known. A token of somebody else stays unused.
    pub user: Option<&'a UserId>,
}
