use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use better_auth_core::Auth;
use better_auth_diesel::testing::TempDatabase;
use http::{HeaderName, HeaderValue, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::response::TestResponse;

/// Somebody's browser: it keeps cookies, sends the application's origin with every unsafe
/// request, and has an address. Clones share the cookie jar.
#[derive(Debug, Clone)]
pub struct Browser {
    router: Router,
    auth: Auth,
    base_path: String,
    origin: Option<String>,
    address: IpAddr,
    headers: Vec<(HeaderName, HeaderValue)>,
    delivers: bool,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
    /// Last, so that it goes after the connections to it: a browser may outlive its `TestApp`.
    _database: Arc<TempDatabase>,
}

impl Browser {
    pub(crate) fn new(router: Router, auth: Auth, database: Arc<TempDatabase>) -> Self {
        let base_url = &auth.settings().base_url;
        Self {
            base_path: base_url.base_path().to_owned(),
            origin: Some(base_url.origin()),
            router,
            auth: auth.clone(),
            address: Ipv4Addr::LOCALHOST.into(),
            headers: Vec::new(),
            delivers: true,
            jar: Arc::default(),
            _database: database,
        }
    }

    /// The same browser, from another address.
    #[must_use]
    pub fn from_address(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// The same browser on a page of another origin; `None` sends no `Origin` at all, as a
    /// program does.
    #[must_use]
    pub fn with_origin(mut self, origin: Option<&str>) -> Self {
        self.origin = origin.map(str::to_owned);
        self
    }

    /// The same browser, with one more header in every request.
    ///
    /// # Panics
    /// When the text can not be a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name = HeaderName::try_from(name).expect("a header name");
        let value = HeaderValue::from_bytes(value.as_ref()).expect("a header value");
        self.headers.push((name, value));
        self
    }

    /// The same browser; what the application wants to mail because of it stays in the outbox
    /// until another one makes a request.
    #[must_use]
    pub fn leaving_mails(mut self) -> Self {
        self.delivers = false;
        self
    }

    /// A program without cookies and origin that sends a bearer token.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Self {
        let program = Self { jar: Arc::default(), ..self.clone() };
        program.with_origin(None).with_header("authorization", format!("Bearer {token}"))
    }

    /// A copy of the browser, cookies included, that goes its own way from here.
    #[must_use]
    pub fn copy(&self) -> Self {
        let jar = Arc::new(Mutex::new(self.cookies()));
        Self { jar, ..self.clone() }
    }

    /// The cookies in the jar.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a cookie into the jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        jar.insert(name.to_owned(), value.to_owned());
    }

    /// GET of a path below the base path.
    pub async fn get(&self, path: &str) -> TestResponse {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// POST of a JSON body to a path below the base path.
    pub async fn post(&self, path: &str, body: Value) -> TestResponse {
        self.post_raw(path, "application/json", body.to_string()).await
    }

    /// POST of any body.
    pub async fn post_raw(
        &self,
        path: &str,
        content_type: &str,
        body: impl Into<Vec<u8>>,
    ) -> TestResponse {
        self.send(Method::POST, path, Some(content_type), body.into()).await
    }

    /// Any method, to a path below the base path.
    ///
    /// # Panics
    /// When the parts make no request.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> TestResponse {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(format!("{}{path}", self.base_path))
            .extension(ConnectInfo(SocketAddr::new(self.address, 50_000)));
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        if let Some(origin) = self.origin.as_ref().filter(|_| !method.is_safe()) {
            request = request.header(header::ORIGIN, origin);
        }
        request = request.header(header::CONTENT_LENGTH, body.len());
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(cookies) = self.cookie_header() {
            request = request.header(header::COOKIE, cookies);
        }
        self.call(request.body(Body::from(body)).expect("a request")).await
    }

    /// Any request, as it is; the jar takes the cookies of the answer. What the application wants
    /// to mail is delivered before this returns, unless it is [left](Self::leaving_mails).
    ///
    /// # Panics
    /// When the body of the answer breaks off, or the outbox can not be read.
    pub async fn call(&self, request: Request<Body>) -> TestResponse {
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        let response = TestResponse { status: parts.status, headers: parts.headers, body };
        self.keep_cookies(&response);
        if self.delivers {
            self.auth.deliver_mails().await.expect("the outbox can be read");
        }
        response
    }

    fn cookie_header(&self) -> Option<String> {
        let pairs: Vec<_> =
            self.cookies().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&self, response: &TestResponse) {
        let mut jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        for cookie in response.set_cookies() {
            let mut parts = cookie.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            if parts.any(|attribute| attribute.eq_ignore_ascii_case("max-age=0")) {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
