use std::net::Ipv4Addr;

use url::Url;

use super::glob;

/// An origin with wildcards, or one of an application's own scheme.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) schemes: Vec<String>,
    /// `None`: any authority.
    pub(super) host: Option<Host>,
    pub(super) port: Port,
    /// Segments that the path must begin with; empty on web origins.
    pub(super) path: String,
}

#[derive(Debug, Clone)]
pub(super) struct Host {
    pub(super) glob: String,
    /// Digits and wildcards: only an IPv4 address fits, `192.168.*` never a name.
    pub(super) ipv4: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Port {
    Default,
    Exact(u16),
    Any,
}

/// The parts of a URL that a pattern looks at.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
    path: &'a str,
}

impl<'a> Candidate<'a> {
    /// `None` for URLs that no pattern may fit: with a user name, with a trailing dot on the
    /// host, or without an authority.
    pub(super) fn of(url: &'a Url) -> Option<Self> {
        let (scheme, host) = (url.scheme(), url.host_str().unwrap_or_default());
        let after_scheme = url.as_str().get(scheme.len()..)?;
        let refused = !url.username().is_empty()
            || url.password().is_some()
            || host.ends_with('.')
            || host.contains('%')
            || !after_scheme.starts_with("://");
        (!refused).then(|| Self { scheme, host, port: url.port(), path: url.path() })
    }

    pub(super) fn is_web(&self) -> bool {
        is_web(self.scheme)
    }
}

pub(super) fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

impl Pattern {
    pub(super) fn fits(&self, candidate: &Candidate<'_>) -> bool {
        self.schemes.iter().any(|scheme| scheme == candidate.scheme)
            && self.fits_authority(candidate)
            && (candidate.is_web() || begins_with(candidate.path, &self.path))
    }

    fn fits_authority(&self, candidate: &Candidate<'_>) -> bool {
        let Some(host) = &self.host else { return true };
        let port = match self.port {
            Port::Any => true,
            // the parser of URLs drops a port that is the scheme's default
            Port::Default => candidate.port.is_none(),
            Port::Exact(port) => candidate.port == Some(port) || is_default(candidate, port),
        };
        port && (!host.ipv4 || candidate.host.parse::<Ipv4Addr>().is_ok())
            && glob::fits(&host.glob, candidate.host)
    }
}

fn is_default(candidate: &Candidate<'_>, port: u16) -> bool {
    candidate.port.is_none() && matches!((candidate.scheme, port), ("http", 80) | ("https", 443))
}

fn begins_with(path: &str, segments: &str) -> bool {
    let segments = segments.trim_end_matches('/');
    path.strip_prefix(segments).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
