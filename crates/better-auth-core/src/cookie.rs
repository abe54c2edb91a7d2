//! Cookies: how they are written, and which spellings are read.
//!
//! Written: `Max-Age; Domain; Path=/; HttpOnly; Secure; SameSite`, on https under the name
//! `__Host-…`, or `__Secure-…` when a domain is shared with subdomains (RFC 6265bis section 4.1.3).
//!
//! # What is read
//! The session cookie in both spellings, `<prefix>.session-token` and `<prefix>.session_token`:
//! - on https as `__Host-…`, and as `__Secure-…`. A name without a prefix is **not** read there: any
//!   subdomain, or anybody on the wire of a plain http page, can set one, and put their own session
//!   under somebody else's browser. A subdomain can set a `__Secure-…` as well, so while `__Host-…`
//!   is what is written, a `__Secure-…` counts only with the signature of the TypeScript original:
//!   sessions that were imported go on, and the token of a session made here is worth nothing there;
//! - on http without a prefix.
//!
//! The name that is written now wins over the others, wherever it stands in the header, so an old
//! cookie or one that a subdomain tossed in does not cover the current one. Of several cookies with
//! one name the first valid one counts: browsers send the one with the longest path first, and an
//! attacker who plants a junk cookie must not lock the user out.
//!
//! # Protects from
//! Scripts that read the cookie (`HttpOnly`), plain text on the wire (`Secure`), most cross-site
//! requests (`SameSite`; the origin check does the rest), fixation by a subdomain (`__Host-`),
//! attributes smuggled in a value.
//!
//! # Does not protect from
//! Subdomains, once [`CookieOptions::domain`](crate::config::CookieOptions::domain) shares the
//! cookie with them. A thief of the cookie: what the token opens ends with the session.

mod parse;

use std::fmt::Write as _;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use crate::config::{CookieOptions, SameSite, SessionCookieName, Settings};
use crate::secret::Keyring;
use crate::token::SessionToken;

/// Browsers keep no cookie longer than 400 days (RFC 6265bis section 5.5).
const MAX_AGE: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// So many cookies with the name of the session cookie are looked at; each costs a MAC.
const MAX_CANDIDATES: usize = 8;

const HOST: &str = "__Host-";
const SECURE: &str = "__Secure-";

/// Writes and reads the framework's cookies.
#[derive(Debug)]
pub struct Cookies {
    /// Name prefix of the browser's rules and of the framework, as `__Host-better-auth.`.
    prefix: String,
    /// Names of the session cookie: the one that is written, then the others that are read.
    session_names: Vec<String>,
    /// As `; Domain=example.com`; empty for none.
    domain: String,
    /// As `; Path=/; HttpOnly; Secure; SameSite=Lax`.
    attributes: String,
}

