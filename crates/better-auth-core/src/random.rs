//! Randomness, injected.
//!
//! Every secret and id comes through [`Random`], so there is one place to audit, and tests can
//! fix what it gives. Production uses [`OsRandom`].

use std::fmt;

use zeroize::Zeroizing;

/// The operating system gave no randomness. Requests that need some are answered with 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the randomness source failed")]
pub struct RandomError;

/// A cryptographically secure source of random bytes.
pub trait Random: fmt::Debug + Send + Sync {
    /// Fills the buffer with random bytes.
    ///
    /// # Errors
    /// When the source fails; nothing may be derived from the buffer then.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError>;
}

impl dyn Random + '_ {
    /// `N` random bytes, wiped from memory when dropped.
    ///
    /// # Errors
    /// When the source fails.
    pub fn bytes<const N: usize>(&self) -> Result<Zeroizing<[u8; N]>, RandomError> {
        let mut bytes = Zeroizing::new([0; N]);
        self.fill(bytes.as_mut_slice())?;
        Ok(bytes)
    }

    /// Text of `length` characters, each drawn evenly from `a-zA-Z0-9` (5.95 bits each).
    ///
    /// # Errors
    /// When the source fails.
    pub fn alphanumeric(&self, length: usize) -> Result<String, RandomError> {
        self.text(length, b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    }

    /// Text of `length` decimal digits, each drawn evenly.
    ///
    /// # Errors
    /// When the source fails.
    pub fn digits(&self, length: usize) -> Result<String, RandomError> {
        self.text(length, b"0123456789")
    }

    /// Draws each character evenly from an alphabet of at most 256 ASCII characters. Bytes that
    /// would favour the first characters of the alphabet are thrown away.
    fn text(&self, length: usize, alphabet: &[u8]) -> Result<String, RandomError> {
        let even = 256 - 256 % alphabet.len();
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let bytes = self.bytes::<64>()?;
            let drawn = bytes.iter().map(|&byte| usize::from(byte)).filter(|&byte| byte < even);
            let letters = drawn.filter_map(|byte| alphabet.get(byte % alphabet.len()));
            text.extend(letters.take(length - text.len()).map(|&letter| char::from(letter)));
        }
        Ok(text)
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
        getrandom::fill(buffer).map_err(|_| RandomError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_the_length_asked_for_and_only_letters_of_the_alphabet() {
        let random: &dyn Random = &OsRandom;
        let text = random.alphanumeric(100).unwrap();
        assert_eq!(text.len(), 100);
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(random.digits(6).unwrap().bytes().all(|byte| byte.is_ascii_digit()));
    }

    #[test]
    fn bytes_that_would_favour_the_first_letters_are_thrown_away() {
        #[derive(Debug)]
        struct High(std::sync::atomic::AtomicU8);
        impl Random for High {
            fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomError> {
                let calls = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                buffer.fill(if calls == 0 { 255 } else { 7 });
                Ok(())
            }
        }
        let random: &dyn Random = &High(0.into());
        assert_eq!(random.digits(3).unwrap(), "777");
    }
}
