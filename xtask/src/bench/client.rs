//! A client that keeps some connections busy and spends little itself: requests are bytes that
//! were made before, of an answer it reads the status and the length.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A request, as it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Request(Vec<u8>);

impl Request {
    /// `headers` are whole lines.
    pub(crate) fn new(method: &str, path: &str, headers: &str, body: &str) -> Self {
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}");
        if !body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        Self(format!("{text}\r\n{body}").into_bytes())
    }
}

/// Sends a request so many times over so many connections: each gets its next request as soon as
/// the answer to the last one was read.
pub(crate) fn drive(port: u16, request: &Request, count: usize, connections: usize) -> Result<()> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        let mut connection = Connection::open(port)?;
        connection.send(request)?;
        open.push(connection);
    }
    for _ in 1..count / connections.max(1) {
        for connection in &mut open {
            connection.receive()?;
            connection.send(request)?;
        }
    }
    for connection in &mut open {
        connection.receive()?;
    }
    Ok(())
}

/// An answer that is looked at.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Sends one request and gives back its answer.
pub(crate) fn once(port: u16, request: &Request) -> Result<Answer> {
    let mut connection = Connection::open(port)?;
    connection.send(request)?;
    connection.receive()?;
    Ok(Answer { head: connection.head, body: connection.body })
}

#[derive(Debug)]
struct Connection {
    stream: BufReader<TcpStream>,
    head: String,
    body: Vec<u8>,
}

impl Connection {
    fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::new(stream), head: String::new(), body: Vec::new() })
    }

    fn send(&mut self, request: &Request) -> Result<()> {
        self.stream.get_mut().write_all(&request.0)
    }

    fn receive(&mut self) -> Result<()> {
        self.head.clear();
        let mut line = 0;
        while self.head.get(line..) != Some("\r\n") {
            line = self.head.len();
            if self.stream.read_line(&mut self.head)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        self.body.resize(length(&self.head), 0);
        self.stream.read_exact(&mut self.body)?;
        if self.head.starts_with("HTTP/1.1 200") {
            return Ok(());
        }
        let body = String::from_utf8_lossy(&self.body);
        Err(Error::other(format!("{} {body}", self.head.lines().next().unwrap_or_default())))
    }
}

fn length(head: &str) -> usize {
    let named = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    };
    head.lines().find_map(named).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_how_long_its_body_is() {
        let request = Request::new("POST", "/a", "X: y\r\n", "{}");
        let text = "POST /a HTTP/1.1\r\nHost: localhost\r\nX: y\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(request.0, text.as_bytes());
    }

    #[test]
    fn the_length_of_an_answer_is_found_in_any_case() {
        assert_eq!(length("HTTP/1.1 200 OK\r\nContent-length: 17\r\n\r\n"), 17);
        assert_eq!(length("HTTP/1.1 200 OK\r\n\r\n"), 0);
    }
}
