//! The addresses that a provider may have.

use url::{Host, Url};

/// Why a text is no address for an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no https URL without user and password")]
pub(crate) struct InvalidAddress;

/// Reads the address of an endpoint: https, or http on this machine, where a developer's or a
/// test's provider runs. Codes, secrets and tokens go there, so nothing else is taken.
pub(crate) fn parse(text: &str) -> Result<Url, InvalidAddress> {
    let url = Url::parse(text).map_err(|_| InvalidAddress)?;
    let encrypted = url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(&url));
    let anonymous = url.username().is_empty() && url.password().is_none();
    let odd = text.chars().any(|c| c.is_ascii_control() || c.is_whitespace() || c == '\\');
    if encrypted && anonymous && !odd { Ok(url) } else { Err(InvalidAddress) }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_taken() {
        for good in
            ["https://a.example/x?y=z", "http://localhost:1", "http://127.0.0.1", "http://[::1]:2/"]
        {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a.example",
            "http://a.example",
            "http://localhost.example",
            "http://127.0.0.1.example",
            "ftp://localhost",
            "javascript:alert(1)",
            "https://user@a.example",
            "https://user:pw@a.example",
            "https://a.example\\x",
            "https://a.example/ x",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
