//! Opening a connection: name, addresses, judgement, connection, in this order and only once.
//!
//! What is judged is the address that is connected to, not the URL. So every spelling of an
//! address is judged alike, and a name that resolves to another address from one moment to the
//! next gains nothing.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower_service::Service;

use crate::address::is_allowed;
use crate::options::HttpOptions;

/// Most addresses of one server that are tried.
const MAX_ADDRESSES: usize = 4;

/// Most names that are looked up at a time. A look-up can not be stopped and holds a thread that
/// hashing passwords needs as well.
const LOOK_UPS: usize = 16;

/// Opens connections to addresses that are allowed.
#[derive(Debug, Clone)]
pub(crate) struct Dialer {
    options: Arc<HttpOptions>,
    look_ups: Arc<Semaphore>,
}

/// A connection that was not opened.
#[derive(Debug)]
pub(crate) enum DialError {
    /// None of the addresses is allowed.
    NotAllowed,
    /// No connection within the limit.
    TimedOut(Duration),
    /// The name does not resolve, or nobody listens.
    Failed(io::Error),
}

impl std::fmt::Display for DialError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAllowed => f.write_str("the server has no public address"),
            Self::TimedOut(limit) => write!(f, "no connection within {limit:?}"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DialError {}

impl From<io::Error> for DialError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

impl Dialer {
    pub(crate) fn new(options: Arc<HttpOptions>) -> Self {
        Self { options, look_ups: Arc::new(Semaphore::new(LOOK_UPS)) }
    }

    async fn dial(self, uri: Uri) -> Result<TokioIo<TcpStream>, DialError> {
        let limit = self.options.connect_timeout;
        let opened = timeout(limit, self.open(&uri)).await;
        let stream = opened.map_err(|_| DialError::TimedOut(limit))??;
        stream.set_nodelay(true)?;
        Ok(TokioIo::new(stream))
    }

    async fn open(&self, uri: &Uri) -> Result<TcpStream, DialError> {
        let mut addresses = self.addresses(uri).await?;
        if addresses.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
        }
        let networks = &self.options.networks;
        addresses.retain(|address| is_allowed(address.ip(), networks));
        addresses.truncate(MAX_ADDRESSES);
        // A server whose first address swallows packets is reached by another.
        let share = self.options.connect_timeout / addresses.len().max(1) as u32;
        let mut result = Err(DialError::NotAllowed);
        for address in addresses {
            result = match timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => Err(DialError::Failed(error)),
                Err(_) => Err(DialError::TimedOut(share)),
            };
        }
        result
    }

    async fn addresses(&self, uri: &Uri) -> Result<Vec<SocketAddr>, DialError> {
        let host = uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or(if is_https(uri) { 443 } else { 80 });
        if let Some(addresses) = self.options.names.get(&host) {
            return Ok(addresses.iter().map(|&ip| SocketAddr::new(ip, port)).collect());
        }
        let permit = self.look_ups.clone().acquire_owned().await.map_err(io::Error::other)?;
        // In a task, so that the permit is held as long as the thread is, also when nobody waits.
        let found = tokio::spawn(async move {
            let _permit = permit;
            tokio::net::lookup_host((host, port)).await.map(Iterator::collect)
        });
        Ok(found.await.map_err(io::Error::other)??)
    }
}

pub(crate) fn is_https(uri: &Uri) -> bool {
    uri.scheme() == Some(&http::uri::Scheme::HTTPS)
}

impl Service<Uri> for Dialer {
    type Response = TokioIo<TcpStream>;
    type Error = DialError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().dial(uri))
    }
}
