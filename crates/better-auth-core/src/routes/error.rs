//! Where a browser ends up when a link or an identity provider failed and no page of the
//! application was named for it.
//!
//! Whoever makes a link to this page writes its query, so of the query it shows a code only, and
//! no text: it must not say in the application's name what a stranger wrote.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, header};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::Pages;

/// Longest code that is shown, in characters.
const MAX_CODE: usize = 64;

const PAGE: &str = include_str!("../../assets/error.html");
const STYLE: &str = include_str!("../../assets/error.css");

/// Nothing but the style sheet in the page itself.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
});

/// Tells a person that a link or a sign-in failed
///
/// Redirects come here when they have nowhere better to go.
#[utoipa::path(
    get,
    path = "/error",
    tag = "Core",
    params(("error" = Option<String>, Query, description = "Code of the failure")),
    responses((status = 200, description = "HTML", body = String, content_type = "text/html")),
)]
pub(super) async fn error_page(pages: State<Pages>, query: RawQuery) -> Response {
    let html = render(&pages.0.0.app_name, query.0.as_deref().unwrap_or_default());
    let mut response = html.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    response
}

fn render(app_name: &str, query: &str) -> String {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let code = pairs.find(|(name, _)| name == "error").map(|(_, value)| value);
    let code = code.filter(|code| is_code(code)).unwrap_or(Cow::Borrowed("UNKNOWN"));
    let page = PAGE.replace("{{style}}", STYLE).replace("{{code}}", &code);
    page.replace("{{app}}", &escape(app_name))
}

/// Codes are words of letters, digits, `_` and `-`; no markup, no sentence.
fn is_code(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !text.is_empty() && text.len() <= MAX_CODE && text.bytes().all(word)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
