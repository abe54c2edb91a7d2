//! Settings, and the checks that refuse a bad one at start-up.

mod checks;
mod fields;

use std::fmt;
use std::time::Duration;

use http::HeaderName;
use ipnet::IpNet;
use url::{Url, form_urlencoded};

use crate::fields::{Field, FieldSet};
use crate::layer::origin::TrustedOrigins;
use crate::layer::rate_limit::{RateLimit, RateRule};
use crate::password::{HashingOptions, PasswordPolicy};
use crate::secret::SecretString;

#[cfg(test)]
pub(crate) use checks::check_base_url;

/// A setting that can not work. Says which one, what is wrong with it, and what would work; it
/// never shows a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting}: {problem}; {remedy}")]
pub struct ConfigError {
    /// The setting.
    pub setting: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What would work.
    pub remedy: String,
}

impl ConfigError {
    /// A setting that can not work.
    pub fn new(
        setting: &'static str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { setting, problem: problem.into(), remedy: remedy.into() }
    }
}

/// How long sessions live.
#[derive(Debug, Clone)]
pub struct SessionOptions {
    /// Life of a session without use. Default 7 days.
    pub expires_in: Duration,
    /// Life of a session that was opened with `rememberMe: false`; it is never extended.
    /// Default 1 day.
    pub unremembered_expires_in: Duration,
    /// A session in use is extended when its last extension is at least this old: one write a
    /// day instead of one a request. Default 1 day.
    pub update_age: Duration,
    /// How long after the first factor was proven a session counts as fresh, as sensitive actions
    /// ask for. Default 1 day.
    pub fresh_age: Duration,
    /// However much it is used, a session ends this long after sign-in (OWASP ASVS 7.3.2).
    /// Default 90 days.
    pub absolute_expires_in: Duration,
    /// How often expired rows are deleted in the background; `None` switches that off.
    /// Default every 10 minutes.
    pub sweep_interval: Option<Duration>,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            expires_in: 7 * DAY,
            unremembered_expires_in: DAY,
            update_age: DAY,
            fresh_age: DAY,
            absolute_expires_in: 90 * DAY,
            sweep_interval: Some(Duration::from_secs(600)),
        }
    }
}

/// The `SameSite` attribute of the cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameSite {
    /// Sent with top-level navigation from other sites; what links in mails need. Default.
    Lax,
    /// Never sent from other sites.
    Strict,
}

/// Which spelling of the session cookie is written. Both are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionCookieName {
    /// `<prefix>.session-token`. Default.
    Dash,
    /// `<prefix>.session_token`, as the TypeScript original writes it.
    Underscore,
}

/// How cookies are written.
#[derive(Debug, Clone)]
pub struct CookieOptions {
    /// What the names begin with. Default `better-auth`.
    pub prefix: String,
    /// Spelling of the session cookie.
    pub session_name: SessionCookieName,
    /// Shares the cookies with the subdomains of this domain; they are then named `__Secure-…`
    /// instead of `__Host-…`. Default none.
    pub domain: Option<String>,
    /// `SameSite`. Default `Lax`.
    pub same_site: SameSite,
    /// Whether cookies are `Secure`. Default: if the base URL is https.
    pub secure: Option<bool>,
}

impl Default for CookieOptions {
    fn default() -> Self {
        Self {
            prefix: "better-auth".to_owned(),
            session_name: SessionCookieName::Dash,
            domain: None,
            same_site: SameSite::Lax,
            secure: None,
        }
    }
}

/// Limits on how often routes may be called.
#[derive(Debug, Clone)]
pub struct RateLimitOptions {
    /// Default on.
    pub enabled: bool,
    /// For each client address and route without a rule of its own. Default 100 in 10 seconds.
    pub default: RateLimit,
    /// Rules of the application; they win over the plugins' rules.
    pub rules: Vec<RateRule>,
    /// How many failed sign-ins one account name may have, from wherever they come; stays on
    /// while the limits by address are off. Default 40 an hour (NIST SP 800-63B-4 section 3.2.2
    /// asks for 100 at most).
    pub account: RateLimit,
    /// How many mails of one kind may be asked for to one address, by whomever; what goes beyond
    /// is answered as always and not sent. Stays on while the limits by address are off. Default 5
    /// an hour.
    pub mail: RateLimit,
}

