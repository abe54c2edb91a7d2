//! Failures, as the client sees them and as the log does.
//!
//! Which error belongs where: a store answers with [`StoreError`](crate::store::StoreError), a
//! domain function with an error of its own or an [`ErrorCode`], a handler with [`ApiError`]. An
//! `ApiError` carries two stories: code, message and status for the client, and a source for the
//! log. The source never reaches the client.
//!
//! Each failure is declared once, with [`error_codes!`](crate::error_codes):
//!
//! ```
//! better_auth_core::error_codes! {
//!     /// The invoice has been paid already.
//!     INVOICE_PAID = CONFLICT, "The invoice has been paid already";
//! }
//! # use better_auth_core::ApiError;
//! let error = ApiError::from(INVOICE_PAID);
//! assert_eq!(error.status(), 409);
//! assert_eq!(error.code(), "INVOICE_PAID");
//! ```

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::random::RandomError;

/// A failure that clients can tell apart: its code, the message for people, the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCode {
    /// What clients compare, in upper snake case.
    pub code: &'static str,
    /// What people read.
    pub message: &'static str,
    /// The HTTP status that goes with it.
    pub status: StatusCode,
}

impl ErrorCode {
    /// The same failure under another HTTP status, for the few codes whose status depends on the
    /// route.
    #[must_use]
    pub const fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }
}

/// Declares [`ErrorCode`]s, and a constant `ALL` that lists them.
///
/// Each entry is a doc comment, `CODE = STATUS, "message";` with the status named as in
/// [`http::StatusCode`].
#[macro_export]
macro_rules! error_codes {
    ($($(#[$doc:meta])* $code:ident = $status:ident, $message:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $code: $crate::error::ErrorCode = $crate::error::ErrorCode {
                code: stringify!($code),
                message: $message,
                status: $crate::__private::http::StatusCode::$status,
            };
        )*

        /// Every code declared here.
        pub const ALL: &[$crate::error::ErrorCode] = &[$($code),*];
    };
}

/// The codes of core itself.
pub mod codes {
    crate::error_codes! {
        /// No valid session came with the request.
        UNAUTHORIZED = UNAUTHORIZED, "Unauthorized";
        /// The session is older than the action asks for.
        SESSION_NOT_FRESH = FORBIDDEN, "Session is not fresh";
        /// The action asks for a second factor, proven recently in this session.
        SECOND_FACTOR_REQUIRED = FORBIDDEN, "A second factor is required";
        /// Somebody acts in the name of the user, and may not do this.
        IMPERSONATED_SESSION = FORBIDDEN, "This can not be done in the name of somebody else";
        /// The body is no JSON.
        BAD_REQUEST = BAD_REQUEST, "Invalid JSON in request body";
        /// The body has a field that only the server may set.
        FIELD_NOT_ALLOWED = BAD_REQUEST, "Field not allowed to be set";
        /// A field that the application declared as required is missing at sign-up.
        MISSING_FIELD = BAD_REQUEST, "Field is required";
        /// A field is missing or of the wrong type.
        VALIDATION_ERROR = BAD_REQUEST, "The request is not valid";
        /// The body's content type or encoding is not one that the route takes.
        UNSUPPORTED_MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE, "Content-Type is not supported";
        /// The body is larger than the configured limit.
        PAYLOAD_TOO_LARGE = PAYLOAD_TOO_LARGE, "The request body is too large";
        /// No such route.
        NOT_FOUND = NOT_FOUND, "Not found";
        /// The route exists, under another method.
        METHOD_NOT_ALLOWED = METHOD_NOT_ALLOWED, "Method not allowed";
        /// The request comes from an origin that is not trusted.
        INVALID_ORIGIN = FORBIDDEN, "Invalid origin";
        /// The request carries a cookie but no origin to check it against.
        MISSING_OR_NULL_ORIGIN = FORBIDDEN, "Missing or null Origin";
        /// A sign-in or sign-up form of another site.
        CROSS_SITE_NAVIGATION_LOGIN_BLOCKED = FORBIDDEN, "Cross-site navigation login blocked";
        /// `callbackURL` leads to a place that is not trusted.
        INVALID_CALLBACK_URL = FORBIDDEN, "Invalid callbackURL";
        /// `redirectTo` leads to a place that is not trusted.
        INVALID_REDIRECT_URL = FORBIDDEN, "Invalid redirectURL";
        /// `errorCallbackURL` leads to a place that is not trusted.
        INVALID_ERROR_CALLBACK_URL = FORBIDDEN, "Invalid errorCallbackURL";
        /// `newUserCallbackURL` leads to a place that is not trusted.
        INVALID_NEW_USER_CALLBACK_URL = FORBIDDEN, "Invalid newUserCallbackURL";
        /// Too many requests; the answer says when to come back.
        TOO_MANY_REQUESTS = TOO_MANY_REQUESTS, "Too many requests. Please try again later.";
        /// The database, the hashing queue or a service that must be asked can not take the
        /// request now.
        SERVICE_UNAVAILABLE = SERVICE_UNAVAILABLE, "Service temporarily unavailable. Please try again later.";
        /// Something failed that the client can not mend; the log has the cause.
        INTERNAL_SERVER_ERROR = INTERNAL_SERVER_ERROR, "Internal Server Error";
    }
}

