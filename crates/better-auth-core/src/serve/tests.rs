use std::sync::Mutex;

use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::*;

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

async fn start(app: Router, options: ServeOptions) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async move { drop(stopped.await) };
    let task = tokio::spawn(serve_with(listener, app, shutdown, options));
    Server { address, stop, task }
}

/// Waits that a test takes itself are long, those of the server short: a test fails by waiting,
/// it never passes by it.
const SHORT: Duration = Duration::from_millis(50);

fn hasty() -> ServeOptions {
    ServeOptions {
        header_timeout: SHORT,
        body_timeout: SHORT,
        write_timeout: SHORT,
        shutdown_timeout: Duration::from_secs(20),
        ..ServeOptions::default()
    }
}

fn app() -> Router {
    Router::new()
        .route("/", get(async |peer: ConnectInfo<SocketAddr>| peer.0.ip().to_string()))
        .route("/echo", post(async |body: Bytes| body))
        .route("/large", get(async || vec![b'x'; 64 << 20]))
}

impl Server {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends bytes and reads until the server closes.
    async fn exchange(&self, request: &[u8]) -> String {
        let mut stream = self.connect().await;
        // the server may have refused and closed before everything was sent
        let _ = stream.write_all(request).await;
        read_all(&mut stream).await
    }
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    // a reset is a close as well
    let _ = timeout(Duration::from_secs(20), read).await.expect("the server should close");
    String::from_utf8(answer).unwrap()
}

fn statuses(answer: &str) -> Vec<u16> {
    let lines = answer.split("HTTP/1.1 ").skip(1);
    lines.map(|line| line.get(..3).unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn handlers_learn_the_peer() {
    let server = start(app(), ServeOptions::default()).await;
    let answer = server.exchange(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn dos_04_a_half_sent_head_is_closed() {
    let server = start(app(), hasty()).await;
    let answer = server.exchange(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow:").await;
    assert!(statuses(&answer).iter().all(|status| (400..500).contains(status)), "{answer}");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let server = start(app(), hasty()).await;
    assert_eq!(server.exchange(b"").await, "");
    let answer = server.exchange(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert_eq!(statuses(&answer), [200], "{answer}");
}

#[tokio::test]
async fn dos_03_a_body_a_byte_at_a_time_is_cut_off() {
    let server = start(app(), hasty()).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n")
        .await
        .unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let trickle = tokio::spawn(async move {
        // as fast as the scheduler likes: each byte is progress, the body never ends
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let mut answer = Vec::new();
    let closed = timeout(Duration::from_secs(20), reader.read_to_end(&mut answer)).await;
    assert!(closed.is_ok(), "the server should close");
    assert!(!statuses(&String::from_utf8(answer).unwrap()).contains(&200));
    trickle.abort();
}

#[tokio::test]
async fn dos_03_a_client_that_does_not_read_is_closed() {
    let (dropped, gone) = oneshot::channel::<()>();
    let dropped = Arc::new(Mutex::new(Some(dropped)));
    let app = Router::new().route(
        "/endless",
        get(async move || {
            let dropped = dropped.lock().unwrap().take();
            Body::from_stream(futures_util::stream::repeat_with(move || {
                let _alive_as_long_as_the_answer = &dropped;
                Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 65536]))
            }))
        }),
    );
    let server = start(app, hasty()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let ended = timeout(Duration::from_secs(20), gone).await.expect("the answer should be dropped");
    assert!(ended.is_err());
}

#[tokio::test]
async fn a_slow_reader_that_makes_progress_is_served() {
    let server =
        start(app(), ServeOptions { write_timeout: Duration::from_secs(20), ..hasty() }).await;
    let answer =
        server.exchange(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(answer.len() > 64 << 20);
}

#[tokio::test]
async fn connections_above_the_limit_wait_for_a_place() {
    let options = ServeOptions { max_connections: 1, ..hasty() };
    let server = start(app(), options).await;
    let mut first = server.connect().await;
    first.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    // answered only after the first one was closed for its half-sent head
    let answer = server.exchange(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert_eq!(statuses(&answer), [200]);
    read_all(&mut first).await;
}

#[tokio::test]
async fn dur_08_a_request_under_way_is_answered_before_the_server_ends() {
    let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (entered, release) = (entered.clone(), release.clone());
        async move || {
            entered.notify_one();
            release.notified().await;
            "done"
        }
    };
    let server = start(Router::new().route("/slow", get(slow)), ServeOptions::default()).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    entered.notified().await;
    let idle = server.connect().await;
    server.stop.send(()).unwrap();
    release.notify_one();
    let answer = read_all(&mut stream).await;
    assert!(answer.ends_with("done"), "{answer}");
    server.task.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
    drop(idle);
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_ever() {
    let entered = Arc::new(Notify::new());
    let stuck = {
        let entered = entered.clone();
        async move || {
            entered.notify_one();
            std::future::pending::<()>().await;
        }
    };
    let options = ServeOptions { shutdown_timeout: SHORT, ..ServeOptions::default() };
    let server = start(Router::new().route("/stuck", get(stuck)), options).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    entered.notified().await;
    server.stop.send(()).unwrap();
    timeout(Duration::from_secs(20), server.task).await.unwrap().unwrap().unwrap();
}

/// Each has a second request hidden in what a lenient parser takes for a body.
#[tokio::test]
async fn inp_06_a_request_that_can_be_read_in_two_ways_gets_one_answer_at_most() {
    let server = start(app(), hasty()).await;
    let hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";
    let heads = [
        "Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked",
        "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4",
        "Host: a\r\nContent-Length: 0\r\nContent-Length: 4",
        "Host: a\r\nContent-Length: 0, 4",
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Host: a\r\nTransfer-Encoding: identity",
        "Host: a\r\nTransfer-Encoding: xchunked",
        "Host: a\r\nContent-Length: +0",
        "Host: a\r\nContent-Length: -1",
        "Host: a\r\nContent-Length: 0x0",
        "Host: a\r\nContent-Length : 4",
        "Host: a\r\n Content-Length: 4",
        "Host: a\r\nX: a\0b",
        "Host: a\r\nX\r\n",
    ];
    for head in heads {
        let request = format!("POST /echo HTTP/1.1\r\n{head}\r\n\r\n0\r\n\r\n{hidden}");
        let answer = server.exchange(request.as_bytes()).await;
        let statuses = statuses(&answer);
        assert!(statuses.len() <= 1, "{head:?}: {statuses:?}");
        // RFC 9112 section 6.3 lets a server take the chunks, if it closes the connection then
        let clear =
            head.contains("Transfer-Encoding: chunked") && head.contains("Content-Length: 4");
        let refused = statuses.iter().all(|status| (400..500).contains(status));
        assert!(refused || clear, "{head:?}: {statuses:?}");
    }
}

#[tokio::test]
async fn inp_06_a_bad_chunk_gets_one_answer_at_most() {
    let server = start(app(), hasty()).await;
    for chunk in [
        "x\r\n",
        "-1\r\n",
        "+1\r\na\r\n",
        "ffffffffffffffffff\r\n",
        "1\r\nab\r\n0\r\n\r\n",
        "1\na\n0\n\n",
        "0x1\r\na\r\n",
    ] {
        let request = format!(
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        );
        let answer = server.exchange(request.as_bytes()).await;
        let statuses = statuses(&answer);
        assert!(statuses.len() <= 1 && !statuses.contains(&200), "{chunk:?}: {statuses:?}");
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = start(app(), ServeOptions::default()).await;
    let head = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "a".repeat(40_000));
    assert_eq!(statuses(&server.exchange(head.as_bytes()).await), [431]);
}