impl Cookies {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self::with(&settings.cookies, settings.base_url.is_https())
    }

    fn with(options: &CookieOptions, https: bool) -> Self {
        let secure = options.secure.unwrap_or(https);
        let domain = options.domain.as_deref().map(|domain| domain.trim_start_matches('.'));
        let mut attributes = String::from("; Path=/; HttpOnly");
        if secure {
            attributes.push_str("; Secure");
        }
        attributes.push_str(match options.same_site {
            SameSite::Lax => "; SameSite=Lax",
            SameSite::Strict => "; SameSite=Strict",
        });
        let kinds: &[&str] = match (secure, domain) {
            (false, _) => &[""],
            (true, None) => &[HOST, SECURE],
            (true, Some(_)) => &[SECURE, HOST],
        };
        Self {
            prefix: format!("{}{}.", kinds.first().unwrap_or(&""), options.prefix),
            session_names: session_names(kinds, options),
            domain: domain.map(|domain| format!("; Domain={domain}")).unwrap_or_default(),
            attributes,
        }
    }

    /// `Set-Cookie` for a session; without `max_age` a cookie that ends with the browser.
    pub fn session(&self, token: &SessionToken, max_age: Option<Duration>) -> HeaderValue {
        let mut cookie = self.write(self.session_name(), token.expose(), max_age);
        cookie.set_sensitive(true);
        cookie
    }

    /// `Set-Cookie` values that remove the session cookie, in each spelling that the request
    /// carries and that is read.
    pub fn clear_session(&self, request: &HeaderMap) -> Vec<HeaderValue> {
        let present = self.session_names.iter().filter(|name| parse::has(request, name));
        present.map(|name| self.write(name, "", Some(Duration::ZERO))).collect()
    }

    /// `Set-Cookie` for a cookie of a plugin, named `<prefix>.<name>`; without `max_age` one that
    /// ends with the browser.
    ///
    /// Bytes that a cookie can not hold (space, `"`, `,`, `;`, `\` and all that is no visible
    /// ASCII) are percent-encoded, and come back so from [`get`](Self::get).
    pub fn set(&self, name: &str, value: &str, max_age: Option<Duration>) -> HeaderValue {
        let mut cookie = self.write(&self.plugin_name(name), value, max_age);
        cookie.set_sensitive(true);
        cookie
    }

    /// `Set-Cookie` that removes a cookie of a plugin.
    pub fn clear(&self, name: &str) -> HeaderValue {
        self.write(&self.plugin_name(name), "", Some(Duration::ZERO))
    }

    /// The value of a cookie of a plugin, the first one if there are several. Read only under the
    /// name that is written.
    pub fn get<'h>(&self, request: &'h HeaderMap, name: &str) -> Option<&'h str> {
        parse::cookies(request)
            .find(|(found, _)| self.is_plugin_name(found, name))
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// Whether the request carries any session cookie that is read, valid or not.
    pub fn has_session(&self, request: &HeaderMap) -> bool {
        self.session_names.iter().any(|name| parse::has(request, name))
    }

    /// The first session token among the cookies whose form and tag are right: our own form, or
    /// one of the TypeScript original with its signature.
    pub fn read_session(&self, request: &HeaderMap, keys: &Keyring) -> Option<SessionToken> {
        self.first_session(request, |name, text| {
            if self.is_open_to_subdomains(name) {
                return SessionToken::parse_signed(text, keys);
            }
            SessionToken::parse_bearer(text, keys)
        })
    }

    /// The name of the session cookie that is written.
    pub fn session_name(&self) -> &str {
        self.session_names.first().map(String::as_str).unwrap_or_default()
    }

    fn first_session<T>(
        &self,
        request: &HeaderMap,
        parse: impl Fn(&str, &str) -> Option<T>,
    ) -> Option<T> {
        let names = self.session_names.iter();
        let candidates = names.flat_map(|name| {
            let named = parse::cookies(request).filter(move |(found, _)| *found == name.as_bytes());
            named.map(move |(_, value)| (name, value))
        });
        let text = |value| std::str::from_utf8(value).ok();
        candidates.take(MAX_CANDIDATES).find_map(|(name, value)| parse(name, text(value)?))
    }

    /// Whether a subdomain can set a cookie of that name although the application shares none.
    fn is_open_to_subdomains(&self, name: &str) -> bool {
        self.session_name().starts_with(HOST) && name.starts_with(SECURE)
    }

    fn plugin_name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn is_plugin_name(&self, found: &[u8], name: &str) -> bool {
        found.strip_prefix(self.prefix.as_bytes()) == Some(name.as_bytes())
    }

    fn write(&self, name: &str, value: &str, max_age: Option<Duration>) -> HeaderValue {
        let mut text = String::with_capacity(name.len() + value.len() + 80);
        push_encoded(&mut text, name, |byte| byte != b'=' && is_cookie_octet(byte));
        text.push('=');
        push_encoded(&mut text, value, is_cookie_octet);
        if let Some(age) = max_age {
            let _ = write!(text, "; Max-Age={}", age.min(MAX_AGE).as_secs());
        }
        if !name.starts_with(HOST) {
            text.push_str(&self.domain);
        }
        text.push_str(&self.attributes);
        // Every byte is visible ASCII by now: names and values are encoded, the rest is checked
        // at start-up.
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

fn session_names(kinds: &[&str], options: &CookieOptions) -> Vec<String> {
    let spellings = match options.session_name {
        SessionCookieName::Dash => ["session-token", "session_token"],
        SessionCookieName::Underscore => ["session_token", "session-token"],
    };
    let named = |kind: &&str| spellings.map(|name| format!("{kind}{}.{name}", options.prefix));
    kinds.iter().flat_map(named).collect()
}

/// The bytes of `cookie-octet` in RFC 6265 section 4.1.1.
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\",;\\".contains(&byte)
}

fn push_encoded(text: &mut String, value: &str, plain: impl Fn(u8) -> bool) {
    for byte in value.bytes() {
        if plain(byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests;
