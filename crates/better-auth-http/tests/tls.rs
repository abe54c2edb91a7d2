//! TLS.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use better_auth_core::http_client::HttpError;
use better_auth_http::HttpOptions;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::server::Server;
use crate::{get, local};

/// A server for `idp.example.com`, and the certificate of the authority behind it.
async fn serve() -> (u16, String) {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["idp.example.com".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let _ = stream.read(&mut [0; 4096]).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    (port, authority.pem())
}

fn named(name: &str) -> HttpOptions {
    local().plain_http(false).resolve(name, [IpAddr::from(Ipv4Addr::LOCALHOST)])
}

#[tokio::test]
async fn a_certificate_of_an_authority_that_was_named_is_trusted() {
    let (port, authority) = serve().await;
    let options = named("idp.example.com").extra_root_pem(authority);
    let answer = get(options, &format!("https://idp.example.com:{port}/")).await.unwrap();
    assert_eq!(answer.body(), "ok");
}

#[tokio::test]
async fn another_one_is_not() {
    let (port, _) = serve().await;
    let (_, other) = serve().await;
    for options in [named("idp.example.com"), named("idp.example.com").extra_root_pem(other)] {
        let url = format!("https://idp.example.com:{port}/");
        let error = get(options, &url).await.unwrap_err();
        assert!(matches!(error, HttpError::Unreachable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted() {
    let (port, authority) = serve().await;
    for host in ["other.example.com", "127.0.0.1"] {
        let options = named(host).extra_root_pem(authority.clone());
        let error = get(options, &format!("https://{host}:{port}/")).await.unwrap_err();
        assert!(matches!(error, HttpError::Unreachable(_)), "{host}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_without_tls_gets_no_request() {
    let server = Server::talking(|mut stream| async move {
        let mut first = [0; 3];
        let _ = stream.read_exact(&mut first).await;
        assert_ne!(&first, b"GET");
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let url = server.url("/").replace("http:", "https:");
    let error = get(local(), &url).await.unwrap_err();
    assert!(matches!(error, HttpError::Unreachable(_)), "{error:?}");
    assert_eq!(server.connections(), 1);
}
