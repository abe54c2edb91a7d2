//! Servers that behave.

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::{any, get as on_get, post};
use better_auth_core::http_client::HttpClient;
use better_auth_http::HttpsClient;
use bytes::Bytes;
use http::Request;

use crate::server::Server;
use crate::{get, local};

/// Serves axum; gives back where.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn echo(headers: HeaderMap, body: String) -> String {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
    format!("{:?} {:?} {body}", header("user-agent"), header("x-question"))
}

#[tokio::test]
async fn a_request_arrives_as_it_is_with_the_name_of_the_sender() {
    let base = serve(Router::new().route("/echo", post(echo))).await;
    let request = Request::post(format!("{base}/echo?a=b")).header("x-question", "why");
    let request = request.body(Bytes::from_static(b"the body")).unwrap();
    let client = HttpsClient::new(local().user_agent("house/1")).unwrap();
    let answer = client.send(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.body(), "Some(\"house/1\") Some(\"why\") the body");
}

#[tokio::test]
async fn a_user_agent_of_the_request_is_kept() {
    let base = serve(Router::new().route("/echo", post(echo))).await;
    let request = Request::post(format!("{base}/echo")).header("user-agent", "own");
    let client = HttpsClient::new(local()).unwrap();
    let answer = client.send(request.body(Bytes::new()).unwrap()).await.unwrap();
    assert!(answer.body().starts_with(b"Some(\"own\")"), "{:?}", answer.body());
}

#[tokio::test]
async fn every_status_is_an_answer() {
    let base = serve(Router::new().route("/x", any(|| async { StatusCode::IM_A_TEAPOT }))).await;
    assert_eq!(get(local(), &format!("{base}/x")).await.unwrap().status(), 418);
    assert_eq!(get(local(), &format!("{base}/y")).await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::silent().await;
    let target = elsewhere.url("/inside");
    let redirect = on_get(move || async move { Redirect::temporary(&target) });
    let base = serve(Router::new().route("/", redirect)).await;
    let answer = get(local(), &base).await.unwrap();
    assert_eq!(answer.status(), 307);
    assert_eq!(answer.headers()["location"], elsewhere.url("/inside"));
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = Server::talking(|mut stream| async move {
        use tokio::io::AsyncWriteExt;
        while !crate::server::read_head(&mut stream).await.is_empty() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await;
        }
    })
    .await;
    let client = HttpsClient::new(local()).unwrap();
    for _ in 0..3 {
        let request = Request::get(server.url("/")).body(Bytes::new()).unwrap();
        assert_eq!(client.send(request).await.unwrap().body(), "ok");
        // The connection goes back to the pool in a task of its own.
        tokio::task::yield_now().await;
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn the_answer_to_head_is_not_measured_by_the_length_that_it_declares() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n").await;
    let request = Request::head(server.url("/")).body(Bytes::new()).unwrap();
    let answer = HttpsClient::new(local()).unwrap().send(request).await.unwrap();
    assert_eq!(answer.body(), "");
}
