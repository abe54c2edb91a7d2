//! The token of a session.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::TokenHash;
use crate::random::{Random, RandomError};
use crate::secret::{KeyPurpose, Keyring, SecretString};

const PREFIX: &str = "session_";
const RANDOM_LENGTH: usize = 32;
const TAG_LENGTH: usize = 7;
const BYTES: usize = RANDOM_LENGTH + TAG_LENGTH;

/// 39 bytes are exactly 52 characters: no bit is left over, so each token has one spelling.
const TEXT_LENGTH: usize = PREFIX.len() + BYTES / 3 * 4;

/// Session tokens of the TypeScript original: 32 characters of `a-zA-Z0-9`.
const FOREIGN_LENGTH: usize = 32;

/// Longest text that is looked at: a signed token whose every character is percent-encoded.
const MAX_BEARER_LENGTH: usize = 3 * (TEXT_LENGTH + 1 + 44);

/// The token of a session: `session_` and base64url of 32 random bytes and 7 bytes of keyed tag,
/// 60 characters in all. Or, for sessions imported from the TypeScript original, its token of 32
/// letters and digits; such a one is accepted only with the original's signature, and keeps it:
/// what is handed back to the client must open the session again.
///
/// A value of this type has passed that check. Whether its session lives, the database says.
#[derive(Clone)]
pub struct SessionToken(SecretString);

