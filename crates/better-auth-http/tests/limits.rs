//! Servers that are slow, talk too much, or lie.

use std::time::Duration;

use better_auth_core::http_client::{HttpClient, HttpError};
use better_auth_http::HttpsClient;
use bytes::Bytes;
use http::Request;
use tokio::io::AsyncWriteExt;

use crate::server::{Server, read_head};
use crate::{get, impatient, local};

const ENDLESS: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
const CHUNKED: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let server = Server::silent().await;
    let error = get(impatient(), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::TimedOut(_)), "{error:?}");
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_says_a_little_again_and_again_is_given_up() {
    let server = Server::talking(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(ENDLESS).await;
        while stream.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let error = get(impatient(), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::TimedOut(_)), "{error:?}");
}

#[tokio::test]
async fn waiting_for_a_turn_counts() {
    let server = Server::silent().await;
    let client = HttpsClient::new(impatient().requests(1)).unwrap();
    let send = || client.send(Request::get(server.url("/")).body(Bytes::new()).unwrap());
    let (one, other) = futures_util::future::join(send(), send()).await;
    assert!(matches!(one.unwrap_err(), HttpError::TimedOut(_)));
    assert!(matches!(other.unwrap_err(), HttpError::TimedOut(_)));
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let server = Server::talking(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(ENDLESS).await;
        while stream.write_all(&[b'a'; 4096]).await.is_ok() {}
    })
    .await;
    let error = get(local(), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { limit: 1_048_576 }), "{error:?}");
}

#[tokio::test]
async fn so_is_one_in_small_pieces() {
    let server = Server::talking(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(CHUNKED).await;
        while stream.write_all(&b"1\r\na\r\n".repeat(500)).await.is_ok() {}
    })
    .await;
    let error = get(local().max_response(50_000), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { limit: 50_000 }), "{error:?}");
}

#[tokio::test]
async fn a_body_that_is_declared_too_large_is_not_waited_for() {
    let server = Server::talking(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n").await;
        std::future::pending::<()>().await;
    })
    .await;
    let error = get(impatient().max_response(100), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { limit: 100 }), "{error:?}");
}

#[tokio::test]
async fn a_body_of_the_limit_passes() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello").await;
    assert_eq!(get(local().max_response(5), &server.url("/")).await.unwrap().body(), "hello");
    let error = get(local().max_response(4), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn no_more_is_read_than_the_declared_length() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok, and more").await;
    assert_eq!(get(local(), &server.url("/")).await.unwrap().body(), "ok");
}

#[tokio::test]
async fn what_is_no_whole_answer_is_an_error() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\ntoo little",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "220 mail.example.com ESMTP\r\n",
        "",
    ] {
        let server = Server::saying(answer).await;
        let error = get(local(), &server.url("/")).await.unwrap_err();
        assert!(matches!(error, HttpError::Broken(_)), "{answer:?}: {error:?}");
    }
}

#[tokio::test]
async fn an_endless_head_is_cut_off() {
    let server = Server::talking(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx: ").await;
        while stream.write_all(&[b'a'; 4096]).await.is_ok() {}
    })
    .await;
    let error = get(local(), &server.url("/")).await.unwrap_err();
    assert!(matches!(error, HttpError::Broken(_)), "{error:?}");
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let error = get(local(), &url).await.unwrap_err();
    assert!(matches!(error, HttpError::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn a_name_without_an_address_is_unreachable() {
    let options = local().resolve("nowhere.example.com", []);
    let error = get(options, "http://nowhere.example.com/").await.unwrap_err();
    assert!(matches!(error, HttpError::Unreachable(_)), "{error:?}");
}
