use crate::clock::Timestamp;
use crate::id::VerificationId;
use crate::token::TokenHash;

/// A single-use token that was handed out, or rather its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Names the row.
    pub id: VerificationId,
    /// What the token is for; a token of one purpose is worth nothing for another.
    pub purpose: String,
    /// What the token stands for, in the words of its purpose (a user id, a JSON document).
    pub value: String,
    /// From this moment on the token is void.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A verification to be inserted.
#[derive(Debug, Clone)]
pub struct NewVerification {
    /// The row as it will be read back.
    pub verification: Verification,
    /// The hash of the token.
    pub token_hash: TokenHash,
}
