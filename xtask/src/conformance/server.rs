//! The server under test, started by the environment that all servers of this project share.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::time::Duration;

use crate::conformance::node;
use crate::conformance::provider::IdentityProvider;
use crate::failure::{Failure, Result};
use crate::metadata;
use crate::project::Project;
use crate::smtp::SmtpServer;
use crate::supervisor::{self, Background, Job, words};

/// How the server under test is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setup {
    /// Without rate limits.
    Plain,
    /// With rate limits.
    Limited,
    /// Nobody signs in before their address is verified.
    Verifying,
    /// Deletions must be confirmed by mail.
    DeletionByMail,
    /// With an identity provider.
    Social,
    /// With what people did at the npm server.
    Moving,
}

impl Setup {
    pub(crate) const ALL: [Self; 6] = [
        Self::Plain,
        Self::Limited,
        Self::Verifying,
        Self::DeletionByMail,
        Self::Social,
        Self::Moving,
    ];

    /// The folder of the flows that want it so.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Plain => "flows",
            Self::Limited => "limits",
            Self::Verifying => "verifying",
            Self::DeletionByMail => "deletion",
            Self::Social => "social",
            Self::Moving => "import",
        }
    }

    /// What a folder of flows wants.
    pub(crate) fn of_folder(name: &str) -> std::result::Result<Self, String> {
        let folders = Self::ALL.map(Self::folder).join(", ");
        let setup = Self::ALL.into_iter().find(|setup| setup.folder() == name);
        setup.ok_or_else(|| format!("the folders are {folders}"))
    }
}

/// Which server is driven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// `examples/full-server`, at this path.
    FullServer(PathBuf),
    /// The npm server.
    Original,
}

impl Target {
    pub(crate) fn full_server(project: &Project) -> Result<Self> {
        let folder = metadata::target_folder(project)?;
        Ok(Self::FullServer(folder.join("debug/full-server")))
    }

    /// Its command line.
    fn words(&self, project: &Project) -> Vec<OsString> {
        match self {
            Self::FullServer(program) => words(program, []),
            Self::Original => node::words(project, "npm-server.js"),
        }
    }

    /// What the flows know it by.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::FullServer(_) => "rust",
            Self::Original => "npm",
        }
    }
}

/// A server on a port of its own, with an empty database.
#[derive(Debug)]
pub(crate) struct TestServer {
    background: Background,
    origin: String,
    provider: Option<IdentityProvider>,
}

/// Address and password of the administrator whom the server makes at start.
pub(crate) const ADMIN: (&str, &str) = ("root@example.com", "correct horse battery staple");

impl TestServer {
    pub(crate) fn start(
        project: &Project,
        target: &Target,
        mail: &SmtpServer,
        setup: Setup,
    ) -> Result<Self> {
        let folder = supervisor::folder("conformance")?;
        let port = supervisor::free_port()?;
        let origin = format!("http://127.0.0.1:{port}");
        let is_social = setup == Setup::Social;
        let provider = is_social.then(|| IdentityProvider::start(project, &origin)).transpose()?;
        let database = format!("sqlite://{}", folder.path().join("test.db").display());
        let mut environment = environment(setup);
        environment.extend([
            ("PORT", port.to_string().into()),
            ("BASE_URL", origin.clone().into()),
            ("DATABASE_URL", database.into()),
            ("ADMIN_EMAIL", ADMIN.0.into()),
            ("ADMIN_PASSWORD", ADMIN.1.into()),
            ("SMTP_URL", mail.url().into()),
        ]);
        environment.extend(provider.iter().flat_map(IdentityProvider::client));
        let words = target.words(project);
        let job = Job { name: "the server under test", words, environment, signal: "TERM", folder };
        let mut background = Background::start(job)?;
        background.wait_until(Duration::from_secs(60), || is_up(port, "/auth/ok"))?;
        Ok(Self { background, origin, provider })
    }

    /// What the flows ask for.
    pub(crate) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let provider = self.provider.iter().flat_map(IdentityProvider::issuers);
        std::iter::once(("BASE_URL", self.origin.clone().into())).chain(provider).collect()
    }

    pub(crate) fn log_tail(&self) -> String {
        let provider = self.provider.as_ref().map(IdentityProvider::log_tail);
        [Some(self.background.log_tail()), provider].into_iter().flatten().collect()
    }

    /// Asks it to end, as a service manager would; it must do so in order.
    pub(crate) fn stop(self) -> Result<()> {
        let status = self.background.stop()?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(format!("the server under test did not end in order: {status}")))
    }
}

/// The variables that do not change from start to start.
pub(super) fn environment(setup: Setup) -> Vec<(&'static str, OsString)> {
    let rate_limit = if setup == Setup::Limited { "on" } else { "off" };
    let verifying = setup == Setup::Verifying;
    let delete_by_mail = setup == Setup::DeletionByMail;
    vec![
        ("BETTER_AUTH_SECRET", "only for tests, only on this machine".into()),
        ("RATE_LIMIT", rate_limit.into()),
        ("REQUIRE_EMAIL_VERIFICATION", verifying.to_string().into()),
        ("DELETE_BY_MAIL", delete_by_mail.to_string().into()),
        ("EXTRA_FIELDS", "true".into()),
    ]
}

/// Whether a server on this port answers with 200.
pub(crate) fn is_up(port: u16, path: &str) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let host = format!("127.0.0.1:{port}");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        std::io::Result::Ok(status == *b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