impl Default for RateLimitOptions {
    fn default() -> Self {
        Self {
            enabled: true,
            default: RateLimit::new(100, Duration::from_secs(10)),
            rules: Vec::new(),
            account: RateLimit::new(40, Duration::from_secs(3600)),
            mail: RateLimit::new(5, Duration::from_secs(3600)),
        }
    }
}

/// Whose word counts about a client's address.
#[derive(Debug, Clone)]
pub struct ProxyOptions {
    /// Peers whose forwarded header is believed. Default none: the peer is the client.
    pub trusted: Vec<IpNet>,
    /// The header that they append to. Default `x-forwarded-for`.
    pub header: HeaderName,
}

impl Default for ProxyOptions {
    fn default() -> Self {
        Self { trusted: Vec::new(), header: HeaderName::from_static("x-forwarded-for") }
    }
}

/// Where the application is reached: the origin of the base URL and the path of the routes.
#[derive(Debug, Clone)]
pub struct BaseUrl {
    url: Url,
    base_path: String,
}

impl BaseUrl {
    /// The public origin, as `https://app.example.com`.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The public URL without the base path.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The path under which the routes are mounted, as `/auth`.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    /// The full URL of a route, as `https://app.example.com/auth/verify-email`.
    pub fn route(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin(), self.base_path)
    }

    /// The full URL of a route with a query, for a mail.
    pub fn link(&self, path: &str, query: &[(&str, &str)]) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let query = pairs.extend_pairs(query).finish();
        format!("{}?{query}", self.route(path))
    }

    /// Whether it is https.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }
}

/// Every setting, checked.
#[derive(Debug)]
pub struct Settings {
    /// What people know the application as; it stands in mails. Default `Better Auth`.
    pub app_name: String,
    /// Where the application is reached.
    pub base_url: BaseUrl,
    /// Who may send requests and be redirected to.
    pub trusted_origins: TrustedOrigins,
    /// Session life.
    pub session: SessionOptions,
    /// Cookies.
    pub cookies: CookieOptions,
    /// Rate limits.
    pub rate_limit: RateLimitOptions,
    /// Proxies.
    pub proxies: ProxyOptions,
    /// Largest body that is read, in bytes. Default 65,536.
    pub body_limit: usize,
    /// What new passwords must be like.
    pub password_policy: PasswordPolicy,
    /// Cost of password hashing.
    pub hashing: HashingOptions,
    /// Answer cross-origin requests of trusted origins with CORS headers. Default on.
    pub cors: bool,
    /// The names of the plugins, for those that need another one.
    pub plugins: Vec<&'static str>,
    /// Whether there is a mailer.
    pub sends_mail: bool,
    /// The fields of users that the application declared.
    pub user_fields: FieldSet,
    /// The fields of sessions that the application declared.
    pub session_fields: FieldSet,
}

/// Settings as they were given; [`RawSettings::check`] makes [`Settings`] of them.
#[derive(Debug, Clone)]
pub(crate) struct RawSettings {
    pub(crate) app_name: String,
    pub(crate) base_url: String,
    pub(crate) base_path: String,
    pub(crate) secrets: Vec<SecretString>,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) session: SessionOptions,
    pub(crate) cookies: CookieOptions,
    pub(crate) rate_limit: RateLimitOptions,
    pub(crate) proxies: ProxyOptions,
    pub(crate) body_limit: usize,
    pub(crate) password_policy: PasswordPolicy,
    pub(crate) hashing: HashingOptions,
    pub(crate) cors: bool,
    pub(crate) user_fields: Vec<Field>,
    pub(crate) session_fields: Vec<Field>,
}

impl Default for RawSettings {
    fn default() -> Self {
        Self {
            app_name: "Better Auth".to_owned(),
            base_url: "http://localhost:3000".to_owned(),
            base_path: "/auth".to_owned(),
            secrets: Vec::new(),
            trusted_origins: Vec::new(),
            session: SessionOptions::default(),
            cookies: CookieOptions::default(),
            rate_limit: RateLimitOptions::default(),
            proxies: ProxyOptions::default(),
            body_limit: 64 * 1024,
            password_policy: PasswordPolicy::default(),
            hashing: HashingOptions::default(),
            cors: true,
            user_fields: Vec::new(),
            session_fields: Vec::new(),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.base_path)
    }
}
