use std::convert::Infallible;
use std::fmt;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, header};

use crate::layer::client::ClientAddress;

/// Longest `User-Agent` that is kept, in bytes.
pub const MAX_USER_AGENT: usize = 512;

/// What a request tells about its sender: the client's address, as the guard found it, the
/// `User-Agent`, and the cookies. Never refuses a request.
///
/// The user agent is what the client says it is. Control characters are dropped and it is cut to
/// [`MAX_USER_AGENT`]; markup stays, so a page that shows it must escape it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFacts {
    ip: Option<IpAddr>,
    user_agent: Option<String>,
    cookies: SentCookies,
}

/// The `Cookie` headers. They hold credentials, so they do not show.
#[derive(Clone, Default, PartialEq, Eq)]
struct SentCookies(HeaderMap);

impl fmt::Debug for SentCookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SentCookies(…)")
    }
}

impl RequestFacts {
    /// Facts of a request that did not come over HTTP: server code that signs somebody in.
    pub fn new(ip: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        let user_agent = user_agent.and_then(clean);
        Self { ip, user_agent, cookies: SentCookies::default() }
    }

    /// Facts of a request; for hooks, which have no extractors.
    pub fn of(parts: &Parts) -> Self {
        let ip = parts.extensions.get::<ClientAddress>().map(|address| address.0);
        let user_agent = parts.headers.get(header::USER_AGENT);
        let user_agent = user_agent.map(|value| String::from_utf8_lossy(value.as_bytes()));
        let mut facts = Self::new(ip, user_agent.as_deref());
        for cookie in parts.headers.get_all(header::COOKIE) {
            facts.cookies.0.append(header::COOKIE, cookie.clone());
        }
        facts
    }

    /// The same, from another address.
    pub(crate) fn at(self, ip: Option<IpAddr>) -> Self {
        Self { ip, ..self }
    }

    /// The `Cookie` headers of the request, for [`Cookies::get`](crate::cookie::Cookies::get);
    /// no other header is here.
    pub fn cookies(&self) -> &HeaderMap {
        &self.cookies.0
    }

    /// The client's address.
    pub fn ip_address(&self) -> Option<IpAddr> {
        self.ip
    }

    /// The client's address as text.
    pub fn ip_address_text(&self) -> Option<String> {
        self.ip.map(|ip| ip.to_string())
    }

    /// The client's `User-Agent`.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestFacts {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

fn clean(text: &str) -> Option<String> {
    let mut kept = String::with_capacity(text.len().min(MAX_USER_AGENT));
    for character in text.chars().filter(|character| !character.is_control()) {
        if kept.len() + character.len_utf8() > MAX_USER_AGENT {
            break;
        }
        kept.push(character);
    }
    (!kept.is_empty()).then_some(kept)
}
