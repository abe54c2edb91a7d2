//! The range API: SHA-1 in upper-case hexadecimal, asked for by its beginning.
//!
//! SHA-1 protects nothing here, it is what the protocol speaks.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

/// Characters that are sent.
const PREFIX: usize = 5;

/// Characters of a hash.
const LENGTH: usize = 40;

/// The hash of a password, split into what is sent and what is not. No `Debug`.
pub(super) struct Digest(Zeroizing<String>);

impl Digest {
    pub(super) fn of(password: &str) -> Self {
        // The right capacity from the start: growing would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(LENGTH));
        for byte in Sha1::digest(password.as_bytes()) {
            // Writing to a `String` does not fail.
            let _ = write!(text, "{byte:02X}");
        }
        Self(text)
    }

    pub(super) fn prefix(&self) -> &str {
        self.0.get(..PREFIX).unwrap_or_default()
    }

    fn suffix(&self) -> &str {
        self.0.get(PREFIX..).unwrap_or_default()
    }

    /// How often the password leaked; `None` if the text is no list. Lines that are no entry are
    /// passed over. Padding has the count 0.
    pub(super) fn count_in(&self, list: &[u8]) -> Option<u64> {
        let entries = list.split(|&byte| byte == b'\n').filter_map(entry);
        entries.fold(None, |found, (suffix, count)| {
            let own = if suffix.eq_ignore_ascii_case(self.suffix()) { count } else { 0 };
            Some(own.max(found.unwrap_or(0)))
        })
    }
}

/// `suffix:count`.
fn entry(line: &[u8]) -> Option<(&str, u64)> {
    let (suffix, count) = std::str::from_utf8(line).ok()?.trim().split_once(':')?;
    let is_suffix =
        suffix.len() == LENGTH - PREFIX && suffix.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((suffix, count.trim().parse().ok()?)).filter(|_| is_suffix)
}

#[cfg(test)]
mod tests {
    use super::*;

    // SHA-1 of "password": 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8.
    const SUFFIX: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
    const OTHER: &str = "0018A45C4D1DEF81644B54AB7F969B88D65";

    fn count(list: &str) -> Option<u64> {
        Digest::of("password").count_in(list.as_bytes())
    }

    #[test]
    fn a_hash_is_split_after_five_characters() {
        let digest = Digest::of("password");
        assert_eq!(digest.prefix(), "5BAA6");
        assert_eq!(digest.suffix(), SUFFIX);
    }

    #[test]
    fn the_count_of_the_own_entry_is_found() {
        assert_eq!(count(&format!("{OTHER}:3\r\n{SUFFIX}:42\r\n")), Some(42));
        assert_eq!(count(&format!("{OTHER}:3\n{}:42", SUFFIX.to_lowercase())), Some(42));
        assert_eq!(count(&format!("{OTHER}:3\r\n")), Some(0));
    }

    #[test]
    fn padding_counts_nothing() {
        assert_eq!(count(&format!("{SUFFIX}:0\r\n{OTHER}:0\r\n")), Some(0));
        assert_eq!(count(&format!("{SUFFIX}:7\r\n{SUFFIX}:0\r\n")), Some(7));
    }

    #[test]
    fn lines_that_are_no_entry_are_passed_over() {
        for line in [
            "",
            ":",
            "x",
            SUFFIX,
            &format!("{SUFFIX}:"),
            &format!("{SUFFIX}:many"),
            &format!("{SUFFIX}:-1"),
            &format!("{SUFFIX}:99999999999999999999999"),
            &format!("5BAA6{SUFFIX}:9"),
            &format!("{}:9", &SUFFIX[1..]),
            "1E4C9B93F3F0682250B6CF8331B7EE68FD\u{df}:9",
        ] {
            assert_eq!(count(line), None, "{line}");
            assert_eq!(count(&format!("{line}\r\n{SUFFIX}:42\r\n{line}")), Some(42), "{line}");
        }
        let mut list = b"\xff\xfe:1\r\n".to_vec();
        assert_eq!(Digest::of("password").count_in(&list), None);
        list.extend_from_slice(format!("{SUFFIX}:2").as_bytes());
        assert_eq!(Digest::of("password").count_in(&list), Some(2));
    }
}
