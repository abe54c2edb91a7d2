use std::fmt;

use better_auth_core::Timestamp;

/// Somebody's authenticator app (RFC 6238), as it is after the camera has read the picture.
///
/// ```
/// use better_auth_core::Clock;
/// use better_auth_test::{FakeClock, Totp};
/// let app = Totp::from_uri("otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
/// let code = app.code(FakeClock::default().now());
/// assert_eq!(code.len(), 6);
/// ```
#[derive(Clone)]
pub struct Totp(totp_rs::Totp);

impl Totp {
    /// Reads an `otpauth://` URI.
    ///
    /// # Panics
    /// When it is none, or its secret is too short.
    pub fn from_uri(uri: &str) -> Self {
        Self(totp_rs::Totp::from_url(uri).expect("an otpauth:// URI"))
    }

    /// The code that the app shows at that moment.
    pub fn code(&self, now: Timestamp) -> String {
        self.code_in(now, 0)
    }

    /// The code that the app shows so many steps of 30 seconds later; earlier, if negative.
    ///
    /// # Panics
    /// When that was before 1970.
    pub fn code_in(&self, now: Timestamp, steps: i64) -> String {
        let seconds = now.as_secs() + 30 * steps;
        self.0.generate(u64::try_from(seconds).expect("a moment after 1970")).to_string()
    }

    /// A code that the app does not show at that moment, nor up to two steps before and after.
    pub fn wrong_code(&self, now: Timestamp) -> String {
        let near: Vec<_> = (-2..=2).map(|steps| self.code_in(now, steps)).collect();
        let mut codes = (0..).map(|number| format!("{number:06}"));
        codes.find(|code| !near.contains(code)).expect("six codes are more than five")
    }

    /// How many bits the secret has.
    pub fn secret_bits(&self) -> usize {
        self.0.secret().as_bytes().len() * 8
    }

    /// The secret as it stands in the URI.
    pub fn secret(&self) -> String {
        self.0.secret().to_base32()
    }
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Totp(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: &str = "otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop";

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let app = Totp::from_uri(URI);
        for (seconds, code) in
            [(59, "287082"), (1_111_111_111, "050471"), (2_000_000_000, "279037")]
        {
            assert_eq!(app.code(Timestamp::from_millis(seconds * 1000)), code);
        }
        assert_eq!(app.secret_bits(), 160);
    }

    #[test]
    fn a_wrong_code_is_none_of_those_that_are_near() {
        let (app, now) = (Totp::from_uri(URI), Timestamp::from_millis(1_111_111_111_000));
        assert!((-2..=2).all(|steps| app.code_in(now, steps) != app.wrong_code(now)));
    }
}