/// The body of every failure.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ErrorResponse {
    /// What happened, for people.
    pub message: String,
    /// What happened, for programs: upper snake case.
    pub code: String,
}

/// A failure on its way to the client.
///
/// ```
/// use better_auth_core::{ApiError, error::codes};
/// let error = ApiError::from(codes::NOT_FOUND).with_message("No such invoice");
/// assert_eq!(error.status(), 404);
/// ```
pub struct ApiError {
    code: &'static str,
    status: StatusCode,
    message: Cow<'static, str>,
    details: Box<Details>,
}

#[derive(Default)]
struct Details {
    retry_after: Option<Duration>,
    headers: Vec<(HeaderName, HeaderValue)>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl ApiError {
    /// An unexpected failure: 500 for the client, the source for the log.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::from(codes::INTERNAL_SERVER_ERROR).with_source(source)
    }

    /// A request that is well-formed but not valid; `message` says which field and why.
    pub fn validation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::from(codes::VALIDATION_ERROR).with_message(message)
    }

    /// The code that clients compare.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The message for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Says more than the standard message of the code. It goes to the client: nothing secret.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// Adds the cause, for the log only.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.details.source = Some(source.into());
        self
    }

    /// Tells the client when to come back: `Retry-After` and `X-Retry-After`, whole seconds,
    /// rounded up.
    #[must_use]
    pub fn with_retry_after(mut self, after: Duration) -> Self {
        self.details.retry_after = Some(after);
        self
    }

    /// Adds a header to the answer, for example a cookie that is to be removed.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.details.headers.push((name, value));
        self
    }

    fn log(&self) {
        let source = self.details.source.as_deref().map(|source| source as &dyn std::error::Error);
        if self.status.is_server_error() {
            tracing::error!(
                code = self.code,
                status = self.status.as_u16(),
                source,
                "request failed"
            );
        } else {
            tracing::debug!(
                code = self.code,
                status = self.status.as_u16(),
                source,
                "request refused"
            );
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("code", &self.code)
            .field("status", &self.status)
            .field("message", &self.message)
            .field("source", &self.details.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.details.source.as_deref().map(|source| source as _)
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self {
            code: code.code,
            status: code.status,
            message: Cow::Borrowed(code.message),
            details: Box::default(),
        }
    }
}

impl From<RandomError> for ApiError {
    fn from(error: RandomError) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.log();
        let body = ErrorResponse { message: self.message.into_owned(), code: self.code.to_owned() };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(after) = self.details.retry_after {
            let seconds = HeaderValue::from(after.as_millis().div_ceil(1000).max(1) as u64);
            headers.insert(header::RETRY_AFTER, seconds.clone());
            headers.insert(HeaderName::from_static("x-retry-after"), seconds);
        }
        for (name, value) in self.details.headers {
            headers.append(name, value);
        }
        response
    }
}
