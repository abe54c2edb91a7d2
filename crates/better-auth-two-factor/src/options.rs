//! The options, each with its default and the reason for it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use better_auth_core::config::{ConfigError, Settings};
use better_auth_core::layer::rate_limit::RateLimit;
use better_auth_core::sign_in::SignInMethod;

/// Who may get codes by mail as a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailedCodes {
    /// Nobody.
    Off,
    /// Who switched their second factor on by mail. With an authenticator app, a stolen mailbox,
    /// which can reset the password too, is then not enough to sign in.
    Chosen,
    /// Everybody with a second factor, as the original does. Default: it needs no support desk
    /// for lost phones.
    Everybody,
}

type Asks = Arc<dyn Fn(&SignInMethod) -> bool + Send + Sync>;

/// Options of the plugin. `TwoFactorOptions::default()` is what most applications want.
#[derive(Clone)]
#[non_exhaustive]
pub struct TwoFactorOptions {
    pub(crate) issuer: Option<String>,
    pub(crate) totp: bool,
    pub(crate) mailed_codes: MailedCodes,
    pub(crate) mailed_code_life: Duration,
    pub(crate) mail_limit: RateLimit,
    pub(crate) attempts: u32,
    pub(crate) max_failures: u32,
    pub(crate) lock: Duration,
    pub(crate) trust_devices: Option<Duration>,
    pub(crate) asks: Asks,
}

impl Default for TwoFactorOptions {
    fn default() -> Self {
        Self {
            issuer: None,
            totp: true,
            mailed_codes: MailedCodes::Everybody,
            mailed_code_life: Duration::from_secs(3 * 60),
            mail_limit: RateLimit::new(10, Duration::from_secs(60 * 60)),
            attempts: 5,
            max_failures: 10,
            lock: Duration::from_secs(15 * 60),
            trust_devices: Some(Duration::from_secs(30 * 24 * 60 * 60)),
            asks: Arc::new(every_method_but_a_verified_passkey),
        }
    }
}

/// A passkey that verified its user is two factors by itself: the key, and what unlocked it.
fn every_method_but_a_verified_passkey(method: &SignInMethod) -> bool {
    !matches!(method, SignInMethod::Passkey { user_verified: true })
}

impl TwoFactorOptions {
    /// What authenticator apps call the application. Default: the application's name.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Whether people may use an authenticator app. Default true.
    #[must_use]
    pub fn totp(mut self, on: bool) -> Self {
        self.totp = on;
        self
    }

    /// Who may get codes by mail. Default everybody, if the application sends mail at all.
    #[must_use]
    pub fn mailed_codes(mut self, who: MailedCodes) -> Self {
        self.mailed_codes = who;
        self
    }

    /// How long a mailed code works. Default 3 minutes; NIST SP 800-63B-4 section 3.1.3 allows 10.
    #[must_use]
    pub fn mailed_code_life(mut self, life: Duration) -> Self {
        self.mailed_code_life = life;
        self
    }

    /// How many codes may be mailed to one address. Beyond it the answer is the same and nothing is
    /// sent. Default 10 an hour: more than a person needs, few enough for a mailbox.
    #[must_use]
    pub fn mail_limit(mut self, limit: RateLimit) -> Self {
        self.mail_limit = limit;
        self
    }

    /// How many guesses one sign-in has, over all factors. Default 5.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// After how many wrong codes in a row, over all sign-ins and factors, no code is looked at for
    /// how long. Default 10, and 15 minutes: at most 960 guesses a day at codes of six digits (NIST
    /// SP 800-63B-4 section 3.2.2 asks for at most 100 in a row).
    #[must_use]
    pub fn lock(mut self, after: u32, lasting: Duration) -> Self {
        self.max_failures = after;
        self.lock = lasting;
        self
    }

    /// How long a device stays trusted that is not used; each use begins it anew. `None`: no
    /// device is trusted. Default 30 days.
    #[must_use]
    pub fn trust_devices(mut self, life: impl Into<Option<Duration>>) -> Self {
        self.trust_devices = life.into();
        self
    }

    /// After which first factors a second one is asked for, of those who have one. Default: after
    /// every method but a passkey that verified its user.
    ///
    /// ```
    /// use better_auth_core::sign_in::SignInMethod;
    /// use better_auth_two_factor::TwoFactorOptions;
    /// // the identity provider of the company asks by itself
    /// let options = TwoFactorOptions::default().asks(|method| match method {
    ///     SignInMethod::Federated(provider) => provider != "company",
    ///     SignInMethod::Passkey { user_verified } => !user_verified,
    ///     _ => true,
    /// });
    /// ```
    #[must_use]
    pub fn asks(mut self, asks: impl Fn(&SignInMethod) -> bool + Send + Sync + 'static) -> Self {
        self.asks = Arc::new(asks);
        self
    }

    /// Whether codes go out by mail at all.
    pub(crate) fn mails_codes(&self, sends_mail: bool) -> bool {
        sends_mail && self.mailed_codes != MailedCodes::Off
    }

    pub(crate) fn check(&self, settings: &Settings) -> Result<(), ConfigError> {
        let refuse = |setting, problem: &str, remedy: &str| {
            Err(ConfigError::new(setting, problem.to_owned(), remedy.to_owned()))
        };
        let issuer = self.issuer.as_ref().unwrap_or(&settings.app_name);
        if !is_issuer(issuer) {
            return refuse(
                "two_factor.issuer",
                "authenticator apps can not show it",
                "give 1 to 64 characters without a colon and control characters, as `.issuer(\"Example\")`",
            );
        }
        if self.attempts == 0 || self.max_failures == 0 || self.max_failures > 100 {
            return refuse(
                "two_factor.lock",
                "nobody could sign in, or everybody could guess",
                "give 1 to 100, as the defaults 5 and 10",
            );
        }
        if !self.totp && !self.mails_codes(settings.sends_mail) {
            return refuse(
                "two_factor.totp",
                "there is no second factor left",
                "give a `.mailer(…)` and mailed codes, or leave authenticator apps on",
            );
        }
        Ok(())
    }
}

/// Whether a text can stand as the issuer in an `otpauth://` URI.
pub(crate) fn is_issuer(text: &str) -> bool {
    let plain = |c: char| c != ':' && !c.is_control();
    !text.trim().is_empty() && text.chars().count() <= 64 && text.chars().all(plain)
}

impl fmt::Debug for TwoFactorOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwoFactorOptions")
            .field("issuer", &self.issuer)
            .field("totp", &self.totp)
            .field("mailed_codes", &self.mailed_codes)
            .finish_non_exhaustive()
    }
}
