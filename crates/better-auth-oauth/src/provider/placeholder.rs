//! Addresses for users of providers that name none.

use std::fmt::Write as _;

use better_auth_core::Email;
use ring::hmac::{HMAC_SHA256, Key, sign};

use super::profile::NoEmail;

/// The domain of addresses that stand for none. No mail can be sent there (RFC 6761 section 6.4).
const DOMAIN: &str = "placeholder.invalid";

/// The address that stands for none: of each user at each provider another. A digest of the id,
/// because addresses do not tell capital letters from small ones, and ids do; under the client's
/// secret, so that nobody can sign up with the address of somebody who has not come yet. It is made
/// when somebody comes for the first time and kept then, so the secret may change.
pub(crate) fn email(provider: &str, id: &str, secret: &[u8]) -> Result<Email, NoEmail> {
    let digest = sign(&Key::new(HMAC_SHA256, secret), format!("{provider} {id}").as_bytes());
    let mut address = String::new();
    for byte in digest.as_ref().iter().take(16) {
        write!(address, "{byte:02x}").map_err(|_| NoEmail::Unusable)?;
    }
    let provider = provider.replace('_', "-");
    write!(address, "@{provider}.{DOMAIN}").map_err(|_| NoEmail::Unusable)?;
    address.parse().map_err(|_| NoEmail::Unusable)
}

/// Whether an address stands for none, so that no mail needs to go there.
pub fn is_placeholder(email: &Email) -> bool {
    email.as_str().strip_suffix(DOMAIN).is_some_and(|rest| rest.ends_with(['.', '@']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_differ_in_case_have_different_addresses() {
        let email = |provider, id, secret: &str| email(provider, id, secret.as_bytes()).unwrap();
        let (a, b) = (email("wechat", "oABC", "s"), email("wechat", "oabc", "s"));
        assert_ne!(a, b);
        assert_ne!(a, email("reddit", "oABC", "s"));
        assert_ne!(a, email("wechat", "oABC", "t"));
        assert_eq!(a, email("wechat", "oABC", "s"));
        assert!(is_placeholder(&a), "{a}");
        assert!(a.as_str().ends_with("@wechat.placeholder.invalid"), "{a}");
    }

    #[test]
    fn an_address_that_somebody_can_own_is_no_placeholder() {
        for real in ["a@example.com", "a@notplaceholder.invalid", "a@placeholder.invalid.example"] {
            assert!(!is_placeholder(&real.parse().unwrap()), "{real}");
        }
    }
}
