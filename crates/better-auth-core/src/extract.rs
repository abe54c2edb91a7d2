//! What handlers take out of a request, with failures in the framework's own form.
//!
//! Axum's extractors answer a bad request with plain text, and name the client's value in it. The
//! ones here answer `{"message","code"}` and say which field is wrong and what was expected, never
//! what was sent: the field may be a password.
//!
//! | extractor | takes | refuses with |
//! |---|---|---|
//! | [`Json`] | `application/json`, `…+json` | 415, 413, 400 `BAD_REQUEST`, 400 `VALIDATION_ERROR` |
//! | [`JsonOrForm`] | the same and `application/x-www-form-urlencoded` | the same |
//! | [`OptionalJson`] | the same as `Json`, or no body | the same |
//! | [`Query`], [`Path`] | the URL | 400 `VALIDATION_ERROR` |
//! | [`RequestFacts`] | client address, `User-Agent` | nothing |
//! | [`CurrentSession`], [`FreshSession`] | the session | 401, 403 |
//! | [`RecentSecondFactor`], [`Assurance`](crate::Assurance) | how it was opened | 403, 401 |
//!
//! # Protects from
//! Bodies that two parsers read differently (duplicate keys, byte order marks, bad UTF-8, lone
//! surrogates), deep nesting, cross-site forms (a route that takes JSON takes nothing a plain form
//! can send), secrets echoed in error messages.
//!
//! # Does not protect from
//! Bodies without end: the [guard](crate::layer::guard) sets the limit, the extractors turn it into
//! an answer. What a field may contain is the business of the type that it is parsed into.

mod assurance;
mod body;
mod facts;
mod forbidden;
mod given;
mod pairs;
mod problem;
mod scan;
mod session;
mod url;

pub use assurance::RecentSecondFactor;
pub use body::{Json, JsonOrForm, OptionalJson, Spelling};
pub use facts::{MAX_USER_AGENT, RequestFacts};
pub(crate) use forbidden::PROTECTED_FIELDS;
pub use forbidden::{Forbidden, ProtectedFields};
pub use given::Given;
pub use session::{CurrentSession, FreshSession, Via};
pub use url::{Path, Query};

#[cfg(test)]
mod tests;
