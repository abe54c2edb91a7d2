//! Secrets: the text type that does not leak, and the keys derived from the server secret.
//!
//! Protects from: secrets in logs and answers ([`SecretString`] has no `Display` and no
//! `Serialize`); a MAC or ciphertext made for one use being taken for another (each
//! [`KeyPurpose`] has its own key); a sealed value moved to another row, changed, or read by who
//! has only the database; comparisons that tell by their time how much was right.
//!
//! Does not protect from: who reads the memory of the process or the server secret itself; a
//! secret with little entropy, because HKDF does not stretch; rolling a sealed value back to an
//! older one of the same row and purpose.
//!
//! Standards: HKDF (RFC 5869) and HMAC (RFC 2104), both with SHA-256; XChaCha20-Poly1305
//! (draft-irtf-cfrg-xchacha).

mod envelope;
mod keyring;
mod text;

pub use envelope::{OpenError, Opened};
pub use keyring::{KeyPurpose, Keyring, MIN_SECRET_LENGTH};
pub use text::SecretString;
