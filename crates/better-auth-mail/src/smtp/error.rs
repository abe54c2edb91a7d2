//! Why a server did not take a mail.

use std::fmt;
use std::time::Duration;

use better_auth_core::mail::MailError;

/// A step of handing a mail over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Reaching the server, up to its answer to `EHLO`; with `smtps` including TLS.
    Connect,
    /// Changing to TLS.
    StartTls,
    /// Signing in.
    SignIn,
    /// Naming the sender.
    Sender,
    /// Naming the recipient.
    Recipient,
    /// Handing over the text.
    Text,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::StartTls => "STARTTLS",
            Self::SignIn => "signing in",
            Self::Sender => "naming the sender",
            Self::Recipient => "naming the recipient",
            Self::Text => "handing over the text",
        })
    }
}

/// A server could not be reached or did not take a mail. Shows neither a password nor what the
/// mail says.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{server}, {stage}: {problem}")]
pub struct SmtpError {
    server: String,
    stage: Stage,
    problem: Problem,
}

#[derive(Debug, Clone, thiserror::Error)]
enum Problem {
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    #[error("the server refused with {code}{}", shown(text))]
    Refused { code: u16, text: String },
    #[error("{0}")]
    Failed(String),
}

/// Longest answer of a server that is repeated, in characters.
const LONGEST: usize = 200;

impl SmtpError {
    pub(crate) fn timed_out(server: &str, stage: Stage, limit: Duration) -> Self {
        Self { server: server.to_owned(), stage, problem: Problem::TimedOut(limit) }
    }

    pub(crate) fn new(server: &str, stage: Stage, error: &lettre::transport::smtp::Error) -> Self {
        let problem = match error.status() {
            Some(code) => Problem::Refused { code: code.into(), text: answer(stage, error) },
            None if stage == Stage::SignIn && error.is_response() => {
                Problem::Failed("the answer was not understood".to_owned())
            }
            None => Problem::Failed(harmless(&error.to_string())),
        };
        Self { server: server.to_owned(), stage, problem }
    }

    /// The step that failed.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The code with which the server refused.
    pub fn code(&self) -> Option<u16> {
        match self.problem {
            Problem::Refused { code, .. } => Some(code),
            Problem::TimedOut(_) | Problem::Failed(_) => None,
        }
    }

    /// Whether another try makes no sense: the server refused this mail with a code of 500 or
    /// more. A refusal before the mail was named, of the client or its password, is a matter of
    /// settings, which somebody mends while the mail waits.
    pub fn is_permanent(&self) -> bool {
        let of_the_mail = matches!(self.stage, Stage::Sender | Stage::Recipient | Stage::Text);
        of_the_mail && self.code().is_some_and(|code| code >= 500)
    }
}

impl From<SmtpError> for MailError {
    fn from(error: SmtpError) -> Self {
        if error.is_permanent() { Self::permanent(error) } else { Self::temporary(error) }
    }
}

/// What the server said with its code. Not once it has seen the password or the text: a server
/// may repeat a part of what it refuses, and that would be a credential.
fn answer(stage: Stage, error: &lettre::transport::smtp::Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match stage {
        Stage::SignIn | Stage::Text => enhanced_code(&source),
        _ => harmless(&source),
    }
}

/// `5.7.1` at the beginning of an answer (RFC 3463).
fn enhanced_code(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    let digits =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<_> = word.split('.').collect();
    if parts.len() == 3 && parts.iter().all(|part| digits(part)) {
        word.to_owned()
    } else {
        String::new()
    }
}

/// Escaped, so that it forges no line of a log, and cut.
fn harmless(text: &str) -> String {
    text.trim().chars().take(LONGEST).flat_map(char::escape_debug).collect()
}

fn shown(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(": {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_code_of_an_answer_to_the_text_is_repeated() {
        assert_eq!(enhanced_code("5.7.1 URL https://a.example/?token=x listed"), "5.7.1");
        assert_eq!(enhanced_code("token.a.b"), "");
        assert_eq!(enhanced_code("1234.5.6"), "");
        assert_eq!(enhanced_code(""), "");
    }

    #[test]
    fn an_answer_forges_no_line() {
        assert_eq!(harmless("no\r\n\u{1b}[2Jfake"), "no\\r\\n\\u{1b}[2Jfake");
        assert_eq!(harmless(&"a".repeat(500)).len(), LONGEST);
    }
}
