//! The layer around every route of the framework.
//!
//! What happens to a request, in this order:
//!
//! 1. a request id: the client's if it is short and plain, else a random one; a `tracing` span
//!    with method, route and request id (never the query string, which may hold a token);
//! 2. the client's address, for the limits and the handlers;
//! 3. `Content-Encoding`: 415, since nothing here decompresses; `Content-Length` above the limit:
//!    413 before anything is read; a body without a length is cut at the limit;
//! 4. `OPTIONS` on a known path: 204, with CORS headers for trusted origins;
//! 5. the origin of the request (`csrf.rs` holds the rule);
//! 6. the rate limit, by route and address;
//! 7. the handler. A panic becomes 500 and a line in the log;
//! 8. answer headers: `Cache-Control: no-store` unless the handler chose, `nosniff`,
//!    `Referrer-Policy`, `X-Request-Id`, CORS.
//!
//! Unknown paths and methods take the same way and end in 404 and 405 with a JSON body. A path
//! matches as it is written: with another case, a trailing or double slash or percent-encoded
//! letters it is another path, and so it never gets around a limit.
//!
//! Protects from: what [`origin`](super::origin), [`rate_limit`](super::rate_limit) and
//! [`client`] protect from, large and compressed bodies, answers kept in caches.
//! Does not protect from: slow clients and malformed HTTP, which are the server's work
//! ([`serve`](crate::serve)), and routes of the application outside of this layer.

mod request_id;

use std::any::Any;
use std::collections::HashSet;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, NestedPath, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::Route;
use futures_util::FutureExt;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use http_body_util::Limited;
use tower::Service;
use tracing::Instrument;

use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::ProxyOptions;
use crate::error::{ApiError, codes};
use crate::layer::client::{self, ClientAddress};
use crate::layer::csrf::ForeignForm;
use crate::layer::origin::TrustedOrigins;
use crate::layer::rate_limit::{Limiter, RouteLimits, Verdict};
use crate::layer::{cors, csrf};
use crate::random::Random;

pub use request_id::RequestId;

/// Wraps the routes of the framework, which are relative to the base path: installs the answers
/// to unknown paths and methods, and the layer around everything.
pub(crate) fn wrap(router: axum::Router, auth: &Auth) -> axum::Router {
    let limits = RouteLimits::new(&auth.settings().rate_limit, auth.rate_rules());
    install(
        router,
        Guard {
            limiter: auth.limiter().clone(),
            clock: auth.clock().clone(),
            random: auth.random_source().clone(),
            rules: Rules::new(auth, limits),
        },
    )
}

fn install(router: axum::Router, guard: Guard) -> axum::Router {
    let guard = Arc::new(guard);
    let layer = tower::layer::layer_fn(move |route: Route| {
        let guard = guard.clone();
        tower::service_fn(move |request| guard.clone().serve(route.clone(), request))
    });
    router.fallback(not_found).method_not_allowed_fallback(method_not_allowed).layer(layer)
}

async fn not_found() -> ApiError {
    codes::NOT_FOUND.into()
}

/// The router adds `Allow` to the answer.
async fn method_not_allowed(method: Method) -> Response {
    if method == Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    ApiError::from(codes::METHOD_NOT_ALLOWED).into_response()
}

/// What the layer has to know.
struct Guard {
    limiter: Arc<Limiter>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    rules: Rules,
}

struct Rules {
    origins: TrustedOrigins,
    foreign_forms: Vec<ForeignForm>,
    own_origin: String,
    cors: bool,
    proxies: ProxyOptions,
    body_limit: usize,
    limits: RouteLimits,
    open: HashSet<&'static str>,
    impersonable: HashSet<&'static str>,
    warned: AtomicBool,
}

/// Marks requests to routes of the framework; request extension.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrameworkRoute {
    /// Whether the route takes [credentials of plugins](crate::Hooks::authenticate).
    pub(crate) takes_credentials: bool,
    /// Whether the route can be used in the name of somebody else.
    pub(crate) takes_impersonation: bool,
}

impl Rules {
    fn new(auth: &Auth, limits: RouteLimits) -> Self {
        let settings = auth.settings();
        Self {
            origins: settings.trusted_origins.clone(),
            foreign_forms: auth.foreign_forms().to_vec(),
            own_origin: settings.base_url.origin(),
            cors: settings.cors,
            proxies: settings.proxies.clone(),
            body_limit: settings.body_limit,
            limits,
            open: auth.open_to_credentials().clone(),
            impersonable: auth.open_to_impersonation().clone(),
            warned: AtomicBool::new(false),
        }
    }

