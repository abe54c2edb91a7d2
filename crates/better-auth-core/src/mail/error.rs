//! Why a mail was not taken.

use crate::store::BoxError;

/// A mail could not be handed over.
///
/// The cause is for the log: it holds no credential and no text of the mail.
#[derive(Debug, thiserror::Error)]
#[error("the mail could not be handed over")]
pub struct MailError {
    permanent: bool,
    #[source]
    source: BoxError,
}

impl MailError {
    /// The next try may succeed: nobody answered, or the server asked to come back later.
    pub fn temporary(source: impl Into<BoxError>) -> Self {
        Self { permanent: false, source: source.into() }
    }

    /// This mail will never be taken: another try makes no sense.
    pub fn permanent(source: impl Into<BoxError>) -> Self {
        Self { permanent: true, source: source.into() }
    }

    /// Whether another try makes no sense.
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_whether_another_try_makes_sense() {
        assert!(MailError::permanent("no such mailbox").is_permanent());
        assert!(!MailError::temporary("nobody answers").is_permanent());
    }

    #[test]
    fn the_cause_is_its_source() {
        let error = MailError::temporary("nobody answers");
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "nobody answers");
    }
}
