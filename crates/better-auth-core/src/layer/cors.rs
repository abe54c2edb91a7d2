//! CORS: lets the pages of other trusted origins read the answers (the Fetch standard, section
//! "CORS protocol"). Foreign origins get no header at all, so their scripts read nothing.

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method};

use super::origin::TrustedOrigins;

/// What the answer to one request is allowed.
#[derive(Debug)]
pub(crate) struct Grant {
    origin: HeaderValue,
    preflight: bool,
}

impl Grant {
    /// `None` for requests of the application's own origin and of origins that are not trusted.
    pub(crate) fn of(
        method: &Method,
        headers: &HeaderMap,
        own_origin: &str,
        origins: &TrustedOrigins,
    ) -> Option<Self> {
        let mut values = headers.get_all(ORIGIN).iter();
        let (Some(origin), None) = (values.next(), values.next()) else {
            return None;
        };
        let text = origin.to_str().ok()?;
        let granted = text != own_origin && origins.trusts_origin(text);
        let preflight =
            *method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        granted.then(|| Self { origin: origin.clone(), preflight })
    }

    /// Writes the headers.
    pub(crate) fn apply(self, headers: &mut HeaderMap) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if !self.preflight {
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
            return;
        }
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    }
}

/// Which of them a route takes stands in `Allow`; the browser asks only about its own.
const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const ALLOWED: &str = "content-type, authorization, x-requested-with, x-api-key, x-request-id";
const EXPOSED: &str = "set-auth-token, x-retry-after, retry-after, x-request-id";
