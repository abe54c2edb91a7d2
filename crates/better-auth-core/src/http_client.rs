//! Requests to other servers: the one way out of the framework.
//!
//! Everything that asks another server, as a list of leaked passwords or an identity provider,
//! does so through an [`HttpClient`] that the application hands in. So there is one place that
//! bounds time and size and decides which addresses may be asked, and a test can answer by itself.
//!
//! Core has the trait only, and so nothing that opens connections.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{Request, Response};

pub use bytes::Bytes;

/// Sends requests to other servers.
///
/// An implementation bounds the time and the size of the answer, follows no redirect (it is an
/// answer like any other), and keeps URLs, headers and bodies out of logs and errors: they carry
/// credentials. Unless told otherwise it reaches neither this machine nor a private network, also
/// where the name of the server resolves to one: the URL may come from somebody else.
#[async_trait]
pub trait HttpClient: fmt::Debug + Send + Sync {
    /// Sends a request whose URI is absolute, and reads the answer to its end. Every status is an
    /// answer, not an error.
    ///
    /// # Errors
    /// [`HttpError`], which says how far it came.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError>;
}

#[async_trait]
impl<C: HttpClient + ?Sized> HttpClient for Arc<C> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        (**self).send(request).await
    }
}

type Source = Box<dyn std::error::Error + Send + Sync>;

/// A request without an answer. Names neither path nor query of the URL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The client does not send such a request, or not to this address. Nothing was sent.
    #[error("the request is not allowed: {0}")]
    Refused(String),
    /// There is no whole answer within the limit.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    /// The answer has more bytes than the limit.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The name does not resolve, nobody listens, or TLS failed. Nothing was sent.
    #[error("the server can not be reached")]
    Unreachable(#[source] Source),
    /// The connection broke off, or the answer is no HTTP. The server may have seen the request.
    #[error("the server gave no whole answer")]
    Broken(#[source] Source),
}
