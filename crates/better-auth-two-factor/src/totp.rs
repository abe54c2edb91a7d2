//! Time-based one-time codes (RFC 6238): SHA-1, six digits, 30 seconds, one step either way,
//! which is what every authenticator app takes.

use better_auth_core::error::ApiError;
use better_auth_core::random::{Random, RandomError};
use better_auth_core::secret::{KeyPurpose, OpenError};
use better_auth_core::{Auth, SecretString, Timestamp, UserId};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

const SEAL: KeyPurpose = KeyPurpose::new("totp-secret");

/// 160 bits (RFC 4226 section 4, R6).
const LENGTH: usize = 20;

/// The secret that an authenticator app shares with the server.
pub(crate) struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    pub(crate) fn generate(random: &dyn Random) -> Result<Self, RandomError> {
        Ok(Self(Zeroizing::new(random.bytes::<LENGTH>()?.to_vec())))
    }

    /// One that was made elsewhere.
    pub(crate) fn imported(secret: &[u8]) -> Self {
        Self(Zeroizing::new(secret.to_vec()))
    }

    /// What is stored of it; opens only in the row of that user.
    pub(crate) fn seal(&self, auth: &Auth, user: &UserId) -> Result<String, RandomError> {
        auth.keyring().seal(SEAL, &context(user), &self.0, auth.random())
    }

    /// Reads what was stored; also says whether it wants to be sealed anew.
    pub(crate) fn open(
        auth: &Auth,
        user: &UserId,
        sealed: &str,
    ) -> Result<(Self, bool), OpenError> {
        let opened = auth.keyring().open(SEAL, &context(user), sealed)?;
        Ok((Self(opened.plaintext), opened.stale))
    }

    /// The time step whose code it is, if it is that of now, or one earlier or later.
    pub(crate) fn step(&self, code: &str, now: Timestamp) -> Option<i64> {
        let seconds = u64::try_from(now.as_secs()).ok()?;
        let step = self.totp("", None)?.check(code, seconds)?;
        i64::try_from(step).ok()
    }

    /// The `otpauth://` URI that an authenticator app reads.
    pub(crate) fn uri(&self, issuer: &str, account: &str) -> Result<SecretString, ApiError> {
        let totp = self.totp(account, Some(issuer)).ok_or("no TOTP from this secret");
        let uri = totp.map_err(ApiError::internal)?.to_url().map_err(ApiError::internal)?;
        Ok(uri.into())
    }

    fn totp(&self, account: &str, issuer: Option<&str>) -> Option<Totp> {
        let builder = Builder::new().with_secret(self.0.to_vec()).with_skew(1).with_digits(6);
        let builder = builder.with_step_duration(30).with_account_name(account);
        builder.with_issuer(issuer).build().ok()
    }
}

fn context(user: &UserId) -> String {
    format!("two_factors:{user}")
}

/// The URI as a picture for a camera: SVG, black on white.
pub(crate) fn qr_code(uri: &SecretString) -> Result<String, ApiError> {
    let code = qrcode::QrCode::new(uri.expose()).map_err(ApiError::internal)?;
    let mut svg = code.render::<qrcode::render::svg::Color<'_>>();
    Ok(svg.min_dimensions(200, 200).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, the last six of its eight digits.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn secret() -> TotpSecret {
        TotpSecret(Zeroizing::new(b"12345678901234567890".to_vec()))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        for (seconds, code) in VECTORS {
            assert_eq!(secret().step(code, at(seconds)), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn tfa_07_a_code_works_one_step_early_and_one_late() {
        let (seconds, code) = (1_111_111_109, "081804");
        for steps in -20..=20 {
            let accepted = secret().step(code, at(seconds + 30 * steps)).is_some();
            assert_eq!(accepted, (-1..=1).contains(&steps), "{steps}");
        }
    }

    #[test]
    fn only_six_ascii_digits_are_a_code() {
        for code in ["", "28708", "2870822", "+87082", " 87082", "２８７０８２", "28708\n"] {
            assert_eq!(secret().step(code, at(59)), None, "{code:?}");
        }
    }

    #[test]
    fn the_picture_is_an_image_without_any_text() {
        let uri = secret().uri("Example & Sons", "ada@example.com").unwrap();
        let svg = qr_code(&uri).unwrap();
        assert!(svg.starts_with("<?xml") && svg.ends_with("</svg>"), "{svg}");
        assert!(!svg.contains("Example") && !svg.contains("<script"));
    }
}
