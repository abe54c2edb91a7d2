//! Passwords that are guessed first.
//!
//! The list holds what every published count of leaked passwords has in front, as far as it has
//! eight characters or more: shorter ones the default policy refuses anyway.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common.txt").split_ascii_whitespace().collect());

/// Longest unit whose repetition counts as common: `abcdabcd`.
const LONGEST_UNIT: usize = 4;

/// Up to this many characters a repetition or a run counts as common; longer ones are not what is
/// guessed first.
const LONGEST_SIMPLE: usize = 24;

/// Whether a normalised password is on the list (in any case), repeats one unit of a few
/// characters, or runs up or down the alphabet or the digits.
pub(super) fn is_common(password: &str) -> bool {
    let folded = zeroize::Zeroizing::new(password.to_lowercase());
    let letters = zeroize::Zeroizing::new(folded.chars().collect::<Vec<char>>());
    let simple = letters.len() <= LONGEST_SIMPLE && (repeats(&letters) || runs(&letters));
    COMMON.contains(folded.as_str()) || simple
}

fn repeats(letters: &[char]) -> bool {
    let half = letters.len() / 2;
    (1..=LONGEST_UNIT.min(half))
        .any(|unit| letters.iter().zip(letters.iter().skip(unit)).all(|(a, b)| a == b))
}

fn runs(letters: &[char]) -> bool {
    let pairs = || letters.iter().zip(letters.iter().skip(1));
    letters.len() > 2
        && (pairs().all(|(&a, &b)| follows(a, b)) || pairs().all(|(&a, &b)| follows(b, a)))
}

/// Whether `next` comes after `letter`. After 9 comes 0, as on the keyboard.
fn follows(letter: char, next: char) -> bool {
    u32::from(letter) + 1 == u32::from(next) || (letter == '9' && next == '0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_folded_sorted_and_without_what_the_minimum_refuses() {
        let lines: Vec<&str> = include_str!("common.txt").lines().collect();
        assert!(lines.len() > 300, "{}", lines.len());
        assert!(lines.is_sorted(), "sort it");
        for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
            assert_ne!(line, next);
        }
        for line in lines {
            assert!(line.chars().count() >= 8 && line.to_lowercase() == line, "{line}");
        }
    }

    #[test]
    fn repetitions_and_runs_are_common() {
        for text in [
            "aaaaaaaa",
            "        ",
            "🦀🦀🦀🦀🦀🦀🦀🦀",
            "abababab",
            "abcabcabc",
            "abcabcab",
            "12341234",
            "12345678",
            "1234567890",
            "9012345678",
            "87654321",
            "0987654321",
            "abcdefgh",
            "HGFEDCBA",
        ] {
            assert!(is_common(text), "{text}");
        }
    }

    #[test]
    fn other_passwords_are_not() {
        for text in [
            "correct horse battery staple",
            "Zq7?mQxw",
            "abcdefgz",
            "12345679",
            "aaaaaaab",
            "abcdeabcde!",
            "1",
            "",
            "Passwords-and-more",
        ] {
            assert!(!is_common(text), "{text}");
        }
    }
}
