//! Who the mails are from.

use std::fmt;

use better_auth_core::Email;
use lettre::Address;
use lettre::message::Mailbox;

/// A name and an address, as they stand in `From`.
///
/// ```
/// use better_auth_mail::Sender;
/// let sender = Sender::new("Example", "no-reply@example.com")?;
/// assert_eq!(sender.to_string(), "Example <no-reply@example.com>");
/// # Ok::<(), better_auth_mail::InvalidSender>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// The text can not stand in `From`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidSender {
    /// The address is none.
    #[error("{0:?} is no e-mail address to send from; give one as no-reply@example.com")]
    Address(String),
    /// The name has control characters in it.
    #[error("the sender's name {0:?} holds control characters")]
    Name(String),
}

impl Sender {
    /// Checks both. The name may be empty.
    ///
    /// # Errors
    /// [`InvalidSender`], which says what is wrong.
    pub fn new(name: &str, address: &str) -> Result<Self, InvalidSender> {
        if name.contains(char::is_control) {
            return Err(InvalidSender::Name(name.to_owned()));
        }
        let invalid = || InvalidSender::Address(address.to_owned());
        address.parse::<Email>().map_err(|_| invalid())?;
        let parsed: Address = address.parse().map_err(|_| invalid())?;
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        Ok(Self(Mailbox::new(name, parsed)))
    }

    pub(crate) fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sender({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_without_a_name_is_an_address() {
        assert_eq!(Sender::new(" ", "a@example.com").unwrap().to_string(), "a@example.com");
    }

    #[test]
    fn what_could_be_another_header_is_refused() {
        let name = Sender::new("A\r\nBcc: b@example.com", "a@example.com");
        assert!(matches!(name, Err(InvalidSender::Name(_))));
        for address in ["", "a", "a@example.com\r\nBcc: b@example.com", "a@example.com, b@c.de"] {
            assert!(matches!(Sender::new("A", address), Err(InvalidSender::Address(_))));
        }
    }
}