    fn client(&self, request: &Request) -> Option<ClientAddress> {
        let Some(peer) = client::peer(request.extensions()) else {
            if !self.warned.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    "the server does not tell the clients' addresses, so all clients share one \
                     rate limit; start it with `better_auth_core::serve::serve`, or with \
                     `router.into_make_service_with_connect_info::<SocketAddr>()`"
                );
            }
            return None;
        };
        Some(client::client(peer, request.headers(), &self.proxies))
    }

    fn cors(&self, request: &Request) -> Option<cors::Grant> {
        let (method, headers) = (request.method(), request.headers());
        self.cors.then(|| cors::Grant::of(method, headers, &self.own_origin, &self.origins))?
    }

    /// Refuses bodies that are too large or compressed, and bounds those that do not say.
    fn bound(&self, request: Request) -> Result<Request, ApiError> {
        if is_encoded(request.headers()) {
            let message = "Content-Encoding is not supported";
            return Err(ApiError::from(codes::UNSUPPORTED_MEDIA_TYPE).with_message(message));
        }
        let size = request.body().size_hint();
        if size.lower() > self.body_limit as u64 {
            return Err(codes::PAYLOAD_TOO_LARGE.into());
        }
        if size.upper().is_some_and(|upper| upper <= self.body_limit as u64) {
            return Ok(request);
        }
        Ok(request.map(|body| Body::new(Limited::new(body, self.body_limit))))
    }
}

/// The route as it is declared, below wherever it is mounted: an application may have nested the
/// whole router once more. `None` for unknown paths.
fn declared_route(extensions: &Extensions) -> Option<String> {
    let matched = extensions.get::<MatchedPath>()?.as_str();
    let mounted = extensions.get::<NestedPath>().map_or("", NestedPath::as_str);
    Some(matched.strip_prefix(mounted).unwrap_or(matched).to_owned())
}

fn is_encoded(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

impl Guard {
    async fn serve(
        self: Arc<Self>,
        route: Route,
        request: Request,
    ) -> Result<Response, Infallible> {
        let path = declared_route(request.extensions());
        let path = path.as_deref();
        let id = RequestId::of(request.headers(), &*self.random);
        let span = tracing::info_span!(
            "request",
            method = %request.method(),
            route = path.unwrap_or("unknown"),
            request_id = id.as_str(),
        );
        let cors = self.rules.cors(&request);
        let answer = async {
            let passed = self.pass(route, path, &id, request).await;
            let mut response = passed.unwrap_or_else(IntoResponse::into_response);
            complete(response.headers_mut(), id.clone());
            if let Some(grant) = cors {
                grant.apply(response.headers_mut());
            }
            tracing::debug!(status = response.status().as_u16(), "answered");
            response
        };
        Ok(answer.instrument(span).await)
    }

    async fn pass(
        &self,
        route: Route,
        path: Option<&str>,
        id: &RequestId,
        request: Request,
    ) -> Result<Response, ApiError> {
        let client = self.rules.client(&request);
        let mut request = self.rules.bound(request)?;
        csrf::pass(&mut request, path, &self.rules.foreign_forms, &self.rules.origins)?;
        self.limit(path, request.method(), client).await?;
        let open = |routes: &HashSet<&str>| path.is_some_and(|path| routes.contains(path));
        request.extensions_mut().insert(FrameworkRoute {
            takes_credentials: open(&self.rules.open),
            takes_impersonation: open(&self.rules.impersonable),
        });
        request.extensions_mut().insert(id.clone());
        if let Some(client) = client {
            request.extensions_mut().insert(client);
        }
        run(route, request).await
    }

    async fn limit(
        &self,
        path: Option<&str>,
        method: &Method,
        client: Option<ClientAddress>,
    ) -> Result<(), ApiError> {
        let Some((key, limit)) = self.rules.limits.count(path, method, client) else {
            return Ok(());
        };
        match self.limiter.hit(&key, limit, self.clock.now()).await {
            Verdict::Allowed => Ok(()),
            Verdict::Limited { retry_after } => {
                Err(ApiError::from(codes::TOO_MANY_REQUESTS).with_retry_after(retry_after))
            }
        }
    }
}

/// Calls the handler. A panic must not reach the server: it would close the connection without an
/// answer.
async fn run(mut route: Route, request: Request) -> Result<Response, ApiError> {
    let called = AssertUnwindSafe(async move { route.call(request).await }).catch_unwind().await;
    match called {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(never)) => match never {},
        Err(panic) => Err(ApiError::internal(format!("panic: {}", panic_message(&*panic)))),
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

fn complete(headers: &mut HeaderMap, id: RequestId) {
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_REQUEST_ID, id.into_header());
}

#[cfg(test)]
mod tests;
