//! Whether a password leaked.
//!
//! Protects from: a password that stands in published leaks, which is what attackers try first
//! (credential stuffing). The service does not learn the password, nor its hash: it gets the
//! first 5 of 40 hexadecimal characters, which some thousand leaked passwords share, and answers
//! with all of those; the answer is padded, so that its length says nothing to who listens.
//!
//! Does not protect from: leaks that the service does not know; a service that lies. It learns
//! that somebody at this server sets a password now, and 20 bits of its hash.

mod range;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::ApiError;
use better_auth_core::config::ConfigError;
use better_auth_core::error::codes::SERVICE_UNAVAILABLE;
use better_auth_core::http_client::{HttpClient, HttpError};
use better_auth_core::password::codes::PASSWORD_COMPROMISED;
use better_auth_core::password::{About, Password, PasswordCheck};
use bytes::Bytes;
use http::{Request, StatusCode, Uri};

use range::Digest;

/// The service of Have I Been Pwned. It takes no key.
const SERVICE: &str = "https://api.pwnedpasswords.com";

/// When to come back after the service failed.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// Refuses passwords that stand in published leaks, by the range API of Have I Been Pwned.
///
/// When the service fails, the password passes, and the log has a warning;
/// [`refuse_on_outage`](Self::refuse_on_outage) changes that.
///
/// What is looked up is the password in the form in which it is stored (NFKC).
///
/// ```
/// # fn example(client: impl better_auth_core::HttpClient + 'static) {
/// use better_auth_password_check::BreachedCheck;
/// let check = BreachedCheck::new(client).threshold(10);
/// # }
/// ```
#[derive(Debug)]
pub struct BreachedCheck {
    client: Arc<dyn HttpClient>,
    base_url: String,
    threshold: u64,
    timeout: Duration,
    refuse_on_outage: bool,
}

/// The service was of no use.
#[derive(Debug, thiserror::Error)]
enum Outage {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    #[error("the status of the answer is {0}")]
    Status(StatusCode),
    #[error("the answer is no list of hashes")]
    NoList,
    #[error("the request can not be written")]
    Request(#[from] http::Error),
}

impl BreachedCheck {
    /// Asks Have I Been Pwned, through this client.
    pub fn new(client: impl HttpClient + 'static) -> Self {
        Self {
            client: Arc::new(client),
            base_url: SERVICE.to_owned(),
            threshold: 1,
            timeout: Duration::from_secs(3),
            refuse_on_outage: false,
        }
    }

    /// Asks another server with the same API: `https://pwned.example.com/api`, to which
    /// `/range/` and 5 characters are added. Default `https://api.pwnedpasswords.com`.
    ///
    /// # Errors
    /// [`ConfigError`] for a text that is no absolute URL, or has a query.
    pub fn base_url(mut self, url: impl Into<String>) -> Result<Self, ConfigError> {
        let url = url.into();
        let parsed = url.parse::<Uri>().ok();
        if !parsed.is_some_and(|uri| uri.host().is_some() && uri.query().is_none()) {
            return Err(ConfigError::new(
                "base_url",
                "this is no absolute URL without a query",
                "give one as https://pwned.example.com",
            ));
        }
        self.base_url = url.trim_end_matches('/').to_owned();
        Ok(self)
    }

    /// How often a password must have leaked to be refused. Default 1, at least 1.
    #[must_use]
    pub fn threshold(mut self, times: u64) -> Self {
        self.threshold = times.max(1);
        self
    }

    /// How long the service may take; somebody waits at a form. The limit of the client holds as
    /// well. Default 3 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Whether passwords are refused with 503 while the service fails. Default false: nobody
    /// could sign up or change a password, which helps attackers more than one leaked password.
    #[must_use]
    pub fn refuse_on_outage(mut self, refuse: bool) -> Self {
        self.refuse_on_outage = refuse;
        self
    }

    /// How often the password leaked.
    async fn count(&self, digest: &Digest) -> Result<u64, Outage> {
        let request = Request::get(format!("{}/range/{}", self.base_url, digest.prefix()))
            .header("add-padding", "true")
            .body(Bytes::new())?;
        let answer = tokio::time::timeout(self.timeout, self.client.send(request)).await;
        let answer = answer.map_err(|_| Outage::TimedOut(self.timeout))??;
        if answer.status() != StatusCode::OK {
            return Err(Outage::Status(answer.status()));
        }
        digest.count_in(answer.body()).ok_or(Outage::NoList)
    }

    fn without_service(&self, outage: Outage) -> Result<(), ApiError> {
        if self.refuse_on_outage {
            let refusal = ApiError::from(SERVICE_UNAVAILABLE).with_retry_after(RETRY_AFTER);
            return Err(refusal.with_source(outage));
        }
        let error: &dyn std::error::Error = &outage;
        tracing::warn!(error, "a new password was not compared with leaked ones");
        Ok(())
    }
}

#[async_trait]
impl PasswordCheck for BreachedCheck {
    async fn check(&self, password: &Password, _: &About<'_>) -> Result<(), ApiError> {
        match self.count(&Digest::of(password.expose())).await {
            Ok(count) if count >= self.threshold => Err(PASSWORD_COMPROMISED.into()),
            Ok(_) => Ok(()),
            Err(outage) => self.without_service(outage),
        }
    }
}
