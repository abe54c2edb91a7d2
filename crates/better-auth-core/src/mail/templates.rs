//! How a message becomes a mail.

use std::fmt;

use super::{Mail, Message, value, words};
use crate::email::Email;
use crate::store::BoxError;

/// A message could not be written as a mail: a template that does not fit.
#[derive(Debug, thiserror::Error)]
#[error("the mail could not be written")]
pub struct TemplateError(#[source] pub BoxError);

/// Writes messages as mails: in the words, the language and the looks of the application.
pub trait Templates: fmt::Debug + Send + Sync {
    /// Writes one message to one person. A link stands in full in the text part, a code alone on
    /// a line of it.
    ///
    /// # Errors
    /// When a template does not fit; the mail is not sent then.
    fn render(&self, to: &Email, app_name: &str, message: &Message) -> Result<Mail, TemplateError>;
}

/// Mails of plain text, in English. What is used where the application gives nothing else.
///
/// ```
/// use better_auth_core::mail::{Message, PlainTemplates, Templates};
/// use std::time::Duration;
///
/// let to = "ada@example.com".parse()?;
/// let code = Message::OneTimeCode { code: "493027".into(), expires_in: Duration::from_secs(180) };
/// let mail = PlainTemplates.render(&to, "Example", &code)?;
/// assert_eq!(mail.subject, "Your Example code");
/// assert!(mail.text.lines().any(|line| line == "493027"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainTemplates;

impl Templates for PlainTemplates {
    fn render(&self, to: &Email, app_name: &str, message: &Message) -> Result<Mail, TemplateError> {
        let mut values = message.values();
        values.push(("app", value::name(app_name)));
        values.push(("to", value::name(to.as_str())));
        let named = values.iter().any(|(name, value)| *name == "name" && !value.is_empty());
        let greeting = if named { "Hello {name}," } else { "Hello," };
        let words = words::of(message);
        let paragraphs = [greeting].into_iter().chain(words.paragraphs.iter().copied());
        let paragraphs = paragraphs.chain(["-- \n{app}\nThis mail was sent to {to}.\n"]);
        let text: Vec<_> = paragraphs.map(|paragraph| fill(paragraph, &values)).collect();
        Ok(Mail::new(to.clone(), fill(words.subject, &values), text.join("\n\n")))
    }
}

/// Puts the values into their places, in one pass: braces in a value mean nothing.
fn fill(pattern: &str, values: &[(&'static str, String)]) -> String {
    let mut parts = pattern.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (name, rest) in parts.filter_map(|part| part.split_once('}')) {
        let found = values.iter().find(|(other, _)| *other == name);
        filled.push_str(found.map_or("", |(_, value)| value));
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(message: &Message) -> Mail {
        let to = "ada@example.com".parse().unwrap();
        PlainTemplates.render(&to, "Example", message).unwrap()
    }

    #[test]
    fn every_link_stands_whole_on_a_line_of_its_own() {
        for message in Message::samples() {
            let mail = render(&message);
            let values = message.values();
            for (name, value) in values.iter().filter(|(name, _)| ["url", "code"].contains(name)) {
                assert!(mail.text.lines().any(|line| line == value), "{message:?} {name}");
            }
        }
    }

    #[test]
    fn every_value_is_used() {
        for message in Message::samples() {
            let mail = render(&message);
            for (name, value) in message.values() {
                assert!(mail.text.contains(&value), "{message:?} {name}");
            }
        }
    }

    #[test]
    fn every_place_has_a_value() {
        for message in Message::samples() {
            let known: Vec<_> = message.values().into_iter().map(|(name, _)| name).collect();
            let words = words::of(&message);
            for pattern in words.paragraphs.iter().chain([&words.subject]) {
                let places = pattern.split('{').skip(1).map(|part| part.split('}').next().unwrap());
                for place in places {
                    assert!(place == "app" || known.contains(&place), "{message:?} {place}");
                }
            }
        }
    }

    #[test]
    fn braces_in_a_value_mean_nothing() {
        let mail = render(&Message::Invitation {
            organization: "{url}".to_owned(),
            inviter: "{{ app }}".to_owned(),
            url: "https://app.example.com/x".to_owned(),
        });
        assert_eq!(mail.subject, "You are invited to {url}");
        assert!(mail.text.contains("{{ app }} invites you"), "{}", mail.text);
    }

    #[test]
    fn a_plain_mail_travels_as_it_is_written() {
        for message in Message::samples() {
            let mail = render(&message);
            assert!(mail.text.is_ascii() && mail.subject.is_ascii(), "{message:?}");
        }
    }

    #[test]
    fn org_17_a_name_adds_no_line_and_no_header() {
        let mail = render(&Message::Invitation {
            organization: "<b>Evil</b>\r\nBcc: victim@example.com\n\n493027".to_owned(),
            inviter: "Eve\r\nBcc: victim@example.com".to_owned(),
            url: "https://app.example.com/x".to_owned(),
        });
        let expected = "You are invited to <b>Evil</b> Bcc: victim@example.com 493027";
        assert_eq!(mail.subject, expected);
        assert!(!mail.text.lines().any(|line| line.starts_with("Bcc") || line == "493027"));
    }
}
