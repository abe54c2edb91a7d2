//! Trusted origins: who may send requests and be redirected to.
//!
//! Protects from: names that only look like a trusted one (`https://app.example.com.evil.com`,
//! `https://app.example.com@evil.com`), and from patterns so wide that one label decides
//! (`*.com`); there is no list of public suffixes, so `*.co.uk` is taken. Does not protect from: a trusted site that is itself taken over; a wildcard trusts
//! every subdomain, so a forgotten one is enough.

mod glob;
mod parse;
mod pattern;

use url::Url;

use crate::config::{BaseUrl, ConfigError};
use pattern::{Candidate, Pattern};

/// Origins that may send requests and be redirected to: the base URL's, and those that the
/// application adds.
///
/// | pattern | trusts |
/// |---|---|
/// | `https://www.example.com` | exactly that origin |
/// | `https://*.example.com` | https on the default port of every name below; `*` stands for any characters, dots included, `?` for one that is no dot |
/// | `http://localhost:*` | every port |
/// | `*.example.com` | the same names with https, and with the base URL's scheme |
/// | `192.168.1.*` | IPv4 addresses only: a wildcard host of digits matches no name |
/// | `myapp://` | every URL of an application's own scheme |
/// | `myapp://callback/done` | that authority, and paths that begin with those segments |
///
/// Refused at start-up: patterns that leave the registrable name open (`*`, `https://*.com`,
/// `*example.com`), paths and queries on web origins, and schemes that run code (`javascript`).
#[derive(Debug, Clone)]
pub struct TrustedOrigins {
    exact: Vec<String>,
    patterns: Vec<Pattern>,
}

/// Longer origins do not exist: a host name has at most 253 characters.
const MAX_ORIGIN: usize = 512;

impl TrustedOrigins {
    /// The base URL's origin and the patterns given.
    pub(crate) fn new(base: &BaseUrl, patterns: &[String]) -> Result<Self, ConfigError> {
        let mut origins = Self { exact: vec![base.origin()], patterns: Vec::new() };
        for text in patterns {
            match parse::pattern(text.trim(), base.url().scheme())? {
                parse::Parsed::Exact(origin) => origins.exact.push(origin),
                parse::Parsed::Pattern(pattern) => origins.patterns.push(pattern),
            }
        }
        Ok(origins)
    }

    /// Whether an `Origin` header names a trusted origin. It must be a serialized origin and
    /// nothing else: lists, paths, user names, percent signs and upper case are refused, even
    /// where a lenient parser would find a trusted host in them.
    pub fn trusts_origin(&self, origin: &str) -> bool {
        if origin.len() > MAX_ORIGIN {
            return false;
        }
        self.exact.iter().any(|exact| exact == origin)
            || (!self.patterns.is_empty() && self.fits_serialized(origin))
    }

    /// Whether a URL, as a redirect target, leads to a trusted origin.
    pub fn trusts_url(&self, url: &Url) -> bool {
        let Some(candidate) = Candidate::of(url) else {
            return false;
        };
        let exact = || {
            let origin = url.origin().ascii_serialization();
            candidate.is_web() && self.exact.contains(&origin)
        };
        exact() || self.patterns.iter().any(|pattern| pattern.fits(&candidate))
    }

    fn fits_serialized(&self, origin: &str) -> bool {
        let Ok(url) = Url::parse(origin) else {
            return false;
        };
        let Some(candidate) = Candidate::of(&url) else {
            return false;
        };
        let serialized = if candidate.is_web() {
            url.origin().ascii_serialization() == origin
        } else {
            url.as_str() == origin && is_bare(&url)
        };
        serialized && self.patterns.iter().any(|pattern| pattern.fits(&candidate))
    }
}

fn is_bare(url: &Url) -> bool {
    url.path().is_empty() && url.query().is_none() && url.fragment().is_none()
}

#[cfg(test)]
mod tests;
