//! The text of a key: a prefix, random letters and digits, and a checksum.
//!
//! ```text
//! ba_ 7Qk…58 random letters and digits…Zr 2aB9xQ
//! ^   ^                                   ^ CRC-32 of all that stands before it, six digits to base 62
//! ^   ^ 345 bits
//! ^ the prefix of the configuration
//! ```
//!
//! A program that searches texts for leaked keys finds one by its form and knows by the checksum
//! that it is one; a mistyped key is refused before the database is asked. The checksum is no
//! secret and proves nothing: the hash in the database decides.
//!
//! The checksum begins with a digit, for 2^32 is less than 5 · 62^5. Keys of the npm package are
//! letters to the end, so those that were imported are told apart and go to the database.

use better_auth_core::random::{Random, RandomError};
use better_auth_core::token::TokenHash;
use better_auth_core::{ErrorCode, SecretString};

use crate::error::INVALID_API_KEY;

/// How many characters the checksum has.
const CHECKSUM: usize = 6;

/// The longest text that is looked at, in bytes.
const MAX_KEY: usize = 256;

/// Makes a key of `length` characters after the prefix.
pub(crate) fn generate(
    prefix: &str,
    length: usize,
    random: &dyn Random,
) -> Result<SecretString, RandomError> {
    let mut key = String::with_capacity(prefix.len() + length);
    key.push_str(prefix);
    key.push_str(&random.alphanumeric(length.saturating_sub(CHECKSUM))?);
    let sum = checksum(&key);
    key.push_str(&sum);
    Ok(SecretString::from(key))
}

/// What is stored of a key that a request presents, unless the text can not be a key.
pub(crate) fn hash_of(key: &str, any_form: bool) -> Result<TokenHash, ErrorCode> {
    let spelled = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let is_text = !key.is_empty() && key.len() <= MAX_KEY && key.bytes().all(spelled);
    if !is_text || (!any_form && is_mistyped(key)) {
        return Err(INVALID_API_KEY);
    }
    Ok(TokenHash::of(key))
}

/// Whether the end of the text is a checksum, and one that does not fit.
fn is_mistyped(key: &str) -> bool {
    let Some((body, sum)) = key.len().checked_sub(CHECKSUM).and_then(|at| key.split_at_checked(at))
    else {
        return true;
    };
    let is_checksum = sum.bytes().any(|byte| byte.is_ascii_digit());
    is_checksum && checksum(body) != sum
}

/// CRC-32 (IEEE 802.3) as six digits to base 62: `0-9A-Za-z`.
fn checksum(text: &str) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut rest = crc32(text.as_bytes());
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS.get((rest % 62) as usize).copied().unwrap_or(b'0');
        rest /= 62;
    }
    digits.iter().map(|&digit| char::from(digit)).collect()
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    let update = |crc: u32, &byte: &u8| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc));
    !bytes.iter().fold(u32::MAX, update)
}

/// The first characters of a key, by which people tell their keys apart.
pub(crate) fn start(key: &str, length: usize) -> Option<String> {
    let start: String = key.chars().take(length).collect();
    (!start.is_empty()).then_some(start)
}

#[cfg(test)]
mod tests {
    use better_auth_core::random::OsRandom;

    use super::*;

    fn key() -> String {
        generate("ba_", 64, &OsRandom).unwrap().expose().to_owned()
    }

    #[test]
    fn the_checksum_is_that_of_ieee_802_3() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(checksum("").as_str(), "000000");
    }

    #[test]
    fn key_08_a_key_has_a_prefix_and_58_random_characters() {
        let (one, other) = (key(), key());
        assert_eq!(one.len(), 3 + 64);
        assert!(one.starts_with("ba_") && one != other);
        let (a, b) = (&one[3..61], &other[3..61]);
        let same = a.bytes().zip(b.bytes()).filter(|(a, b)| a == b).count();
        assert!(same < 20, "{a} {b}");
    }

    #[test]
    fn a_key_is_found_by_the_hash_that_the_npm_package_stores() {
        let key = key();
        assert_eq!(hash_of(&key, false).unwrap(), TokenHash::of(&key));
    }

    #[test]
    fn a_mistyped_key_needs_no_database() {
        let key = key();
        for at in 0..key.len() {
            let mut wrong = key.clone().into_bytes();
            wrong[at] = if wrong[at] == b'7' { b'8' } else { b'7' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert!(hash_of(&wrong, false).is_err(), "{at}");
        }
        for cut in 1..key.len() {
            let cut = &key[..cut];
            let looks_imported = cut.len() >= CHECKSUM
                && cut[cut.len() - CHECKSUM..].bytes().all(|byte| !byte.is_ascii_digit());
            assert!(looks_imported || hash_of(cut, false).is_err(), "{cut}");
        }
    }

    #[test]
    fn an_imported_key_of_letters_goes_to_the_database() {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl";
        assert!(hash_of(letters, false).is_ok());
        assert!(hash_of(&format!("my-app_{letters}"), false).is_ok());
        assert!(hash_of("custom-generator-01234", false).is_err());
        assert!(hash_of("custom-generator-01234", true).is_ok());
    }

    #[test]
    fn what_can_not_be_a_key_is_refused_in_any_case() {
        for text in ["", "a b", "key\n", "schlüssel", &"a".repeat(257)] {
            assert!(hash_of(text, true).is_err(), "{text:?}");
        }
    }
}
