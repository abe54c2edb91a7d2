use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{RateLimit, Verdict};
use crate::auth::Auth;
use crate::error::{ApiError, codes};
use crate::secret::{KeyPurpose, Keyring};

/// The store of the limits holds no addresses of people, only keyed hashes of them.
const ACCOUNT_NAME: KeyPurpose = KeyPurpose::new("rate-limit-account");
const MAIL_ADDRESS: KeyPurpose = KeyPurpose::new("rate-limit-mail");

impl Auth {
    /// Makes an attempt to prove a password, and counts it against the account if it fails
    /// (`None`). After too many failures, from wherever they came, the attempt is not made
    /// ([`RateLimitOptions::account`]). Names that nobody has count like others, or the limit
    /// would tell which exist.
    ///
    /// It counts before and takes back after, so that a hundred guesses at once are no more than
    /// the limit, and a client that does not wait for the answer has used its guess up. An
    /// attempt that could not be made (a full queue, a failed store) is no failure.
    ///
    /// `name` is the canonical name: the address or user name as it is stored, folded.
    ///
    /// # Errors
    /// `TOO_MANY_REQUESTS`, with the time to wait; the errors of the attempt.
    ///
    /// [`RateLimitOptions::account`]: crate::config::RateLimitOptions::account
    pub async fn count_failures<T>(
        &self,
        name: &str,
        attempt: impl Future<Output = Result<Option<T>, ApiError>>,
    ) -> Result<Option<T>, ApiError> {
        let limit = self.settings().rate_limit.account;
        let key = key(self.keyring(), ACCOUNT_NAME, &["account"], name);
        if let Verdict::Limited { retry_after } = self.limiter().hit(&key, limit, self.now()).await
        {
            return Err(ApiError::from(codes::TOO_MANY_REQUESTS).with_retry_after(retry_after));
        }
        let outcome = attempt.await;
        if !matches!(outcome, Ok(None)) {
            self.limiter().forgive(&key, limit, self.now()).await;
        }
        outcome
    }

    pub(crate) async fn count_mail(&self, kind: &str, address: &str, limit: RateLimit) -> bool {
        let key = key(self.keyring(), MAIL_ADDRESS, &["mail", kind], address);
        !matches!(self.limiter().hit(&key, limit, self.now()).await, Verdict::Limited { .. })
    }
}

fn key(keyring: &Keyring, purpose: KeyPurpose, prefix: &[&str], name: &str) -> String {
    let mac = keyring.mac(purpose, &[name.as_bytes()]);
    format!("{}|{}", prefix.join("|"), URL_SAFE_NO_PAD.encode(mac))
}
