//! A server for the application: HTTP/1.1 on one TCP listener, with limits on everything that a
//! client can make it wait for.
//!
//! ```no_run
//! # async fn run(app: axum::Router, ctrl_c: impl Future<Output = ()>) -> std::io::Result<()> {
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//! better_auth_core::serve::serve(listener, app, ctrl_c).await
//! # }
//! ```
//!
//! Protects from: connections that send a head or a body a byte at a time, that do not read their
//! answer, or that stay open and idle; more connections than there is memory for. Requests carry
//! `ConnectInfo<SocketAddr>`, without which clients can not be told apart. Does not protect from:
//! handlers that take long, and floods that fill the line. Deployment: TLS and HTTP/2 are the
//! proxy's work; list it in [`ProxyOptions::trusted`](crate::config::ProxyOptions::trusted).

mod body;
mod stall;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use futures_util::future::{Either, select};
use http::Request;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;
use tower::Service;

use body::TimedBody;
use stall::Patient;

/// How long the server waits, and for how many.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// For the head of a request to be complete, counted from when the connection is free for
    /// it; so it is also how long a connection may idle. Default 10 seconds.
    pub header_timeout: Duration,
    /// For the body of a request to be complete, counted from the end of its head. Default 30
    /// seconds; more for applications that take large uploads.
    pub body_timeout: Duration,
    /// For a client to take any byte of its answer. Default 30 seconds.
    pub write_timeout: Duration,
    /// For requests under way to finish after the shutdown began. Default 5 seconds: process
    /// managers often kill after 10, and [`Auth::stop`](crate::Auth::stop) takes up to 4.
    pub shutdown_timeout: Duration,
    /// Connections open at once; further ones wait in the queue of the operating system.
    /// Default 16,384, which take some 200 MB when all have sent a part of a head. The limit of
    /// open files (`ulimit -n`) has to be above it to matter.
    pub max_connections: usize,
    /// Largest head of a request, in bytes; 431 above it. Default 32,768.
    pub max_head_size: usize,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            shutdown_timeout: Duration::from_secs(5),
            max_connections: 16_384,
            max_head_size: 32 * 1024,
        }
    }
}

/// Serves the application until `shutdown` is ready, with the default [`ServeOptions`].
///
/// # Errors
/// As [`serve_with`].
pub async fn serve(
    listener: TcpListener,
    app: Router,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    serve_with(listener, app, shutdown, ServeOptions::default()).await
}

/// Serves the application until `shutdown` is ready. Then it takes no more connections, closes
/// idle ones, and returns when the requests under way are answered or
/// [`shutdown_timeout`](ServeOptions::shutdown_timeout) is over.
///
/// # Errors
/// When the listener is no longer one. A connection that can not be accepted is no error: it is
/// logged, and the server goes on.
pub async fn serve_with(
    listener: TcpListener,
    app: Router,
    shutdown: impl Future<Output = ()>,
    options: ServeOptions,
) -> io::Result<()> {
    listener.local_addr()?;
    let (stop, stopped) = watch::channel(());
    let patience = options.shutdown_timeout;
    let site = Site { app, options: Arc::new(options), stopped };
    // when one of the two is ready, both are dropped, and with them the listener
    select(pin!(shutdown), Box::pin(site.accept_all(listener))).await;
    stop.send_replace(());
    if timeout(patience, stop.closed()).await.is_err() {
        tracing::warn!(connections = stop.receiver_count(), "closed before they were done");
    }
    Ok(())
}

/// What every connection needs.
#[derive(Clone)]
struct Site {
    app: Router,
    options: Arc<ServeOptions>,
    stopped: watch::Receiver<()>,
}

/// How long the server waits after it could not accept, as when there are no more file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

impl Site {
    async fn accept_all(self, listener: TcpListener) -> Infallible {
        let permits = Arc::new(Semaphore::new(self.options.max_connections.max(1)));
        loop {
            let Ok(permit) = permits.clone().acquire_owned().await else {
                continue;
            };
            match listener.accept().await {
                Ok((stream, peer)) => {
                    tokio::spawn(self.clone().serve_connection(stream, peer, permit));
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    async fn serve_connection(
        self,
        stream: TcpStream,
        peer: SocketAddr,
        _permit: OwnedSemaphorePermit,
    ) {
        let Self { app, options, mut stopped } = self;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let io = Patient::new(TokioIo::new(stream), options.write_timeout);
        let body_timeout = options.body_timeout;
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            respond(app.clone(), prepare(request, peer, body_timeout))
        });
        let connection = builder(&options).serve_connection(io, service).with_upgrades();
        let mut connection = pin!(connection);
        let ended = match select(connection.as_mut(), pin!(stopped.changed())).await {
            Either::Left((ended, _)) => ended,
            Either::Right(_) => {
                connection.as_mut().graceful_shutdown();
                timeout(options.shutdown_timeout, connection).await.unwrap_or(Ok(()))
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "connection closed");
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What a connection buffers of a body and of an answer at most; eight times less than the
/// library's default, since there may be many connections.
const BUFFER: usize = 64 * 1024;

fn builder(options: &ServeOptions) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_timeout)
        .max_header_size(options.max_head_size)
        .max_buf_size(BUFFER.max(options.max_head_size));
    builder
}

fn prepare(request: Request<Incoming>, peer: SocketAddr, body_timeout: Duration) -> Request<Body> {
    let mut request = request.map(|body| {
        if body.is_end_stream() {
            return Body::empty();
        }
        Body::new(TimedBody::new(body, body_timeout))
    });
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

async fn respond(mut app: Router, request: Request<Body>) -> Result<Response, Infallible> {
    app.call(request).await
}

#[cfg(test)]
mod tests;
