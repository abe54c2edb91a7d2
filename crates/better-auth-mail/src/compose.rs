//! From a mail to the bytes that travel (RFC 5322, MIME).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use better_auth_core::mail::{Mail, MailError};
use better_auth_core::random::OsRandom;
use better_auth_core::{Clock, Random, SystemClock};
use lettre::message::header::ContentTransferEncoding;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};

use crate::sender::Sender;

/// In bytes, without its end (RFC 5322 section 2.1.1).
const LONGEST_LINE: usize = 998;

/// What every mail of a mailer has in common.
#[derive(Debug, Clone)]
pub(crate) struct Composer {
    pub(crate) from: Sender,
    pub(crate) reply_to: Option<Sender>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl Composer {
    pub(crate) fn new(from: Sender) -> Self {
        Self { from, reply_to: None, clock: Arc::new(SystemClock), random: Arc::new(OsRandom) }
    }

    /// Nothing in the mail becomes a header: values are encoded where they are not plain text.
    ///
    /// # Errors
    /// Permanent when the address is none, temporary when there is no randomness.
    pub(crate) fn compose(&self, mail: &Mail) -> Result<Message, MailError> {
        let to = mail.to.as_str().parse().map_err(MailError::permanent)?;
        let from = self.from.mailbox();
        let mut builder = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject))
            .date(self.date(mail))
            .message_id(Some(self.message_id(mail)?))
            .raw_header(automatic());
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.mailbox().clone());
        }
        let text = SinglePart::plain(body(&mail.text));
        let built = match &mail.html {
            None => builder.singlepart(text),
            Some(html) => {
                let html = SinglePart::html(body(html));
                let parts = MultiPart::alternative().boundary(self.text(32)?);
                builder.multipart(parts.singlepart(text).singlepart(html))
            }
        };
        built.map_err(MailError::permanent)
    }

    /// Text that nobody can guess, so that no mail contains its own boundary.
    pub(crate) fn text(&self, length: usize) -> Result<String, MailError> {
        self.random.alphanumeric(length).map_err(MailError::temporary)
    }

    fn date(&self, mail: &Mail) -> SystemTime {
        let date = mail.date.unwrap_or_else(|| self.clock.now());
        let millis = u64::try_from(date.as_millis()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
    }

    fn message_id(&self, mail: &Mail) -> Result<String, MailError> {
        let domain = self.from.mailbox().email.domain();
        Ok(match &mail.message_id {
            Some(id) => format!("<{id}@{domain}>"),
            None => format!("<{}@{domain}>", self.text(32)?),
        })
    }
}

/// Keeps absence notices from answering (RFC 3834 section 5).
fn automatic() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}

/// Plain text travels as it is, so that a link in a file can be read and copied by a person.
fn body(text: &str) -> Body {
    let text = text.replace(['\r', '\0'], "");
    let plain = text.is_ascii() && text.lines().all(|line| line.len() <= LONGEST_LINE);
    if !plain {
        return Body::new(text);
    }
    let bytes = text.replace('\n', "\r\n").into_bytes();
    Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::SevenBit)
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composer() -> Composer {
        Composer::new(Sender::new("Examplé", "no-reply@example.com").unwrap())
    }

    fn text(mail: &Mail) -> String {
        String::from_utf8(composer().compose(mail).unwrap().formatted()).unwrap()
    }

    fn mail() -> Mail {
        let to = "ada@example.com".parse().unwrap();
        Mail::new(to, "Hello", "https://app.example.com/x?token=abc\n")
    }

    #[test]
    fn the_headers_are_those_of_the_mail() {
        let date = better_auth_core::Timestamp::from_millis(1_772_600_767_120);
        let text = text(&mail().with_message_id("reset-1").with_date(date));
        for line in [
            "To: ada@example.com",
            "Subject: Hello",
            "Date: Wed, 04 Mar 2026 05:06:07 +0000",
            "Message-ID: <reset-1@example.com>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "https://app.example.com/x?token=abc",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}\n{text}");
        }
    }

    #[test]
    fn a_long_link_stays_in_one_piece() {
        let mut mail = mail();
        mail.text = format!("https://a.example/{}\n", "x".repeat(500));
        assert!(text(&mail).contains(mail.text.trim()));
    }

    #[test]
    fn what_is_not_plain_is_encoded() {
        for unfit in ["ä".to_owned(), "x".repeat(999)] {
            let mut mail = mail();
            mail.text = unfit;
            let text = text(&mail);
            assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 998), "{text}");
            assert!(!text.contains("Content-Transfer-Encoding: 7bit"), "{text}");
        }
    }

    #[test]
    fn a_mail_without_a_message_id_gets_one_of_its_own() {
        let id = |text: String| {
            text.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned()
        };
        assert_ne!(id(text(&mail())), id(text(&mail())));
    }

    #[test]
    fn a_subject_that_was_set_directly_adds_no_header() {
        let mut mail = mail();
        mail.subject = "a\r\nBcc: b@example.com\r\n\r\nc".to_owned();
        mail.text = "x\r\n.\r\n\r.\r".to_owned();
        let text = text(&mail);
        assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
        assert!(!text.replace("\r\n", "\n").contains('\r'), "{text:?}");
    }

    #[test]
    fn an_address_that_is_none_is_refused_for_good() {
        let to = better_auth_core::Email::from_store("a@b.de>\r\nRCPT TO:<c@d.de".to_owned());
        assert!(composer().compose(&Mail::new(to, "a", "b")).unwrap_err().is_permanent());
    }
}
