//! What the original has encrypted.
//!
//! XChaCha20-Poly1305 under the SHA-256 of the secret; the nonce and then the ciphertext, in hex.
//! With rotated secrets `$ba$<version>$` stands in front.

use better_auth_core::SecretString;
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

const ENVELOPE: &str = "$ba$";
const NONCE: usize = 24;
const TAG: usize = 16;

/// The secrets of the original.
#[derive(Default)]
pub(crate) struct SourceSecrets(Vec<SecretString>);

impl SourceSecrets {
    pub(crate) fn add(&mut self, secret: SecretString) {
        self.0.push(secret);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &SecretString> {
        self.0.iter()
    }

    /// Decrypts. The version of the envelope is not needed: the cipher says which secret it was.
    pub(crate) fn open(&self, sealed: &str) -> Option<Zeroizing<String>> {
        let bytes = bytes(sealed)?;
        let (&nonce, ciphertext) = bytes.split_first_chunk::<NONCE>()?;
        let open = |secret: &SecretString| {
            let key: [u8; 32] = Sha256::digest(secret.expose()).into();
            let key = Zeroizing::new(key);
            XChaCha20Poly1305::new(&(*key).into()).decrypt(&XNonce::from(nonce), ciphertext).ok()
        };
        let plaintext = self.0.iter().find_map(open)?;
        String::from_utf8(plaintext).ok().map(Zeroizing::new)
    }
}

/// Whether a text has the form of what the original encrypts.
pub(crate) fn looks_sealed(text: &str) -> bool {
    bytes(text).is_some()
}

/// Whether it can be nothing else.
pub(crate) fn is_envelope(text: &str) -> bool {
    text.starts_with(ENVELOPE)
}

fn bytes(sealed: &str) -> Option<Vec<u8>> {
    let hex = match sealed.strip_prefix(ENVELOPE) {
        Some(rest) => rest.split_once('$')?.1,
        None => sealed,
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
    if hex.len() % 2 != 0 || hex.len() < 2 * (NONCE + TAG) {
        return None;
    }
    hex.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}
