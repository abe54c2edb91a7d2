//! E-mail addresses as account names.

use std::fmt;
use std::str::FromStr;

use email_address::{EmailAddress, Options};

/// Longest address that is accepted, in bytes (RFC 5321 section 4.5.3.1.3, without the angle
/// brackets).
pub const MAX_EMAIL_LENGTH: usize = 254;

/// An address in the form under which it is stored and compared: ASCII, lower case, one plain
/// local part, a domain with a dot.
///
/// Refused: quoted local parts, comments, display names, address lists, IP literals, single-label
/// domains and everything outside ASCII. Each of them is a way to make one account look like
/// another, or one mail go to two people.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// The text is no address that an account can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl Email {
    /// Takes an address as a store handed it out, without checking it.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the address is under `.invalid`, where no mail can be sent (RFC 6761 section 6.4):
    /// it stands in for one that is not known.
    pub fn is_undeliverable(&self) -> bool {
        self.0.ends_with(".invalid")
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unusual = |c: char| {
            !c.is_ascii_graphic() || matches!(c, '"' | '(' | ')' | '<' | '>' | ',' | ';' | '\\')
        };
        if text.len() > MAX_EMAIL_LENGTH || text.contains(unusual) {
            return Err(InvalidEmail);
        }
        let options =
            Options::default().with_required_tld().without_display_text().without_domain_literal();
        EmailAddress::parse_with_options(text, options).map_err(|_| InvalidEmail)?;
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({:?})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_folded_to_lower_case() {
        assert_eq!("CaSe@Example.COM".parse::<Email>().unwrap().as_str(), "case@example.com");
    }

    #[test]
    fn what_could_be_two_addresses_or_another_one_is_refused() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_domain = format!("a@{}.com", "b.".repeat(150));
        let refused = [
            "",
            "a",
            "a@",
            "@example.com",
            "a@localhost",
            "a@b@example.com",
            "a,b@example.com",
            "a@example.com,b@example.com",
            "\"a b\"@example.com",
            "\"a\"@example.com",
            "a@[127.0.0.1]",
            "a@example.com\r\nBcc: b@example.com",
            "A <a@example.com>",
            "a\0@example.com",
            "a＠example.com",
            "ａ@example.com",
            " a@example.com",
            "a@example.com ",
            "a b@example.com",
            "a@example..com",
            ".a@example.com",
            &long_local,
            &long_domain,
        ];
        for text in refused {
            assert_eq!(text.parse::<Email>(), Err(InvalidEmail), "{text:?}");
        }
    }
}
