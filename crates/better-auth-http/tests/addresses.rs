//! Where no request may go.

use std::net::IpAddr;

use better_auth_core::http_client::HttpError;
use better_auth_http::{HttpOptions, HttpsClient};

use crate::server::Server;
use crate::{get, local};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// The default but for http, so that every spelling gets as far as it can.
fn strict() -> HttpOptions {
    HttpOptions::default().plain_http(true)
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[tokio::test]
async fn this_machine_is_refused_in_every_spelling() {
    let server = Server::saying(OK).await;
    for host in [
        "127.0.0.1",
        "127.0.0.2",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7F.0x0.0x0.0x1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "localhost",
        "LocalHost",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
    ] {
        let url = format!("http://{host}:{}/", server.port());
        let error = get(strict(), &url).await.unwrap_err();
        assert!(matches!(error, HttpError::Refused(_)), "{host}: {error:?}");
    }
    assert_eq!(server.connections(), 0);
    // What shows that the server could have been reached.
    assert!(get(local(), &server.url("/")).await.is_ok());
}

#[tokio::test]
async fn private_networks_are_refused() {
    for host in [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0xA9FEA9FE",
        "224.0.0.1",
        "255.255.255.255",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[::ffff:169.254.169.254]",
    ] {
        for scheme in ["http", "https"] {
            let error = get(strict(), &format!("{scheme}://{host}/")).await.unwrap_err();
            // A number is no name that a certificate can have, so https ends before it is asked.
            let refused = matches!(error, HttpError::Refused(_))
                || (host.starts_with("0x") && matches!(error, HttpError::Unreachable(_)));
            assert!(refused, "{scheme} {host}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_name_that_resolves_to_this_machine_is_refused() {
    let server = Server::saying(OK).await;
    for address in ["127.0.0.1", "::ffff:127.0.0.1", "::1", "0.0.0.0"] {
        let options = strict().resolve("rebind.example.com", [ip(address)]);
        let url = format!("http://ReBind.example.com:{}/", server.port());
        let error = get(options, &url).await.unwrap_err();
        assert!(matches!(error, HttpError::Refused(_)), "{address}: {error:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn of_several_addresses_only_the_allowed_ones_are_asked() {
    let server = Server::saying(OK).await;
    let options = strict()
        .resolve("mixed.example.com", [ip("127.0.0.1"), ip("127.0.0.2")])
        .allow_network("127.0.0.2/32".parse().unwrap());
    let url = format!("http://mixed.example.com:{}/", server.port());
    // The server listens on 127.0.0.1 alone, which is not allowed.
    let error = get(options.clone(), &url).await.unwrap_err();
    assert!(matches!(error, HttpError::Unreachable(_)), "{error:?}");
    assert_eq!(server.connections(), 0);
    let options = options.allow_network("127.0.0.1/32".parse().unwrap());
    assert_eq!(get(options, &url).await.unwrap().body(), "ok");
}

#[tokio::test]
async fn an_address_where_nobody_listens_leaves_the_others_their_turn() {
    let server = Server::saying(OK).await;
    let options = local().resolve("two.example.com", [ip("127.0.0.9"), ip("127.0.0.1")]);
    let url = format!("http://two.example.com:{}/", server.port());
    assert_eq!(get(options, &url).await.unwrap().body(), "ok");
}

#[tokio::test]
async fn a_network_that_is_allowed_is_so_in_its_form_of_ipv6() {
    let server = Server::saying(OK).await;
    let url = format!("http://[::ffff:127.0.0.1]:{}/", server.port());
    assert_eq!(get(local(), &url).await.unwrap().body(), "ok");
}

#[tokio::test]
async fn only_https_is_allowed_by_default() {
    let server = Server::saying(OK).await;
    let options = HttpOptions::default().allow_network("127.0.0.0/8".parse().unwrap());
    let error = get(options, &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::Refused(_)), "{error:?}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn other_schemes_and_relative_urls_are_refused_always() {
    for url in ["ftp://example.com/", "file://localhost/etc/passwd", "/path", "ws://example.com/"] {
        let error = get(local(), url).await.unwrap_err();
        assert!(matches!(error, HttpError::Refused(_)), "{url}: {error:?}");
    }
}

#[tokio::test]
async fn a_url_with_a_password_is_refused_and_not_repeated() {
    let error = get(local(), "https://ada:hunter2@example.com/").await.unwrap_err();
    assert!(matches!(error, HttpError::Refused(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn errors_and_debug_show_neither_path_nor_query() {
    let server = Server::saying("nonsense").await;
    let closed = Server::saying(OK).await.url("/secret-path?code=hunter2");
    for (options, url) in [
        (local(), server.url("/secret-path?code=hunter2")),
        (strict(), closed),
        (local(), "http://127.0.0.1:1/secret-path?code=hunter2".to_owned()),
    ] {
        let error = get(options, &url).await.unwrap_err();
        let mut shown = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown.push_str(&cause.to_string());
            source = cause.source();
        }
        assert!(!shown.contains("secret-path") && !shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn options_that_can_not_work_are_refused() {
    let refused = |options| HttpsClient::new(options).unwrap_err().setting;
    assert_eq!(refused(HttpOptions::default().user_agent("a\nb")), "user_agent");
    assert_eq!(refused(HttpOptions::default().extra_root_pem("no PEM")), "extra_root_pem");
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert_eq!(refused(HttpOptions::default().extra_root_pem(broken)), "extra_root_pem");
}
