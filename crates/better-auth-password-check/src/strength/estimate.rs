//! The estimate, and how much of a password it sees.
//!
//! zxcvbn tries each combination of the letters that digits and signs may stand for, so the time
//! that it takes grows with their number: 100 characters full of such signs took 1.5 seconds of
//! an optimised build. The beginning of such a password says enough. Looking at less of a
//! password never makes it stronger.

use std::collections::HashSet;

/// Most characters that are looked at; zxcvbn looks at no more either.
const MOST: usize = 100;

/// Bound on the square of the characters times the combinations. With it, passwords that were made
/// to be slow took 10 milliseconds of an optimised build on average, and 0.1 seconds at the worst.
const WORK: usize = 20_000;

/// The signs that may stand for one letter, for the letters that have several of them.
const SIGNS: [&str; 6] = ["4@", "({[<", "69", "1!|", "1|7", "$5+7"];

/// The part of a password that is looked at.
pub(super) fn beginning(password: &str) -> &str {
    let mut seen = HashSet::new();
    for (count, (start, character)) in password.char_indices().enumerate() {
        seen.insert(character);
        let combinations: usize = SIGNS.iter().map(|signs| ways(signs, &seen)).product();
        if count >= MOST || (count + 1).pow(2).saturating_mul(combinations) > WORK {
            return password.get(..start).unwrap_or_default();
        }
    }
    password
}

fn ways(signs: &str, seen: &HashSet<char>) -> usize {
    signs.chars().filter(|sign| seen.contains(sign)).count().max(1)
}

/// From 0, the weakest, to 4.
pub(super) fn score(password: &str, words: &[String]) -> u8 {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(password, &words).score().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_SIGNS: &str = "4@8({[<369!1|07+$5%2";

    fn looked_at(password: &str) -> usize {
        beginning(password).chars().count()
    }

    #[test]
    fn an_ordinary_password_is_looked_at_as_a_whole() {
        for password in [
            "",
            "🦀",
            "correct horse battery staple",
            "Tr0ub4dor&3-and-1815-more-w0rds",
            "J{x8[2(Vq<0!pZ7$",
        ] {
            assert_eq!(beginning(password), password);
        }
    }

    #[test]
    fn of_a_long_one_100_characters_are_looked_at() {
        assert_eq!(looked_at(&"a".repeat(100)), 100);
        assert_eq!(looked_at(&"🦀".repeat(128)), 100);
    }

    #[test]
    fn dos_01_the_more_combinations_the_less_is_looked_at() {
        assert_eq!(looked_at(&"ab".repeat(64)), 100);
        assert_eq!(looked_at(&"4@!1".repeat(32)), 70);
        let signs: String = ALL_SIGNS.chars().cycle().take(128).collect();
        let seen = looked_at(&signs);
        assert!((10..20).contains(&seen), "{seen}");
    }

    #[test]
    fn what_is_looked_at_of_many_signs_is_strong_by_itself() {
        let signs: String = "7x{9$Q<1@(|[6w!+".chars().cycle().take(128).collect();
        assert!(looked_at(&signs) < 128);
        assert_eq!(score(beginning(&signs), &[]), 4);
    }

    #[test]
    fn scores_are_those_of_zxcvbn() {
        assert_eq!(score("password", &[]), 0);
        assert_eq!(score("Summer2024!", &[]), 2);
        assert_eq!(score("correct horse battery staple", &[]), 4);
    }

    #[test]
    fn a_word_that_everybody_would_try_counts_little() {
        let words = ["Brunswick-Corp".to_owned()];
        assert!(score("Brunswick-Corp", &words) < 3);
        assert!(score("Brunswick-Corp", &[]) >= 3);
    }
}
