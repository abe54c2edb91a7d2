//! The server that `cargo xtask test` starts, and what it received.

use std::path::PathBuf;

use better_auth_mail::{SmtpMailer, SmtpOptions};

use crate::sender;

/// A real SMTP server.
#[derive(Debug)]
pub(crate) struct RealServer(());

/// What it received.
#[derive(Debug)]
pub(crate) struct Received {
    text: String,
}

impl RealServer {
    /// `None` where another step of the run asks it, or where nobody started one.
    ///
    /// # Panics
    /// In CI, where a test that does not run is a failure.
    pub(crate) fn find() -> Option<Self> {
        match std::env::var("TEST_SMTP_URL") {
            Ok(url) if !url.is_empty() => Some(Self(())),
            Ok(_) => {
                eprintln!("not run here: the step `smtp` of `cargo xtask test` does");
                None
            }
            Err(_) => {
                let hint = "TEST_SMTP_URL is not set; run `cargo xtask test --only smtp`";
                assert!(std::env::var_os("CI").is_none(), "{hint}");
                eprintln!("not run: {hint}");
                None
            }
        }
    }

    pub(crate) fn plain(&self) -> String {
        variable("TEST_SMTP_URL")
    }

    /// With a user name and the right password.
    pub(crate) fn starttls(&self) -> String {
        variable("TEST_SMTP_STARTTLS_URL")
    }

    pub(crate) fn tls(&self) -> String {
        variable("TEST_SMTPS_URL")
    }

    /// Trusts the server's authority.
    pub(crate) fn options(&self) -> SmtpOptions {
        let pem = std::fs::read(variable("TEST_SMTP_CA")).unwrap();
        SmtpOptions::new(sender()).extra_root_pem(pem)
    }

    pub(crate) fn mailer(&self, url: &str) -> SmtpMailer {
        SmtpMailer::connect(url, self.options()).unwrap()
    }

    /// The mails with this `Message-ID`; a mail that was acknowledged is there.
    pub(crate) fn received(&self, id: &str) -> Vec<Received> {
        let inbox = PathBuf::from(variable("TEST_SMTP_INBOX"));
        let files = std::fs::read_dir(inbox).unwrap().map(|entry| entry.unwrap().path());
        let mails = files.filter(|file| file.extension().is_some_and(|end| end == "eml"));
        let mails = mails.map(|file| Received { text: std::fs::read_to_string(file).unwrap() });
        mails.filter(|mail| mail.header("Message-ID") == format!("<{id}@example.com>")).collect()
    }
}

impl Received {
    /// A header, or nothing. What the server knows of the way is in headers that begin with `X-`.
    pub(crate) fn header(&self, name: &str) -> String {
        let (headers, _) = self.text.split_once("\n\n").unwrap();
        let values = headers.lines().filter_map(|line| line.split_once(": "));
        let mut values = values.filter(|(other, _)| *other == name).map(|(_, value)| value);
        values.next().unwrap_or_default().to_owned()
    }

    pub(crate) fn has_line(&self, line: &str) -> bool {
        self.text.lines().any(|other| other == line)
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set beside TEST_SMTP_URL"))
}
