//! What an SMTP URL says.

use std::net::IpAddr;

use better_auth_core::SecretString;
use url::Url;

/// The URL or an option can not be used. No variant shows a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SmtpUrlError {
    /// It is no URL, or has no host.
    #[error("the SMTP URL is not valid: {0}; give smtps://USER:PASSWORD@HOST or smtp://HOST:PORT")]
    Invalid(&'static str),
    /// Another protocol.
    #[error("the SMTP URL begins with {0:?}; use smtps:// or smtp://")]
    Scheme(String),
    /// `tls=` with a word that is not known.
    #[error("tls={0:?} in the SMTP URL; smtp:// knows tls=starttls, smtps:// needs no tls=")]
    Tls(String),
    /// Something after the question mark that is not known.
    #[error("the SMTP URL holds {0:?}, which means nothing here; after the ? stands tls=starttls")]
    Parameter(String),
    /// A password that would travel in the clear.
    #[error(
        "the password would travel to {0} without TLS; use smtps:// or ?tls=starttls, or allow it \
         with SmtpOptions::plain_password"
    )]
    PlainPassword(String),
    /// The extra root certificate can not be read.
    #[error("the extra root certificate is not valid: {0}")]
    Certificate(String),
}

/// When TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    Plain,
    StartTls,
    Tls,
}

/// A URL, taken apart.
#[derive(Debug)]
pub(crate) struct SmtpUrl {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) login: Option<(String, SecretString)>,
    pub(crate) hello: Option<String>,
}

impl SmtpUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let invalid = SmtpUrlError::Invalid;
        let url = Url::parse(text.trim()).map_err(|_| invalid("it is no URL"))?;
        let security = security(&url)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(invalid("no host"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let usual = match security {
            Security::Plain => 25,
            Security::StartTls => 587,
            Security::Tls => 465,
        };
        let port = url.port().unwrap_or(usual);
        Ok(Self { host, port, security, login: login(&url)?, hello: hello(&url)? })
    }

    /// Whether the server is on this machine.
    pub(crate) fn is_local(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback())
    }
}

fn security(url: &Url) -> Result<Security, SmtpUrlError> {
    if let Some((name, _)) = url.query_pairs().find(|(name, _)| name != "tls") {
        return Err(SmtpUrlError::Parameter(name.into_owned()));
    }
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, word)| word.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None) => Ok(Security::Tls),
        ("smtp", None) => Ok(Security::Plain),
        ("smtp", Some("starttls" | "required")) => Ok(Security::StartTls),
        ("smtp" | "smtps", Some(other)) => Err(SmtpUrlError::Tls(other.to_owned())),
        (scheme, _) => Err(SmtpUrlError::Scheme(scheme.to_owned())),
    }
}

fn login(url: &Url) -> Result<Option<(String, SecretString)>, SmtpUrlError> {
    let Some(password) = url.password() else {
        return match url.username() {
            "" => Ok(None),
            _ => Err(SmtpUrlError::Invalid("a user name without a password")),
        };
    };
    let user = decoded(url.username()).ok_or(SmtpUrlError::Invalid("the user name"))?;
    let password = decoded(password).ok_or(SmtpUrlError::Invalid("the password"))?;
    Ok(Some((user, password.into())))
}

/// The name for `EHLO`: what stands there goes into a line of the dialogue.
fn hello(url: &Url) -> Result<Option<String>, SmtpUrlError> {
    let path = url.path().trim_matches('/');
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    match path {
        "" => Ok(None),
        name if name.chars().all(fits) => Ok(Some(name.to_owned())),
        _ => Err(SmtpUrlError::Invalid("the path must be a host name, for EHLO")),
    }
}

/// Undoes percent-encoding. NUL would end the name in the sign-in (RFC 4616).
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(part.get(2..)?.as_bytes());
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(['\0', '\r', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> SmtpUrl {
        SmtpUrl::parse(text).unwrap()
    }

    #[test]
    fn each_form_has_its_security_and_port() {
        for (text, security, port) in [
            ("smtp://mail.example.com", Security::Plain, 25),
            ("smtp://mail.example.com:1025", Security::Plain, 1025),
            ("smtp://mail.example.com?tls=starttls", Security::StartTls, 587),
            ("smtp://mail.example.com/?tls=required", Security::StartTls, 587),
            ("smtps://mail.example.com", Security::Tls, 465),
        ] {
            let url = parse(text);
            let found = (url.host.as_str(), url.security, url.port);
            assert_eq!(found, ("mail.example.com", security, port), "{text}");
        }
    }

    #[test]
    fn name_and_password_are_percent_decoded() {
        let (user, password) = parse("smtps://a%40b.de:p%3A%2F%25%C3%A4@h").login.unwrap();
        assert_eq!((user.as_str(), password.expose()), ("a@b.de", "p:/%ä"));
    }

    #[test]
    fn an_address_of_version_6_loses_its_brackets() {
        let url = parse("smtp://[::1]:1025/client.example.com");
        assert_eq!((url.host.as_str(), url.port, url.is_local()), ("::1", 1025, true));
        assert_eq!(url.hello.as_deref(), Some("client.example.com"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for text in [
            "",
            "mail.example.com",
            "smtp://",
            "http://mail.example.com",
            "smtp://h?tls=opportunistic",
            "smtps://h?tls=starttls",
            "smtp://h?ssl=true",
            "smtp://user@h",
            "smtp://u:p%zz@h",
            "smtp://u:p%00q@h",
            "smtp://h/a%0d%0ab",
        ] {
            assert!(SmtpUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_error_shows_the_password() {
        for text in
            ["smtp://u:hunter2@", "http://u:hunter2@h", "smtp://u:hunter2@h?tls=x", "u:hunter2"]
        {
            let error = SmtpUrl::parse(text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }
}
