use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use better_auth_test::TestResponse;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::PASSWORD;
use crate::server::{ORIGIN, PATIENCE};

/// Somebody with a cookie jar who opens a connection for every request.
pub(crate) struct Client {
    server: SocketAddr,
    from: Ipv4Addr,
    headers: String,
    jar: Mutex<BTreeMap<String, String>>,
}

impl Client {
    pub(crate) fn new(server: SocketAddr) -> Self {
        let jar = Mutex::default();
        Self { server, from: Ipv4Addr::LOCALHOST, headers: String::new(), jar }
    }

    /// From another address of this machine.
    pub(crate) fn at_address(mut self, address: [u8; 4]) -> Self {
        self.from = address.into();
        self
    }

    /// With one more header in every request.
    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// A copy of the cookies that goes its own way, also to another process.
    pub(crate) fn copy_to(&self, server: SocketAddr) -> Self {
        let jar = Mutex::new(self.cookies());
        Self { server, from: self.from, headers: self.headers.clone(), jar }
    }

    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) async fn get(&self, path: &str) -> TestResponse {
        self.try_send("GET", path, "", b"").await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> TestResponse {
        self.try_post(path, body).await.unwrap()
    }

    /// For servers that may die meanwhile.
    pub(crate) async fn try_post(&self, path: &str, body: Value) -> io::Result<TestResponse> {
        let body = body.to_string();
        self.try_send("POST", path, "Content-Type: application/json\r\n", body.as_bytes()).await
    }

    pub(crate) async fn sign_up(&self, name: &str) -> TestResponse {
        self.post("/sign-up/email", signing_up(name)).await
    }

    pub(crate) async fn sign_in(&self, name: &str) -> TestResponse {
        self.post("/sign-in/email", signing_in(name, PASSWORD)).await
    }

    /// Whether the cookies open a session.
    pub(crate) async fn is_signed_in(&self) -> bool {
        self.get("/get-session").await.expect(200).json().is_object()
    }

    pub(crate) async fn connect(&self) -> io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((self.from, 0).into())?;
        socket.connect(self.server).await
    }

    /// The head of a request with everything but what the caller adds, and the empty line.
    pub(crate) fn head(&self, method: &str, path: &str) -> String {
        let mut head = format!("{method} /auth{path} HTTP/1.1\r\nHost: localhost:3000\r\n");
        head += &format!("Connection: close\r\nOrigin: {ORIGIN}\r\n{}", self.headers);
        let cookies: Vec<_> = self.cookies().iter().map(|(k, v)| format!("{k}={v}")).collect();
        if !cookies.is_empty() {
            head += &format!("Cookie: {}\r\n", cookies.join("; "));
        }
        head
    }

    pub(crate) async fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> io::Result<TestResponse> {
        let head = self.head(method, path) + headers;
        let head = format!("{head}Content-Length: {}\r\n\r\n", body.len());
        let mut stream = self.connect().await?;
        stream.write_all(&[head.as_bytes(), body].concat()).await?;
        let answer = read_answer(&mut BufReader::new(stream)).await?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    fn keep_cookies(&self, answer: &TestResponse) {
        let mut jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        for cookie in answer.set_cookies() {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.to_ascii_lowercase().contains("max-age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

pub(crate) fn signing_up(name: &str) -> Value {
    json!({ "name": name, "email": format!("{name}@example.com"), "password": PASSWORD })
}

pub(crate) fn signing_in(name: &str, password: &str) -> Value {
    json!({ "email": format!("{name}@example.com"), "password": password })
}

/// Reads an answer, also an interim one.
pub(crate) async fn read_answer(stream: &mut BufReader<TcpStream>) -> io::Result<TestResponse> {
    timeout(PATIENCE, read_whole(stream)).await.expect("the server answers")
}

async fn read_whole(stream: &mut BufReader<TcpStream>) -> io::Result<TestResponse> {
    let status = read_line(stream).await?;
    let status = status.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    let status: StatusCode = status.expect("a status line").parse().expect("a status");
    let mut headers = HeaderMap::new();
    loop {
        let line = read_line(stream).await?;
        let Some((name, value)) = line.split_once(": ") else { break };
        let name: HeaderName = name.parse().expect("a header name");
        headers.append(name, HeaderValue::from_str(value).expect("a header value"));
    }
    let length = headers.get("content-length").map_or("0", |length| length.to_str().unwrap());
    let mut body = vec![0; length.parse().expect("a length")];
    stream.read_exact(&mut body).await?;
    Ok(TestResponse { status, headers, body })
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
