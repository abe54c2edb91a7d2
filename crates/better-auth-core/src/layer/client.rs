//! The client's address.
//!
//! Protects from: clients that make up an address in a header, and clients that change the last
//! 64 bits of an IPv6 address to look like many. Does not protect from: a proxy that is trusted
//! ([`ProxyOptions::trusted`]) and passes on what it was told, or a client with a network larger
//! than a /64.
//!
//! Deployment: the address of the peer comes from `ConnectInfo<SocketAddr>`, which
//! [`serve`](crate::serve::serve) puts into every request. Behind a proxy every peer is the
//! proxy; list it in [`ProxyOptions::trusted`], or all clients share one rate limit.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::extract::connect_info::MockConnectInfo;
use http::{Extensions, HeaderMap};
use ipnet::IpNet;

use crate::config::ProxyOptions;

/// The client's address as found by the guard; request extension. An IPv4 address is never
/// written as an IPv6 one (`::ffff:192.0.2.1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What counts as one client for a rate limit: an IPv4 address, or the /64 network of an
    /// IPv6 address, which is what one household or server gets.
    pub fn bucket(self) -> Bucket {
        Bucket(self.0)
    }
}

/// A client as the rate limits see it. Its text is a part of their keys.
#[derive(Debug, Clone, Copy)]
pub struct Bucket(IpAddr);

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => {
                let network = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64));
                write!(f, "{network}/64")
            }
        }
    }
}

/// The other end of the connection, if the server tells.
pub(crate) fn peer(extensions: &Extensions) -> Option<IpAddr> {
    let connected = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let mocked = || extensions.get::<MockConnectInfo<SocketAddr>>().map(|info| info.0);
    connected.or_else(mocked).map(|address| address.ip().to_canonical())
}

/// The client's address: the peer, or what a trusted proxy says.
///
/// The header is read from the right, where each proxy adds the peer that it saw. Entries of
/// trusted proxies are skipped; the first other one is the client. A header that is missing or
/// holds garbage before that point says nothing, and the peer is the client.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, options: &ProxyOptions) -> ClientAddress {
    let forwarded = || forwarded_for(headers, options);
    let client = if is_trusted(peer, &options.trusted) { forwarded() } else { None };
    ClientAddress(client.unwrap_or(peer))
}

fn forwarded_for(headers: &HeaderMap, options: &ProxyOptions) -> Option<IpAddr> {
    let mut client = None;
    for value in headers.get_all(&options.header).iter().rev() {
        for entry in value.to_str().ok()?.rsplit(',') {
            let address = parse_hop(entry.trim())?;
            client = Some(address);
            if !is_trusted(address, &options.trusted) {
                return client;
            }
        }
    }
    client
}

/// Some proxies add the port.
fn parse_hop(entry: &str) -> Option<IpAddr> {
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    entry.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|net| net.contains(&address))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn behind(trusted: &[&str], peer: &str, forwarded: &[&'static str]) -> IpAddr {
        let trusted = trusted.iter().map(|net| net.parse().unwrap()).collect();
        let options = ProxyOptions { trusted, ..ProxyOptions::default() };
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        client(ip(peer), &headers, &options).0
    }

    #[test]
    fn ses_16_without_a_trusted_proxy_the_header_is_ignored() {
        assert_eq!(behind(&[], "192.0.2.1", &["203.0.113.9"]), ip("192.0.2.1"));
        assert_eq!(behind(&["10.0.0.0/8"], "192.0.2.1", &["203.0.113.9"]), ip("192.0.2.1"));
    }

    #[test]
    fn the_first_untrusted_hop_from_the_right_is_the_client() {
        let hops = ["6.6.6.6, 203.0.113.9, 10.0.0.7"];
        assert_eq!(behind(&["10.0.0.0/8"], "10.0.0.1", &hops), ip("203.0.113.9"));
        let lines = ["6.6.6.6", "203.0.113.9", "10.0.0.7"];
        assert_eq!(behind(&["10.0.0.0/8"], "10.0.0.1", &lines), ip("203.0.113.9"));
    }

    #[test]
    fn a_client_inside_the_trusted_network_is_the_leftmost_hop() {
        assert_eq!(behind(&["10.0.0.0/8"], "10.0.0.1", &["10.0.0.9, 10.0.0.7"]), ip("10.0.0.9"));
    }

    #[test]
    fn garbage_in_the_header_leaves_the_peer() {
        for garbage in ["", "unknown", "203.0.113.9,", "203.0.113.9, x", "1.2.3", "\u{7f}"] {
            let garbage: &'static str = garbage;
            let Ok(value) = HeaderValue::from_str(garbage) else {
                continue;
            };
            let options = ProxyOptions {
                trusted: vec!["10.0.0.0/8".parse().unwrap()],
                ..ProxyOptions::default()
            };
            let headers = HeaderMap::from_iter([(options.header.clone(), value)]);
            assert_eq!(client(ip("10.0.0.1"), &headers, &options).0, ip("10.0.0.1"), "{garbage:?}");
        }
    }

    #[test]
    fn a_hop_may_carry_a_port() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(behind(&trusted, "10.0.0.1", &["203.0.113.9:4711"]), ip("203.0.113.9"));
        assert_eq!(behind(&trusted, "10.0.0.1", &["[2001:db8::1]:4711"]), ip("2001:db8::1"));
    }

    #[test]
    fn rat_04_an_ipv6_network_and_a_mapped_ipv4_address_are_one_client() {
        let bucket = |text| ClientAddress(ip(text).to_canonical()).bucket().to_string();
        assert_eq!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:3::1"));
        assert_eq!(bucket("::ffff:192.0.2.1"), bucket("192.0.2.1"));
        assert_eq!(behind(&["10.0.0.0/8"], "::ffff:10.0.0.1", &[]), ip("::ffff:10.0.0.1"));
        assert_eq!(behind(&["10.0.0.0/8"], "10.0.0.1", &["::ffff:192.0.2.1"]), ip("192.0.2.1"));
    }

    #[test]
    fn the_peer_comes_from_the_connection() {
        let mut extensions = Extensions::new();
        assert_eq!(peer(&extensions), None);
        let address: SocketAddr = "[::ffff:192.0.2.1]:80".parse().unwrap();
        extensions.insert(ConnectInfo(address));
        assert_eq!(peer(&extensions), Some(ip("192.0.2.1")));
    }
}
