use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use better_auth_core::config::ConfigError;
use better_auth_core::http_client::{HttpClient, HttpError};
use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, USER_AGENT};
use http::{HeaderMap, HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Incoming};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::dial::{DialError, Dialer, is_https};
use crate::options::HttpOptions;

/// How long a connection that nobody uses is kept for the next request.
const IDLE: Duration = Duration::from_secs(30);

/// Most such connections to one server.
const IDLE_CONNECTIONS: usize = 4;

/// Most bytes of the head of an answer, and of its body that are read ahead.
const READ_AHEAD: usize = 64 * 1024;

/// Sends requests to other servers; see the [crate](crate) for what it refuses.
///
/// HTTP/1.1 over TLS 1.2 or 1.3, without compression, cookies, proxies and redirects. Connections
/// are used again. It belongs to the runtime in which it first sends; one for an application is
/// enough, shared in an `Arc`.
pub struct HttpsClient {
    client: Client<HttpsConnector<Dialer>, Full<Bytes>>,
    options: Arc<HttpOptions>,
    user_agent: HeaderValue,
    turns: Semaphore,
}

impl HttpsClient {
    /// Checks the options. Nothing is sent.
    ///
    /// # Errors
    /// [`ConfigError`] for a certificate that can not be read, and a user agent that is no header.
    pub fn new(options: HttpOptions) -> Result<Self, ConfigError> {
        let user_agent = HeaderValue::try_from(&options.user_agent).map_err(|error| {
            ConfigError::new("user_agent", error.to_string(), "give visible ASCII characters")
        })?;
        let tls = tls(&options.extra_roots)?;
        let options = Arc::new(options);
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http();
        let connector = connector.enable_http1().wrap_connector(Dialer::new(options.clone()));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .http1_max_buf_size(READ_AHEAD)
            .build(connector);
        Ok(Self { client, user_agent, turns: Semaphore::new(options.requests), options })
    }

    fn check(&self, uri: &Uri) -> Result<(), HttpError> {
        let refused = |reason: &str| Err(HttpError::Refused(reason.to_owned()));
        let is_plain = uri.scheme() == Some(&http::uri::Scheme::HTTP);
        if !(is_https(uri) || is_plain && self.options.plain_http) {
            return refused("the URL is not https");
        }
        match uri.authority() {
            None => refused("the URL names no server"),
            // They would not be sent, and might end in a log.
            Some(authority) if authority.as_str().contains('@') => {
                refused("the URL has a user name or a password")
            }
            Some(_) => Ok(()),
        }
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // It is never closed, so there is always a turn.
        let _turn = self.turns.acquire().await.ok();
        let answer = self.client.request(request.map(Full::new)).await.map_err(explain)?;
        let (head, body) = answer.into_parts();
        let limit = self.options.max_response;
        if declares_more(&head.headers, &body, limit) {
            return Err(HttpError::TooLarge { limit });
        }
        Ok(Response::from_parts(head, read(body, limit).await?))
    }
}

/// The body of an answer to HEAD is empty, whatever length it declares.
fn declares_more(headers: &HeaderMap, body: &Incoming, limit: usize) -> bool {
    let declared = headers.get(CONTENT_LENGTH).and_then(|text| text.to_str().ok()?.parse().ok());
    !body.is_end_stream() && declared.is_some_and(|length: u64| length > limit as u64)
}

/// Copies what comes: a list of the pieces would be many times larger than they are, if the
/// server makes them small.
async fn read(mut body: Incoming, limit: usize) -> Result<Bytes, HttpError> {
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| HttpError::Broken(error.into()))?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len().saturating_add(data.len()) > limit {
            return Err(HttpError::TooLarge { limit });
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.freeze())
}

fn tls(extra_roots: &[Vec<u8>]) -> Result<ClientConfig, ConfigError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let invalid = |problem: String| {
        ConfigError::new("extra_root_pem", problem, "give the PEM text of a certificate")
    };
    for pem in extra_roots {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| invalid(error.to_string()))?;
            roots.add(certificate).map_err(|error| invalid(error.to_string()))?;
        }
        if roots.len() == before {
            return Err(invalid("there is no certificate in it".to_owned()));
        }
    }
    // Named, so that no provider needs to be installed for the whole process.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| invalid(error.to_string()))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

/// The failure of hyper, as one of ours. The error of the dialer is somewhere among its causes.
fn explain(error: ClientError) -> HttpError {
    let mut cause = std::error::Error::source(&error);
    while let Some(inner) = cause {
        match inner.downcast_ref() {
            Some(DialError::NotAllowed) => {
                return HttpError::Refused(DialError::NotAllowed.to_string());
            }
            Some(DialError::TimedOut(limit)) => return HttpError::TimedOut(*limit),
            _ => cause = inner.source(),
        }
    }
    if error.is_connect() {
        HttpError::Unreachable(error.into())
    } else {
        HttpError::Broken(error.into())
    }
}

#[async_trait]
impl HttpClient for HttpsClient {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        self.check(request.uri())?;
        request.headers_mut().entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        let limit = self.options.timeout;
        let answer = timeout(limit, self.exchange(request)).await;
        answer.unwrap_or(Err(HttpError::TimedOut(limit)))
    }
}

impl fmt::Debug for HttpsClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpsClient").field("options", &self.options).finish_non_exhaustive()
    }
}
