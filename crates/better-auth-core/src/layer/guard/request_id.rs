use http::{HeaderMap, HeaderValue};

use super::X_REQUEST_ID;
use crate::random::Random;

/// Names one request in the log and in the answer (`X-Request-Id`); request extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

/// Longest request id of a client that is taken over, in bytes.
const MAX_LENGTH: usize = 64;

impl RequestId {
    /// The client's, if it can do no harm in a log, else a random one.
    pub(super) fn of(headers: &HeaderMap, random: &dyn Random) -> Self {
        let given = headers.get(X_REQUEST_ID).filter(|value| is_plain(value.as_bytes()));
        given.map_or_else(|| Self::generate(random), |value| Self(value.clone()))
    }

    /// A request must not fail for want of a name, so without randomness it is called `-`.
    fn generate(random: &dyn Random) -> Self {
        let text = random.bytes::<12>().map(|bytes| {
            let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            let digits = digits.map(|digit| digit + if digit < 10 { b'0' } else { b'a' - 10 });
            digits.collect::<Vec<u8>>()
        });
        let header = text.ok().and_then(|text| HeaderValue::try_from(text).ok());
        Self(header.unwrap_or(HeaderValue::from_static("-")))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or("-")
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.0
    }
}

fn is_plain(id: &[u8]) -> bool {
    let spelled = |&byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=MAX_LENGTH).contains(&id.len()) && id.iter().all(spelled)
}
