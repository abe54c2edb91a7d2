//! Redirect targets: what a client asks for, and what it gets.
//!
//! A target comes in as [`RedirectTarget`], unchecked, and goes out as [`SafeRedirect`], which only
//! [`Auth::check_redirect`](crate::auth::Auth::check_redirect) makes; a `Location` header takes
//! nothing else. Success and error paths use the same value.
//!
//! What passes:
//! - a path of the application with one leading slash, `/welcome?tab=1#top`;
//! - an absolute URL whose origin is the base URL's or a trusted one (`http`, `https`, or a custom
//!   scheme that the application lists as trusted).
//!
//! Checked is what the URL parser of the web made of the text, and **that** is sent, not the text:
//! two parsers that read one text differently are how open redirects happen.
//!
//! # Protects from
//! Open redirects (OWASP ASVS 3.7.2) by other hosts, look-alike origins, user names in URLs,
//! backslashes, control characters, dot segments that end in `//`, script URLs; header splitting.
//!
//! # Does not protect from
//! A page of the application, or of a trusted origin, that itself redirects to wherever its query
//! says.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use url::{Position, Url, form_urlencoded};
use utoipa::ToSchema;

use crate::config::{BaseUrl, Settings};
use crate::error::{ApiError, ErrorCode};

/// Longest target that is looked at, in bytes.
pub const MAX_TARGET: usize = 2048;

/// Schemes that run code, show bytes of the sender's, or wrap another URL, whatever is configured.
/// The origin of a `blob:` URL is that of the URL inside it.
const NEVER: [&str; 8] =
    ["javascript", "data", "vbscript", "blob", "file", "filesystem", "about", "view-source"];

/// A redirect target as the client sent it: unchecked text.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, example = "/welcome")]
pub struct RedirectTarget(String);

impl RedirectTarget {
    /// Unchecked text from another source than a body or a query: a row, a mail option.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// A redirect target that stays on the application's or a trusted origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafeRedirect(String);

impl SafeRedirect {
    /// A page of the framework's own, by its path below the base path, as `/error`.
    pub fn of_route(base: &BaseUrl, path: &'static str) -> Self {
        Self(format!("{}{path}", base.base_path()))
    }

    /// The checked target, fit for a `Location` header. A path of the application stays a path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The checked target as a full URL.
    pub fn absolute(&self, base: &BaseUrl) -> String {
        if self.0.starts_with('/') {
            format!("{}{}", base.origin(), self.0)
        } else {
            self.0.clone()
        }
    }

    /// The same target as a full URL, for a `Location` that is to mean the public origin whatever
    /// stands between.
    #[must_use]
    pub fn into_absolute(self, base: &BaseUrl) -> Self {
        Self(self.absolute(base))
    }

    /// Sets a parameter of the query, as `?error=CODE`. One of that name that the client put there
    /// is replaced: it must not speak for the server.
    #[must_use]
    pub fn with_query(&self, key: &str, value: &str) -> Self {
        let (rest, fragment) = split_before(&self.0, '#');
        let (path, query) = split_before(rest, '?');
        let others = query.strip_prefix('?').unwrap_or_default().split('&');
        let others = others.filter(|pair| !pair.is_empty() && name_of(pair) != key);
        let mut target = String::from(path);
        for pair in others {
            target.push(if target.len() == path.len() { '?' } else { '&' });
            target.push_str(pair);
        }
        target.push(if target.len() == path.len() { '?' } else { '&' });
        let pair = form_urlencoded::Serializer::new(String::new()).append_pair(key, value).finish();
        target.push_str(&pair);
        target.push_str(fragment);
        Self(target)
    }
}

/// 302 Found. The target was written by the URL parser, so it is visible ASCII.
impl IntoResponse for SafeRedirect {
    fn into_response(self) -> Response {
        match HeaderValue::try_from(self.0) {
            Ok(location) => (StatusCode::FOUND, [(header::LOCATION, location)]).into_response(),
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}

impl crate::auth::Auth {
    /// Checks one target; `code` names the field (`codes::INVALID_CALLBACK_URL`, …).
    ///
    /// # Errors
    /// `code` when the target is not trusted.
    pub fn check_redirect(
        &self,
        target: &RedirectTarget,
        code: ErrorCode,
    ) -> Result<SafeRedirect, ApiError> {
        self.settings().check_redirect(target).ok_or_else(|| code.into())
    }
}

impl Settings {
    /// Checks a target that is a setting, at start; `None` if it is not trusted.
    pub fn check_redirect(&self, target: &RedirectTarget) -> Option<SafeRedirect> {
        check(&target.0, &self.base_url, |url| self.trusted_origins.trusts_url(url))
    }
}

fn check(text: &str, base: &BaseUrl, trusts: impl Fn(&Url) -> bool) -> Option<SafeRedirect> {
    let plain = |character: char| !character.is_control() && character != '\\';
    if text.is_empty() || text.len() > MAX_TARGET || !text.chars().all(plain) {
        return None;
    }
    let safe = if text.starts_with('/') { check_path(text, base) } else { check_url(text, trusts) };
    safe.filter(|target| target.bytes().all(|byte| byte.is_ascii_graphic())).map(SafeRedirect)
}

fn check_path(text: &str, base: &BaseUrl) -> Option<String> {
    if text.starts_with("//") {
        return None;
    }
    let url = base.url().join(text).ok()?;
    let path = url.path();
    // Dot segments are resolved by now: `/.//evil.com` has become `//evil.com`.
    let safe = url.origin() == base.url().origin() && !path.starts_with("//") && !hides(path);
    safe.then(|| url[Position::BeforePath..].to_owned())
}

/// Whether a path hides a slash, a backslash or a control character behind percent-encoding, which
/// a proxy or framework on the way may take off before it looks at the path.
fn hides(path: &str) -> bool {
    path.as_bytes().windows(3).any(|window| match window {
        [b'%', b'0' | b'1', _] => true,
        [b'%', high, low] => {
            let code = [*high, low.to_ascii_lowercase()];
            matches!(&code, b"2f" | b"5c" | b"7f")
        }
        _ => false,
    })
}

fn check_url(text: &str, trusts: impl Fn(&Url) -> bool) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let (scheme, rest) = text.split_once(':')?;
    // The parser also reads `https:host` and ` https://host`; nobody means those.
    let spelled = scheme.eq_ignore_ascii_case(url.scheme()) && rest.starts_with("//");
    let anonymous = url.username().is_empty() && url.password().is_none();
    let safe = spelled && anonymous && url.has_host() && !NEVER.contains(&url.scheme());
    (safe && trusts(&url)).then(|| url.into())
}

fn split_before(text: &str, mark: char) -> (&str, &str) {
    text.split_at(text.find(mark).unwrap_or(text.len()))
}

fn name_of(pair: &str) -> Cow<'_, str> {
    form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name).unwrap_or_default()
}

#[cfg(test)]
mod tests;
