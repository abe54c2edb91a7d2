//! The server secrets and the keys derived from them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::SecretString;
use super::envelope::{self, KeyId, OpenError, Opened};
use crate::random::{Random, RandomError};

/// Shortest server secret that is accepted, in characters.
pub const MIN_SECRET_LENGTH: usize = 32;

/// Shortest MAC prefix that [`Keyring::verify_mac`] takes, in bytes: what a session token carries.
const MIN_TAG_LENGTH: usize = 7;

type HmacSha256 = Hmac<Sha256>;

/// What a derived key is for: every use has a key of its own (HKDF-SHA256 info string).
///
/// A plugin declares its own, with its name in front:
/// `pub const STATE: KeyPurpose = KeyPurpose::new("oauth-state");`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyPurpose(&'static str);

impl KeyPurpose {
    /// The tag of a session token; checked with every request, so its key is derived once.
    pub(crate) const SESSION_TOKEN: Self = Self::new("session-token");

    /// Declares a purpose.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    pub(super) fn as_str(self) -> &'static str {
        self.0
    }
}

/// The server secrets: the first one signs and encrypts, every one verifies and decrypts.
pub struct Keyring {
    current: ServerKey,
    older: Vec<ServerKey>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(…)")
    }
}

impl Keyring {
    /// Derives from the current secret, which comes first, and the older ones after it. The
    /// settings have checked their lengths.
    ///
    /// # Panics
    /// Without any secret: nothing may be signed then.
    pub fn new(secrets: &[SecretString]) -> Self {
        let mut keys = secrets.iter().map(ServerKey::new);
        #[expect(clippy::expect_used, reason = "a made-up key would let everybody in")]
        let current = keys.next().expect("at least one server secret");
        Self { current, older: keys.collect() }
    }

    /// HMAC-SHA256 under the current secret's key for that purpose. The parts of the message are
    /// framed by their lengths: `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn mac(&self, purpose: KeyPurpose, message: &[&[u8]]) -> [u8; 32] {
        self.current.mac(purpose, message)
    }

    /// Whether `tag` is the MAC of that message under any of the secrets, or at least the first
    /// 7 bytes of it. Constant time for each secret.
    pub fn verify_mac(&self, purpose: KeyPurpose, message: &[&[u8]], tag: &[u8]) -> bool {
        if tag.len() < MIN_TAG_LENGTH {
            return false;
        }
        self.keys().any(|key| {
            let mac = key.mac(purpose, message);
            mac.get(..tag.len()).is_some_and(|prefix| prefix.ct_eq(tag).into())
        })
    }

    /// Encrypts what must be read back, under the current secret. `context` binds it to its place
    /// (table and row id), so that it does not open anywhere else. The answer is ASCII text of
    /// about 4/3 of the plaintext plus 67 characters.
    ///
    /// # Errors
    /// When no nonce can be drawn.
    pub fn seal(
        &self,
        purpose: KeyPurpose,
        context: &str,
        plaintext: &[u8],
        random: &dyn Random,
    ) -> Result<String, RandomError> {
        envelope::seal(&self.current, purpose, context, plaintext, random)
    }

    /// Decrypts what [`seal`](Self::seal) gave, under whichever of the secrets it was sealed.
    ///
    /// # Errors
    /// [`OpenError`], whatever is wrong with it: the caller is not told more.
    pub fn open(
        &self,
        purpose: KeyPurpose,
        context: &str,
        sealed: &str,
    ) -> Result<Opened, OpenError> {
        envelope::open(self, purpose, context, sealed)
    }

    /// Whether `signature` is that of a cookie `value` of the TypeScript original: HMAC-SHA256
    /// under the bytes of any of the secrets, as standard base64 of 44 characters. Constant time
    /// for each secret.
    pub fn verify_legacy_signature(&self, value: &str, signature: &str) -> bool {
        let mut tag = [0; 32];
        if signature.len() != 44 || !matches!(STANDARD.decode_slice(signature, &mut tag), Ok(32)) {
            return false;
        }
        self.keys().any(|key| {
            let mac = key.legacy.clone().chain_update(value).finalize().into_bytes();
            mac.as_slice().ct_eq(&tag).into()
        })
    }

    /// The key with that id, and whether it is an older one.
    pub(super) fn find(&self, id: KeyId) -> Option<(&ServerKey, bool)> {
        let mut keys = self.keys().enumerate();
        keys.find(|(_, key)| key.id == id).map(|(age, key)| (key, age > 0))
    }

    fn keys(&self) -> impl Iterator<Item = &ServerKey> {
        std::iter::once(&self.current).chain(&self.older)
    }
}

/// One server secret, and what is derived from it ahead of time.
pub(super) struct ServerKey {
    hkdf: Hkdf<Sha256>,
    /// Tells the secrets apart in an envelope; says nothing about the secret.
    pub(super) id: KeyId,
    session_token: HmacSha256,
    /// Keyed with the secret itself, as the TypeScript original does.
    legacy: HmacSha256,
}

impl ServerKey {
    fn new(secret: &SecretString) -> Self {
        let secret = secret.expose().as_bytes();
        let hkdf = Hkdf::<Sha256>::new(Some(b"better-auth"), secret);
        let id = KeyId::cut(&expand(&hkdf, "key-id", ""));
        let session_token = hmac(&*expand(&hkdf, "mac", KeyPurpose::SESSION_TOKEN.0));
        Self { hkdf, id, session_token, legacy: hmac(secret) }
    }

