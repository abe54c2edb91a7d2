//! A throwaway SMTP server: aiosmtpd, an independent implementation, with and without TLS.

mod certificates;
mod python;

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use crate::failure::Result;
use crate::project::{self, Project};
use crate::supervisor::{self, Background, Job, words};

/// The folder of the server's program.
const HOME: &str = "xtask/smtp";

/// A mail server that stops when it is dropped.
#[derive(Debug)]
pub(crate) struct SmtpServer {
    folder: PathBuf,
    ports: Ports,
    python: PathBuf,
    /// Held for its drop, which stops the server.
    _background: Background,
}

#[derive(Debug, Clone, Copy)]
struct Ports {
    plain: u16,
    starttls: u16,
    tls: u16,
}

impl SmtpServer {
    pub(crate) fn start(project: &Project) -> Result<Self> {
        let python = python::prepare(project)?;
        let folder = supervisor::folder("smtp")?;
        certificates::write(folder.path())?;
        let path = folder.path().to_owned();
        project::create_folder(&path.join("inbox"))?;
        let ports = Ports::free()?;
        let mut words = words(&python, []);
        words.push(project.path(HOME).join("server.py").into());
        words.extend(ports.all().map(|port| OsString::from(port.to_string())));
        let mut background = Background::start(Job {
            name: "aiosmtpd",
            words,
            environment: Vec::new(),
            signal: "TERM",
            folder,
        })?;
        background.wait_until(Duration::from_secs(30), || ports.answer())?;
        Ok(Self { folder: path, ports, python, _background: background })
    }

    /// What the tests ask for.
    pub(crate) fn environment(&self) -> Vec<(&'static str, OsString)> {
        let url = |scheme, port, tls| format!("{scheme}://ada:s3cret@127.0.0.1:{port}{tls}").into();
        vec![
            ("TEST_SMTP_URL", self.url().into()),
            ("TEST_SMTP_STARTTLS_URL", url("smtp", self.ports.starttls, "?tls=starttls")),
            ("TEST_SMTPS_URL", url("smtps", self.ports.tls, "")),
            ("TEST_SMTP_CA", self.folder.join(certificates::AUTHORITY).into()),
            ("TEST_SMTP_INBOX", self.inbox().into()),
            // For tests that start and stop a server of their own.
            ("TEST_SMTP_PYTHON", self.python.clone().into()),
        ]
    }

    /// Where it takes mails without TLS and sign-in.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.ports.plain)
    }

    /// The folder of the mails that came.
    pub(crate) fn inbox(&self) -> PathBuf {
        self.folder.join("inbox")
    }
}

impl Ports {
    fn free() -> Result<Self> {
        let port = supervisor::free_port;
        Ok(Self { plain: port()?, starttls: port()?, tls: port()? })
    }

    fn all(self) -> [u16; 3] {
        [self.plain, self.starttls, self.tls]
    }

    fn answer(self) -> bool {
        self.all().iter().all(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_ok())
    }
}
