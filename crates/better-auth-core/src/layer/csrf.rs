//! The rule against cross-site request forgery: one rule for every unsafe method on every route.
//!
//! 1. A request with a cookie must say where it comes from: `Origin`, else `Referer`, else
//!    `Sec-Fetch-Site: same-origin`.
//! 2. With or without a cookie, whatever of them is there must name a trusted origin.
//! 3. A request with none of them and no cookie is no browser's, and passes. A `Bearer` header
//!    changes nothing: a browser can be made to send a cookie beside it.
//! 4. A form of another site that takes the browser along is refused in any case.
//!
//! The one exception is a route that a plugin declares as a [`ForeignForm`].
//!
//! Protects from: sites that make a visitor's browser send requests here, also before the visitor
//! has a session (login CSRF). Does not protect from: scripts on a trusted origin, and browsers
//! so old that they send neither `Origin` nor `Referer` nor a cookie.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{AUTHORIZATION, AsHeaderName, CONTENT_TYPE, COOKIE, ORIGIN, REFERER};
use http::{HeaderMap, Method};
use url::Url;

use super::origin::TrustedOrigins;
use crate::auth::Auth;
use crate::error::{ApiError, ErrorCode, codes};

/// A route to which a page of another site may post a form: the answer of an identity provider
/// that comes as `form_post`.
///
/// The rule lets it through, and takes the credentials off: the handler sees neither a cookie nor
/// an `Authorization` header, so nothing that it does is done for the visitor. What it is for is to
/// send the browser on to a route that asks for the cookies itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignForm {
    path: &'static str,
}

impl ForeignForm {
    /// POST of an HTML form to a path, spelled as the route is declared: `/callback/{provider}`.
    pub const fn post(path: &'static str) -> Self {
        Self { path }
    }

    fn takes(self, method: &Method, path: &str, headers: &HeaderMap) -> bool {
        let is_form = |text: &str| {
            let essence = text.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        };
        let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        self.path == path && *method == Method::POST && media.is_some_and(is_form)
    }
}

/// Applies the rule to a request of a known route; `forms` are the exceptions.
pub(super) fn pass(
    request: &mut Request,
    path: Option<&str>,
    forms: &[ForeignForm],
    origins: &TrustedOrigins,
) -> Result<(), ErrorCode> {
    let (method, headers) = (request.method(), request.headers());
    if path.is_some_and(|path| forms.iter().any(|form| form.takes(method, path, headers))) {
        let headers = request.headers_mut();
        headers.remove(COOKIE);
        headers.remove(AUTHORIZATION);
        return Ok(());
    }
    check(method, headers, origins)
}

/// The rule as a layer, for routes of the application.
pub(crate) async fn layer(
    State(auth): State<Auth>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    check(request.method(), request.headers(), &auth.settings().trusted_origins)?;
    Ok(next.run(request).await)
}

/// Applies the rule.
pub(crate) fn check(
    method: &Method,
    headers: &HeaderMap,
    origins: &TrustedOrigins,
) -> Result<(), ErrorCode> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let has_cookie = headers.contains_key(COOKIE);
    let site = Site::of(headers);
    let navigates = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    let foreign_form = site == Site::Cross && navigates;
    if foreign_form && !has_cookie {
        return Err(codes::CROSS_SITE_NAVIGATION_LOGIN_BLOCKED);
    }
    check_sender(headers, site, has_cookie, origins)?;
    if foreign_form { Err(codes::CROSS_SITE_NAVIGATION_LOGIN_BLOCKED) } else { Ok(()) }
}

fn check_sender(
    headers: &HeaderMap,
    site: Site,
    has_cookie: bool,
    origins: &TrustedOrigins,
) -> Result<(), ErrorCode> {
    let referer = only(headers, REFERER)?;
    if let Some(referer) = referer {
        check_referer(referer, origins)?;
    }
    match only(headers, ORIGIN)? {
        // a page whose origin the browser hides; its word on the site can not be forged
        Some("null") if site == Site::Same => Ok(()),
        Some("null") => Err(codes::MISSING_OR_NULL_ORIGIN),
        Some(origin) if origins.trusts_origin(origin) => Ok(()),
        Some(_) => Err(codes::INVALID_ORIGIN),
        None if referer.is_some() => Ok(()),
        None => match site {
            Site::Same => Ok(()),
            Site::Absent if !has_cookie => Ok(()),
            _ => Err(codes::MISSING_OR_NULL_ORIGIN),
        },
    }
}

/// `Sec-Fetch-Site`, which browsers set and scripts can not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Site {
    Absent,
    Same,
    Cross,
    Other,
}

impl Site {
    fn of(headers: &HeaderMap) -> Self {
        match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
            None => Self::Absent,
            Some(b"same-origin") => Self::Same,
            Some(b"cross-site") => Self::Cross,
            Some(_) => Self::Other,
        }
    }
}

/// The value of a header that may be there once. Two of them, or one that is no text, are no
/// browser's work.
fn only(headers: &HeaderMap, name: impl AsHeaderName) -> Result<Option<&str>, ErrorCode> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| codes::INVALID_ORIGIN),
        (Some(_), Some(_)) => Err(codes::INVALID_ORIGIN),
    }
}

/// Browsers leave user names out of the header, so one with a user name is a trick.
fn check_referer(referer: &str, origins: &TrustedOrigins) -> Result<(), ErrorCode> {
    let url = Url::parse(referer).map_err(|_| codes::INVALID_ORIGIN)?;
    if origins.trusts_url(&url) { Ok(()) } else { Err(codes::INVALID_ORIGIN) }
}

#[cfg(test)]
mod tests;