impl SessionToken {
    /// Makes a fresh token.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn generate(keys: &Keyring, random: &dyn Random) -> Result<Self, RandomError> {
        let secret = random.bytes::<RANDOM_LENGTH>()?;
        let mac = keys.mac(KeyPurpose::SESSION_TOKEN, &[secret.as_slice()]);
        let mut bytes = Zeroizing::new([0; BYTES]);
        for (to, from) in bytes.iter_mut().zip(secret.iter().chain(&mac)) {
            *to = *from;
        }
        let mut text = String::with_capacity(TEXT_LENGTH);
        text.push_str(PREFIX);
        URL_SAFE_NO_PAD.encode_string(bytes.as_slice(), &mut text);
        Ok(Self(SecretString::new(text)))
    }

    /// Checks form and tag without asking the database.
    pub fn parse(text: &str, keys: &Keyring) -> Option<Self> {
        if text.len() != TEXT_LENGTH {
            return None;
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        let read = URL_SAFE_NO_PAD.decode_slice(text.strip_prefix(PREFIX)?, bytes.as_mut_slice());
        if read != Ok(BYTES) {
            return None;
        }
        let (secret, tag) = bytes.split_first_chunk::<RANDOM_LENGTH>()?;
        keys.verify_mac(KeyPurpose::SESSION_TOKEN, &[secret.as_slice()], tag)
            .then(|| Self(SecretString::new(text)))
    }

    /// A bearer token: ours, raw; or `token.signature` as the TypeScript original signs, which
    /// may be percent-encoded.
    pub fn parse_bearer(text: &str, keys: &Keyring) -> Option<Self> {
        match text.len() {
            // Ours needs no decoding, and a signed one is never that short.
            TEXT_LENGTH => Self::parse(text, keys),
            _ => Self::parse_signed(text, keys),
        }
    }

    /// As [`parse_bearer`](Self::parse_bearer), without the raw form.
    pub(crate) fn parse_signed(text: &str, keys: &Keyring) -> Option<Self> {
        if text.len() > MAX_BEARER_LENGTH {
            return None;
        }
        Self::from_signed(&percent_decode(text)?, keys)
    }

    /// A token that comes as `token.signature`, percent-decoded already: in a cookie of the
    /// TypeScript original, or behind `Bearer`. The signature must be right, and the token one
    /// of ours with its tag or one of the original's form.
    pub(crate) fn from_signed(text: &str, keys: &Keyring) -> Option<Self> {
        let (token, signature) = text.rsplit_once('.')?;
        if !keys.verify_legacy_signature(token, signature) {
            return None;
        }
        Self::parse(token, keys).or_else(|| is_foreign(token).then(|| Self(text.into())))
    }

    /// What is stored of it; of an imported one that is the hash without its signature.
    pub fn hash(&self) -> TokenHash {
        let text = self.0.expose();
        // Ours has no dot.
        TokenHash::of(text.rsplit_once('.').map_or(text, |(token, _)| token))
    }

    /// The text: goes into a cookie or the answer of a sign-in and nowhere else.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

fn is_foreign(token: &str) -> bool {
    token.len() == FOREIGN_LENGTH && token.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Undoes `encodeURIComponent` (RFC 3986, 2.1). `None` for a `%` without two hex digits behind it
/// and for what is no UTF-8 then.
fn percent_decode(text: &str) -> Option<Zeroizing<String>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' { hex(rest.next()?)? << 4 | hex(rest.next()?)? } else { byte });
    }
    String::from_utf8(bytes).ok().map(Zeroizing::new)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::random::OsRandom;

    const OLD: &str = "an-old-secret-of-the-original-0123456789";
    const FOREIGN: &str = "abcdefghijklmnopqrstuvwxyzABCDEF";
    const SIGNATURE: &str = "GapJz0KJl6sUdRET42n69h49zoWLx/AkOVd66q3qBPM=";

    fn keyring(secrets: &[&str]) -> Keyring {
        let secrets: Vec<SecretString> = secrets.iter().map(|&text| text.into()).collect();
        Keyring::new(&secrets)
    }

    fn generate(keys: &Keyring) -> String {
        SessionToken::generate(keys, &OsRandom).unwrap().expose().to_owned()
    }

    fn sign(value: &str, secret: &str) -> String {
        use base64::engine::general_purpose::STANDARD;
        use hmac::{Hmac, KeyInit as _, Mac as _};
        let mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        format!("{value}.{}", STANDARD.encode(mac.chain_update(value).finalize().into_bytes()))
    }

    fn encode_uri(text: &str) -> String {
        text.replace('+', "%2B").replace('/', "%2f").replace('=', "%3D")
    }

    #[test]
    fn ses_01_tokens_differ_in_every_place_and_hold_256_random_bits() {
        let keys = keyring(&[OLD]);
        let tokens: Vec<String> = (0..200).map(|_| generate(&keys)).collect();
        for position in PREFIX.len()..TEXT_LENGTH {
            let seen: HashSet<u8> = tokens.iter().map(|token| token.as_bytes()[position]).collect();
            assert!(seen.len() > 20, "position {position} has {} values", seen.len());
        }
        assert!(tokens.iter().all(|token| token.len() == 60 && token.starts_with("session_")));
        assert_eq!(tokens.iter().collect::<HashSet<_>>().len(), 200);
    }

    #[test]
    fn a_fresh_token_is_read_back() {
        let keys = keyring(&[OLD]);
        let token = SessionToken::generate(&keys, &OsRandom).unwrap();
        let read = SessionToken::parse(token.expose(), &keys).unwrap();
        assert_eq!(read.hash(), token.hash());
    }

    #[test]
    fn a_change_of_any_character_is_noticed_without_the_database() {
        let keys = keyring(&[OLD]);
        let token = generate(&keys);
        for position in 0..token.len() {
            for letter in ["A", "b", "_", "=", "\u{e9}"] {
                let mut changed = token.clone();
                changed.replace_range(position..=position, letter);
                assert!(changed == token || SessionToken::parse(&changed, &keys).is_none());
            }
            assert!(SessionToken::parse(&token[..position], &keys).is_none());
            assert!(SessionToken::parse(&token[position + 1..], &keys).is_none());
        }
    }

    #[test]
    fn a_token_of_another_server_is_refused_and_one_of_an_older_secret_accepted() {
        let old = generate(&keyring(&["old"]));
        assert!(SessionToken::parse(&old, &keyring(&["new"])).is_none());
        assert!(SessionToken::parse(&old, &keyring(&["new", "old"])).is_some());
    }

    #[test]
    fn a_bearer_token_may_be_raw_signed_or_signed_and_percent_encoded() {
        let keys = keyring(&[OLD]);
        let token = generate(&keys);
        let signed = sign(&token, OLD);
        for text in [&token, &signed, &encode_uri(&signed)] {
            let read = SessionToken::parse_bearer(text, &keys).unwrap();
            assert_eq!(read.expose(), token);
        }
    }

    #[test]
    fn a_token_of_the_original_is_accepted_with_its_signature_only() {
        let keys = keyring(&["new", OLD]);
        let signed = format!("{FOREIGN}.{SIGNATURE}");
        for text in [&signed, &encode_uri(&signed)] {
            let read = SessionToken::parse_bearer(text, &keys).unwrap();
            assert_eq!(read.hash(), TokenHash::of(FOREIGN));
            assert_eq!(read.expose(), signed, "what is handed back is accepted again");
        }
        for text in [FOREIGN, &format!("{FOREIGN}."), &sign(FOREIGN, "other")] {
            assert!(SessionToken::parse_bearer(text, &keys).is_none(), "{text}");
            assert!(SessionToken::from_signed(text, &keys).is_none(), "{text}");
        }
    }

    #[test]
    fn a_right_signature_does_not_make_anything_else_a_session_token() {
        let keys = keyring(&[OLD]);
        let forged = format!("{PREFIX}{}", "A".repeat(52));
        let others = [
            "",
            "true",
            "2fa-abcdefghijklmnopqrst",
            &FOREIGN[1..],
            "abcdefghijklmnopqrstuvwxyz.ABCDE",
            &forged,
        ];
        for value in others {
            assert!(SessionToken::from_signed(&sign(value, OLD), &keys).is_none(), "{value}");
            assert!(SessionToken::parse_bearer(&sign(value, OLD), &keys).is_none(), "{value}");
        }
    }

    #[test]
    fn percent_encoding_that_is_cut_or_no_utf_8_is_refused() {
        for text in ["%", "%2", "%zz", "a%ff", "%+1"] {
            assert!(percent_decode(text).is_none(), "{text}");
        }
        assert_eq!(percent_decode("a%2Bb+%c3%A9").unwrap().as_str(), "a+b+é");
    }

    #[test]
    fn debug_does_not_show_the_token() {
        let token = SessionToken::generate(&keyring(&[OLD]), &OsRandom).unwrap();
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn inp_08_what_is_read_is_what_was_written_and_nothing_else(
            text in "(session_)?[A-Za-z0-9_-]{30,54}(\\.[A-Za-z0-9+/]{43}=)?|[%.=A-F0-9]{0,80}|.{0,30}"
        ) {
            let keys = keyring(&[OLD]);
            prop_assert!(SessionToken::parse(&text, &keys).is_none());
            prop_assert!(SessionToken::parse_bearer(&text, &keys).is_none());
            prop_assert!(SessionToken::from_signed(&text, &keys).is_none());
        }

        #[test]
        fn inp_08_percent_decoding_undoes_encoding(bytes in ".{0,10}") {
            let encoded: String = bytes.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let decoded = percent_decode(&encoded).unwrap();
            prop_assert_eq!(decoded.as_str(), bytes.as_str());
        }
    }
}
