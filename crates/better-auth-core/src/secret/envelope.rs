//! The envelope of what is encrypted at rest.
//!
//! `v1.` and base64url without padding of: key id (8 bytes), nonce (24 random bytes), ciphertext
//! with its tag (16 bytes more than the plaintext). The nonce is long enough to be drawn at
//! random for as many values as a server will ever seal under one key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::keyring::{KeyPurpose, Keyring, ServerKey};
use crate::random::{Random, RandomError};

const VERSION: &str = "v1.";

/// An envelope that does not open: unknown key, changed, or of another row or purpose. To a
/// client this is a 4xx: the value has to be made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed value does not open")]
pub struct OpenError;

/// What an envelope held.
pub struct Opened {
    /// The content.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// Sealed under an older secret: seal it again when convenient.
    pub stale: bool,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("stale", &self.stale).finish_non_exhaustive()
    }
}

/// Says under which secret an envelope was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeyId([u8; 8]);

impl KeyId {
    /// The first 8 bytes of a sub-key that is used for nothing else.
    pub(super) fn cut(fingerprint: &[u8; 32]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = *fingerprint;
        Self([a, b, c, d, e, f, g, h])
    }
}

pub(super) fn seal(
    key: &ServerKey,
    purpose: KeyPurpose,
    context: &str,
    plaintext: &[u8],
    random: &dyn Random,
) -> Result<String, RandomError> {
    let nonce = random.bytes::<24>()?;
    let aad = associated_data(purpose, context);
    let payload = Payload { msg: plaintext, aad: &aad };
    #[expect(clippy::expect_used, reason = "only a plaintext of 256 GiB is too long")]
    let ciphertext =
        cipher(key, purpose).encrypt(&XNonce::from(*nonce), payload).expect("a short plaintext");
    let envelope = [&key.id.0, nonce.as_slice(), &ciphertext].concat();
    Ok(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(envelope)))
}

pub(super) fn open(
    keys: &Keyring,
    purpose: KeyPurpose,
    context: &str,
    sealed: &str,
) -> Result<Opened, OpenError> {
    let text = sealed.strip_prefix(VERSION).ok_or(OpenError)?;
    let envelope = URL_SAFE_NO_PAD.decode(text).map_err(|_| OpenError)?;
    let (&id, rest) = envelope.split_first_chunk::<8>().ok_or(OpenError)?;
    let (&nonce, ciphertext) = rest.split_first_chunk::<24>().ok_or(OpenError)?;
    let (key, stale) = keys.find(KeyId(id)).ok_or(OpenError)?;
    let aad = associated_data(purpose, context);
    let payload = Payload { msg: ciphertext, aad: &aad };
    let plaintext =
        cipher(key, purpose).decrypt(&XNonce::from(nonce), payload).map_err(|_| OpenError)?;
    Ok(Opened { plaintext: Zeroizing::new(plaintext), stale })
}

fn cipher(key: &ServerKey, purpose: KeyPurpose) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*key.sealing_key(purpose)).into())
}

/// The purpose is framed by its length: no other pair gives the same bytes.
fn associated_data(purpose: KeyPurpose, context: &str) -> Vec<u8> {
    let purpose = purpose.as_str().as_bytes();
    [&(purpose.len() as u64).to_le_bytes(), purpose, context.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::random::OsRandom;
    use crate::secret::SecretString;

    const TOTP: KeyPurpose = KeyPurpose::new("totp-secret");
    const ROW: &str = "two_factor:1";

    fn keyring(secrets: &[&str]) -> Keyring {
        let secrets: Vec<SecretString> = secrets.iter().map(|&text| text.into()).collect();
        Keyring::new(&secrets)
    }

    fn sealed(keys: &Keyring) -> String {
        keys.seal(TOTP, ROW, b"JBSWY3DPEHPK3PXP", &OsRandom).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_and_is_not_stale() {
        let keys = keyring(&["one"]);
        let opened = keys.open(TOTP, ROW, &sealed(&keys)).unwrap();
        assert_eq!(opened.plaintext.as_slice(), b"JBSWY3DPEHPK3PXP");
        assert!(!opened.stale);
    }

    #[test]
    fn another_row_another_purpose_or_another_secret_does_not_open_it() {
        let keys = keyring(&["one"]);
        let sealed = sealed(&keys);
        assert_eq!(keys.open(TOTP, "two_factor:2", &sealed).unwrap_err(), OpenError);
        assert_eq!(keys.open(KeyPurpose::new("oauth"), ROW, &sealed).unwrap_err(), OpenError);
        assert_eq!(keyring(&["two"]).open(TOTP, ROW, &sealed).unwrap_err(), OpenError);
    }

    #[test]
    fn letters_do_not_move_between_purpose_and_context() {
        let keys = keyring(&["one"]);
        let sealed = keys.seal(KeyPurpose::new("ab"), "c", b"x", &OsRandom).unwrap();
        assert!(keys.open(KeyPurpose::new("a"), "bc", &sealed).is_err());
    }

    #[test]
    fn tfa_12_what_an_older_secret_sealed_opens_as_stale() {
        let sealed = sealed(&keyring(&["old"]));
        let opened = keyring(&["new", "older", "old"]).open(TOTP, ROW, &sealed).unwrap();
        assert_eq!(opened.plaintext.as_slice(), b"JBSWY3DPEHPK3PXP");
        assert!(opened.stale);
    }

    #[test]
    fn no_two_envelopes_of_one_text_are_alike() {
        let keys = keyring(&["one"]);
        assert_ne!(sealed(&keys), sealed(&keys));
    }

    #[test]
    fn a_change_of_any_character_is_noticed() {
        let keys = keyring(&["one"]);
        let sealed = sealed(&keys);
        for position in 0..sealed.len() {
            for letter in ["A", "B", "-", "=", "."] {
                let mut changed = sealed.clone();
                changed.replace_range(position..=position, letter);
                assert!(changed == sealed || keys.open(TOTP, ROW, &changed).is_err(), "{changed}");
            }
            assert!(keys.open(TOTP, ROW, &sealed[..position]).is_err());
        }
    }

    #[test]
    fn debug_of_what_was_opened_does_not_show_it() {
        let keys = keyring(&["one"]);
        let opened = keys.seal(TOTP, ROW, b"\x07\x07\x07", &OsRandom).unwrap();
        let opened = keys.open(TOTP, ROW, &opened).unwrap();
        assert_eq!(format!("{opened:?}"), "Opened { stale: false, .. }");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn inp_08_junk_does_not_open_and_does_not_panic(junk in "(v1\\.)?[A-Za-z0-9_=-]{0,90}|.{0,30}") {
            prop_assert!(keyring(&["one"]).open(TOTP, ROW, &junk).is_err());
        }
    }
}
