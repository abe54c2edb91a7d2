//! The checks that refuse a setting that can not work, naming it and what would work.

use std::time::Duration;

use url::Url;

use super::{BaseUrl, ConfigError, CookieOptions, DAY, RawSettings, SessionOptions, Settings};
use crate::layer::origin::TrustedOrigins;
use crate::secret::{Keyring, MIN_SECRET_LENGTH, SecretString};

impl RawSettings {
    /// Checks everything that can be checked without a database.
    pub(crate) fn check(self) -> Result<(Settings, Keyring), ConfigError> {
        let keyring = check_secrets(&self.secrets)?;
        let base_url = check_base_url(&self.base_url, &self.base_path)?;
        check_session(&self.session)?;
        check_cookies(&self.cookies, &base_url)?;
        check_limits(&self)?;
        let trusted_origins = TrustedOrigins::new(&base_url, &self.trusted_origins)?;
        let settings = Settings {
            app_name: self.app_name,
            base_url,
            trusted_origins,
            session: self.session,
            cookies: self.cookies,
            rate_limit: self.rate_limit,
            proxies: self.proxies,
            body_limit: self.body_limit,
            password_policy: self.password_policy,
            hashing: self.hashing,
            cors: self.cors,
            plugins: Vec::new(),
            sends_mail: false,
            user_fields: super::fields::check_user(self.user_fields)?,
            session_fields: super::fields::check_session(self.session_fields)?,
        };
        Ok((settings, keyring))
    }
}

fn check_secrets(secrets: &[SecretString]) -> Result<Keyring, ConfigError> {
    let remedy = "give at least 32 random characters, as `openssl rand -base64 32` prints them";
    if secrets.is_empty() {
        return Err(ConfigError::new("secret", "is not set", remedy));
    }
    for secret in secrets {
        let length = secret.expose().chars().count();
        if length < MIN_SECRET_LENGTH {
            return Err(ConfigError::new("secret", format!("has {length} characters"), remedy));
        }
        let mut distinct: Vec<char> = secret.expose().chars().collect();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < 8 {
            return Err(ConfigError::new("secret", "repeats a few characters", remedy));
        }
    }
    Ok(Keyring::new(secrets))
}

pub(crate) fn check_base_url(base_url: &str, base_path: &str) -> Result<BaseUrl, ConfigError> {
    let remedy = "give the public origin, as `https://app.example.com`";
    let bad = |problem: String| ConfigError::new("base_url", problem, remedy);
    let url =
        Url::parse(base_url).map_err(|error| bad(format!("{base_url:?} is no URL ({error})")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(bad(format!("{base_url:?} is not http or https")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("carries a user name or password".to_owned()));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(ConfigError::new(
            "base_url",
            format!("{base_url:?} has a path, query or fragment"),
            "give the origin alone, and the path of the routes as `base_path`",
        ));
    }
    let base_path = check_base_path(base_path)?;
    Ok(BaseUrl { url, base_path })
}

fn check_base_path(base_path: &str) -> Result<String, ConfigError> {
    let spelled = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    let path = base_path.trim_end_matches('/');
    let good = path.starts_with('/')
        && path.bytes().all(spelled)
        && !path.contains("//")
        && !path.split('/').any(|part| matches!(part, "." | ".."));
    if !good {
        return Err(ConfigError::new(
            "base_path",
            format!("{base_path:?} can not be mounted"),
            "give a path that starts with a slash, as `/auth`",
        ));
    }
    Ok(path.to_owned())
}

fn check_session(session: &SessionOptions) -> Result<(), ConfigError> {
    let at_least = |setting, value: Duration| {
        if value >= Duration::from_secs(1) {
            return Ok(());
        }
        Err(ConfigError::new(
            setting,
            format!("{value:?} is too short"),
            "give at least one second",
        ))
    };
    at_least("session.expires_in", session.expires_in)?;
    at_least("session.unremembered_expires_in", session.unremembered_expires_in)?;
    if session.update_age > session.expires_in {
        return Err(ConfigError::new(
            "session.update_age",
            format!("{:?} is longer than session.expires_in", session.update_age),
            "give at most the value of session.expires_in, as one day",
        ));
    }
    if session.absolute_expires_in < session.expires_in {
        return Err(ConfigError::new(
            "session.absolute_expires_in",
            format!("{:?} is shorter than session.expires_in", session.absolute_expires_in),
            "give at least the value of session.expires_in, as 90 days",
        ));
    }
    if session.expires_in > 400 * DAY {
        return Err(ConfigError::new(
            "session.expires_in",
            format!("{:?} is longer than browsers keep cookies", session.expires_in),
            "give at most 400 days",
        ));
    }
    if session.sweep_interval.is_some_and(|interval| interval < Duration::from_secs(1)) {
        return Err(ConfigError::new(
            "session.sweep_interval",
            "is too short",
            "give at least one second, or None",
        ));
    }
    Ok(())
}

fn check_cookies(cookies: &CookieOptions, base_url: &BaseUrl) -> Result<(), ConfigError> {
    let token = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    if !token(&cookies.prefix) {
        return Err(ConfigError::new(
            "cookies.prefix",
            format!("{:?} can not begin a cookie name", cookies.prefix),
            "give letters, digits, `-`, `_` and `.`, as `better-auth`",
        ));
    }
    if let Some(domain) = &cookies.domain {
        let host = base_url.url().host_str().unwrap_or_default();
        let bare = domain.trim_start_matches('.');
        if !token(bare) || (host != bare && !host.ends_with(&format!(".{bare}"))) {
            return Err(ConfigError::new(
                "cookies.domain",
                format!("{domain:?} is not the host of the base URL, nor a parent of it"),
                format!("give {host:?} or a parent domain of it"),
            ));
        }
    }
    if cookies.secure == Some(false) && base_url.is_https() {
        return Err(ConfigError::new(
            "cookies.secure",
            "is false on an https base URL",
            "leave it out, or give true",
        ));
    }
    Ok(())
}

fn check_limits(raw: &RawSettings) -> Result<(), ConfigError> {
    if raw.body_limit < 1024 {
        return Err(ConfigError::new(
            "body_limit",
            format!("{} bytes hold no request", raw.body_limit),
            "give at least 1024, as the default 65536",
        ));
    }
    let policy = &raw.password_policy;
    if policy.min_length == 0 || policy.min_length > policy.max_length || policy.max_length > 4096 {
        return Err(ConfigError::new(
            "password_policy",
            format!("no password has {} to {} characters", policy.min_length, policy.max_length),
            "give at least 1 and at most 4096, as the default 8 to 128",
        ));
    }
    let limits = &raw.rate_limit;
    let rules = limits.rules.iter().filter_map(|rule| rule.limit);
    for limit in rules.chain([limits.default, limits.account]) {
        if limit.max == 0 || limit.window < Duration::from_secs(1) {
            return Err(ConfigError::new(
                "rate_limit",
                format!("{limit} lets nothing through or has no window"),
                "give at least 1 request in at least 1 second",
            ));
        }
    }
    raw.hashing.check()
}
