//! Mail: what the framework says to people, how it is written, and who takes it.
//!
//! A [`Message`] is what is to be said. [`Templates`] turn it into a [`Mail`]; a [`Mailer`] takes
//! that for delivery.

mod error;
mod message;
mod templates;
mod value;
mod words;

use std::fmt;

use async_trait::async_trait;

use crate::clock::Timestamp;
use crate::email::Email;

pub use error::MailError;
pub use message::Message;
pub use templates::{PlainTemplates, TemplateError, Templates};

/// One mail to one person. Subject and text hold no control characters but line feeds in the
/// text; [`Mail::new`] sees to that, so no value in them becomes a header.
#[derive(Clone)]
pub struct Mail {
    /// To whom.
    pub to: Email,
    /// The subject, one line.
    pub subject: String,
    /// The text part: a full URL where the mail carries a link, a code alone on its line.
    pub text: String,
    /// The HTML part.
    pub html: Option<String>,
    /// What stands before the `@` of the `Message-ID` (RFC 5322 section 3.6.4); the mailer adds
    /// its domain. `None`: the mailer makes one up, so that a second try is another mail.
    pub message_id: Option<String>,
    /// When the mail was written. `None`: when it is handed over.
    pub date: Option<Timestamp>,
}

impl Mail {
    /// A mail with a text part.
    pub fn new(to: Email, subject: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            to,
            subject: without_controls(subject.into(), &[]),
            text: without_controls(text.into(), &['\n']),
            html: None,
            message_id: None,
            date: None,
        }
    }

    /// Adds an HTML part. The caller escapes what it puts there.
    #[must_use]
    pub fn with_html(mut self, html: impl Into<String>) -> Self {
        self.html = Some(without_controls(html.into(), &['\n', '\t']));
        self
    }

    /// Gives the mail a name of its own, so that a server that gets it twice, because the answer
    /// to the first try was lost, can tell. Letters, digits, `-`, `_` and `.` are kept; a name of
    /// which nothing is left counts as none. It is readable for everybody on the way: no secret,
    /// and nothing that a secret is derived from.
    #[must_use]
    pub fn with_message_id(mut self, id: &str) -> Self {
        let kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let id: String = id.chars().filter(kept).collect();
        let id = id.trim_matches('.').replace("..", ".");
        self.message_id = Some(id).filter(|id| !id.is_empty());
        self
    }

    /// Says when the mail was written.
    #[must_use]
    pub fn with_date(mut self, date: Timestamp) -> Self {
        self.date = Some(date);
        self
    }
}

fn without_controls(text: String, keep: &[char]) -> String {
    text.chars().filter(|c| !c.is_control() || keep.contains(c)).collect()
}

/// Shows to whom and about what; the text may hold a credential.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("to", &self.to)
            .field("message_id", &self.message_id)
            .finish_non_exhaustive()
    }
}

/// Takes mails.
#[async_trait]
pub trait Mailer: fmt::Debug + Send + Sync {
    /// Hands one mail over for delivery.
    ///
    /// # Errors
    /// [`MailError`], which says whether another try makes sense.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail::new("ada@example.com".parse().unwrap(), "Hello", "Hello\nAda")
    }

    #[test]
    fn what_could_become_a_header_is_taken_out() {
        let to: Email = "ada@example.com".parse().unwrap();
        let mail = Mail::new(to, "a\r\nBcc: b@example.com", "a\r\nb\0").with_html("<p>\r\n\0");
        assert_eq!(mail.subject, "aBcc: b@example.com");
        assert_eq!(mail.text, "a\nb");
        assert_eq!(mail.html.as_deref(), Some("<p>\n"));
    }

    #[test]
    fn a_message_id_keeps_only_what_may_stand_in_one() {
        let id = |text: &str| mail().with_message_id(text).message_id;
        assert_eq!(id("reset-1_a.b").as_deref(), Some("reset-1_a.b"));
        assert_eq!(id(".a>\r\nBcc: x@y").as_deref(), Some("aBccxy"));
        assert_eq!(id("<@>"), None);
    }

    #[test]
    fn debug_shows_neither_subject_nor_text() {
        let shown = format!("{:?}", mail());
        assert!(shown.contains("ada@example.com") && !shown.contains("Hello"), "{shown}");
    }
}