    fn mac(&self, purpose: KeyPurpose, message: &[&[u8]]) -> [u8; 32] {
        let mut mac = if purpose == KeyPurpose::SESSION_TOKEN {
            self.session_token.clone()
        } else {
            hmac(&*expand(&self.hkdf, "mac", purpose.0))
        };
        for part in message {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The key for sealing. It is another one than that for MACs of the same purpose.
    pub(super) fn sealing_key(&self, purpose: KeyPurpose) -> Zeroizing<[u8; 32]> {
        expand(&self.hkdf, "seal", purpose.0)
    }
}

/// A sub-key. `kind` holds no slash, so no two pairs of kind and purpose share one.
fn expand(hkdf: &Hkdf<Sha256>, kind: &str, purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let info: [&[u8]; 4] = [b"v1/", kind.as_bytes(), b"/", purpose.as_bytes()];
    #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 8160 bytes (RFC 5869, 2.3)")]
    hkdf.expand_multi_info(&info, key.as_mut_slice()).expect("32 bytes");
    key
}

fn hmac(key: &[u8]) -> HmacSha256 {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
    HmacSha256::new_from_slice(key).expect("any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: KeyPurpose = KeyPurpose::new("hello");

    fn keyring(secrets: &[&str]) -> Keyring {
        let secrets: Vec<SecretString> = secrets.iter().map(|&text| text.into()).collect();
        Keyring::new(&secrets)
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_mac_is_the_one_that_another_implementation_computes() {
        let keys = keyring(&["0123456789abcdefghijklmnopqrstuv"]);
        let mac = keys.mac(KeyPurpose::SESSION_TOKEN, &[b"hello", b""]);
        assert_eq!(hex(&mac), "5f8b234a7a874822cf49c9c64a695feb8d98266a77f3e9f7cdfdb8b5f9a4cec6");
    }

    #[test]
    fn the_key_that_is_derived_ahead_is_the_one_that_is_derived_on_demand() {
        let key = keyring(&["0123456789abcdefghijklmnopqrstuv"]).current;
        let demand = hmac(&*expand(&key.hkdf, "mac", "session-token")).finalize().into_bytes();
        assert_eq!(key.mac(KeyPurpose::SESSION_TOKEN, &[]).as_slice(), demand.as_slice());
    }

    #[test]
    fn a_mac_is_of_its_purpose_its_secret_and_the_framing_of_its_parts() {
        let keys = keyring(&["one"]);
        let mac = keys.mac(HELLO, &[b"ab", b"c"]);
        assert!(keys.verify_mac(HELLO, &[b"ab", b"c"], &mac));
        assert!(!keys.verify_mac(HELLO, &[b"a", b"bc"], &mac));
        assert!(!keys.verify_mac(HELLO, &[b"abc"], &mac));
        assert!(!keys.verify_mac(KeyPurpose::new("other"), &[b"ab", b"c"], &mac));
        assert!(!keyring(&["two"]).verify_mac(HELLO, &[b"ab", b"c"], &mac));
    }

    #[test]
    fn a_mac_of_an_older_secret_is_still_accepted_but_no_longer_made() {
        let old = keyring(&["old"]).mac(HELLO, &[b"x"]);
        let rotated = keyring(&["new", "old"]);
        assert!(rotated.verify_mac(HELLO, &[b"x"], &old));
        assert_eq!(rotated.mac(HELLO, &[b"x"]), keyring(&["new"]).mac(HELLO, &[b"x"]));
    }

    #[test]
    fn a_tag_shorter_than_seven_bytes_or_longer_than_the_mac_is_refused() {
        let keys = keyring(&["one"]);
        let mac = keys.mac(HELLO, &[b"x"]);
        for length in 0..7 {
            assert!(!keys.verify_mac(HELLO, &[b"x"], &mac[..length]), "{length}");
        }
        for length in 7..=32 {
            assert!(keys.verify_mac(HELLO, &[b"x"], &mac[..length]), "{length}");
        }
        assert!(!keys.verify_mac(HELLO, &[b"x"], &[&mac[..], &[0]].concat()));
    }

    #[test]
    fn a_signature_of_the_original_is_verified() {
        let keys = keyring(&["new", "an-old-secret-of-the-original-0123456789"]);
        let value = "abcdefghijklmnopqrstuvwxyzABCDEF";
        let right = "GapJz0KJl6sUdRET42n69h49zoWLx/AkOVd66q3qBPM=";
        assert!(keys.verify_legacy_signature(value, right));
        assert!(!keys.verify_legacy_signature("abcdefghijklmnopqrstuvwxyzABCDEG", right));
        assert!(!keyring(&["new"]).verify_legacy_signature(value, right));
        for wrong in [
            "",
            "GapJz0KJl6sUdRET42n69h49zoWLx/AkOVd66q3qBPM",
            "GapJz0KJl6sUdRET42n69h49zoWLx/AkOVd66q3qBPN=",
            "GapJz0KJl6sUdRET42n69h49zoWLx_AkOVd66q3qBPM=",
            "HapJz0KJl6sUdRET42n69h49zoWLx/AkOVd66q3qBPM=",
            "GapJz0KJl6sUdRET42n69h49zoWLx/AkOVd66q3qBPM==",
        ] {
            assert!(!keys.verify_legacy_signature(value, wrong), "{wrong}");
        }
    }

    #[test]
    #[should_panic(expected = "at least one server secret")]
    fn a_keyring_without_a_secret_can_not_be_made() {
        Keyring::new(&[]);
    }
}
