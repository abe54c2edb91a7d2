//! Hashes of the TypeScript original: `hexsalt:hexkey`.
//!
//! scrypt (RFC 7914) with N=16384, r=16, p=1 and a key of 64 bytes; the salt is the hex *text*.
//! They are verified, never made: a sign-in replaces them.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const LOG_N: u8 = 14;
const R: u32 = 16;
const P: u32 = 1;
const KEY_LENGTH: usize = 64;

/// The original's salt has 32 characters; a few more or less do no harm.
const SALT_LENGTHS: std::ops::RangeInclusive<usize> = 16..=128;

/// A hash whose form has been checked.
pub(super) struct ImportedHash<'t> {
    salt: &'t str,
    key: [u8; KEY_LENGTH],
}

impl<'t> ImportedHash<'t> {
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let (salt, key) = text.split_once(':')?;
        let is_salt =
            SALT_LENGTHS.contains(&salt.len()) && salt.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_salt || key.len() != 2 * KEY_LENGTH {
            return None;
        }
        let mut bytes = [0; KEY_LENGTH];
        for (byte, digits) in bytes.iter_mut().zip(key.as_bytes().chunks_exact(2)) {
            let digits = str::from_utf8(digits).ok()?;
            let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            *byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        }
        Some(Self { salt, key: bytes })
    }

    /// Takes 32 MiB and about five times the work of a fresh hash.
    pub(super) fn verify(&self, password: &[u8]) -> bool {
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        let Ok(params) = ::scrypt::Params::new(LOG_N, R, P) else {
            return false;
        };
        let done = ::scrypt::scrypt(password, self.salt.as_bytes(), &params, key.as_mut_slice());
        done.is_ok() && bool::from(key.as_slice().ct_eq(&self.key))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Made with the scrypt of OpenSSL, for `pässwörd-Ⅳ` after NFKC.
    pub(crate) const IMPORTED: &str = "00112233445566778899aabbccddeeff:5941c46f010e9a52c2b7d4c69639b18d1a1783ee162817ae74b205724676e1cba74a723045dc70b572208d81f2d4c23a9646d891b1c4aa0422dfb85297d2e7ba";

    #[test]
    fn a_hash_of_another_implementation_is_verified() {
        let hash = ImportedHash::parse(IMPORTED).unwrap();
        assert!(hash.verify("p\u{e4}ssw\u{f6}rd-IV".as_bytes()));
        assert!(!hash.verify("p\u{e4}ssw\u{f6}rd-VI".as_bytes()));
    }

    #[test]
    fn another_form_is_refused() {
        let (salt, key) = IMPORTED.split_once(':').unwrap();
        for text in [
            String::new(),
            ":".into(),
            salt.into(),
            format!("{salt}:"),
            format!(":{key}"),
            format!("{salt}:{}", &key[2..]),
            format!("{salt}:{key}00"),
            format!("{salt}:{}+f", &key[2..]),
            format!("{salt}:{}é", &key[2..]),
            format!("{}:{key}", salt.replace('0', "g")),
            format!("{}:{key}", "0".repeat(200)),
            format!("{salt}:{key}:"),
        ] {
            assert!(ImportedHash::parse(&text).is_none(), "{text}");
        }
    }
}
