//! The `Cookie` header. Borrows from it, and lets no junk stop the cookies beside it.

use http::{HeaderMap, header};

/// Every cookie of a request, in the order of the headers. What has no `=` is left out; quotes
/// around a value are taken off.
pub(super) fn cookies(request: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    let headers = request.get_all(header::COOKIE).iter();
    headers.flat_map(|value| value.as_bytes().split(|byte| *byte == b';')).filter_map(pair)
}

/// Whether there is a cookie of that name.
pub(super) fn has(request: &HeaderMap, name: &str) -> bool {
    cookies(request).any(|(found, _)| found == name.as_bytes())
}

fn pair(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|byte| *byte == b'=')?;
    let (name, value) = text.split_at(at);
    let value = value.strip_prefix(b"=")?.trim_ascii();
    Some((name.trim_ascii(), unquote(value)))
}

fn unquote(value: &[u8]) -> &[u8] {
    let inner = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    inner.unwrap_or(value)
}
