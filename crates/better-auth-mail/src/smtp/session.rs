//! One connection to a server.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::{Instant, timeout};

use crate::smtp::address::{Security, SmtpUrl, SmtpUrlError};
use crate::smtp::error::{SmtpError, Stage};
use crate::smtp::options::SmtpOptions;

/// How long a connection waits for the next mail. Servers close theirs after five minutes or
/// more (RFC 5321 section 4.5.3.2.7), firewalls forget them sooner.
const IDLE: Duration = Duration::from_secs(60);

/// How the server is reached.
pub(super) struct Server {
    /// Host and port, for errors.
    name: String,
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    login: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
}

impl Server {
    pub(super) fn new(url: &str, options: &SmtpOptions) -> Result<Self, SmtpUrlError> {
        let url = SmtpUrl::parse(url)?;
        let name = format!("{}:{}", url.host, url.port);
        let exposed = url.security == Security::Plain && !url.is_local();
        if url.login.is_some() && exposed && !options.plain_password {
            return Err(SmtpUrlError::PlainPassword(name));
        }
        Ok(Self {
            name,
            tls: tls(&url.host, &options.extra_roots)?,
            login: url
                .login
                .map(|(user, password)| Credentials::new(user, password.expose().to_owned())),
            hello: url.hello.map_or_else(ClientId::default, ClientId::Domain),
            host: url.host,
            port: url.port,
            security: url.security,
            timeout: options.timeout,
        })
    }

    /// One step, within the time limit.
    async fn step<T>(
        &self,
        stage: Stage,
        step: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, SmtpError> {
        // On the heap: the dialogue of TLS would make the future of every handler large.
        match timeout(self.timeout, Box::pin(step)).await {
            Ok(done) => done.map_err(|error| SmtpError::new(&self.name, stage, &error)),
            Err(_) => Err(SmtpError::timed_out(&self.name, stage, self.timeout)),
        }
    }
}

fn tls(host: &str, extra_roots: &[Vec<u8>]) -> Result<TlsParameters, SmtpUrlError> {
    let invalid = |error: Error| SmtpUrlError::Certificate(error.to_string());
    let mut builder = TlsParameters::builder(host.to_owned());
    for pem in extra_roots {
        if !pem.windows(11).any(|window| window == b"-----BEGIN ") {
            return Err(SmtpUrlError::Certificate("it is no PEM text".to_owned()));
        }
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(invalid)?);
    }
    builder.build().map_err(invalid)
}

/// Shows where, not who.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("name", &self.name)
            .field("security", &self.security)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// A connection on which nothing is under way. While something is, its owner holds it, and drops
/// it unless all went well: an answer that comes late is never read as that to another question.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
    since: Instant,
}

impl Session {
    pub(super) async fn open(server: &Server) -> Result<Self, SmtpError> {
        let address = (server.host.as_str(), server.port);
        let tls = (server.security == Security::Tls).then(|| server.tls.clone());
        let connect = AsyncSmtpConnection::connect_tokio1(address, None, &server.hello, tls, None);
        let mut connection = server.step(Stage::Connect, connect).await?;
        if server.security == Security::StartTls {
            let change = connection.starttls(server.tls.clone(), &server.hello);
            server.step(Stage::StartTls, change).await?;
        }
        if let Some(login) = &server.login {
            server.step(Stage::SignIn, connection.auth(DEFAULT_MECHANISMS, login)).await?;
        }
        Ok(Self { connection, since: Instant::now() })
    }

    /// Hands a mail over. After a failure the session must not be used again.
    pub(super) async fn deliver(
        &mut self,
        server: &Server,
        envelope: &Envelope,
        text: &[u8],
    ) -> Result<(), SmtpError> {
        let connection = &mut self.connection;
        let sender = Mail::new(envelope.from().cloned(), Vec::new());
        server.step(Stage::Sender, connection.command(sender)).await?;
        for to in envelope.to() {
            let recipient = Rcpt::new(to.clone(), Vec::new());
            server.step(Stage::Recipient, connection.command(recipient)).await?;
        }
        server.step(Stage::Text, connection.command(Data)).await?;
        server.step(Stage::Text, connection.message(text)).await?;
        Ok(())
    }

    /// Whether the server still answers.
    pub(super) async fn is_alive(&mut self, server: &Server) -> bool {
        timeout(server.timeout, self.connection.test_connected()).await.unwrap_or(false)
    }

    pub(super) fn is_young(&self) -> bool {
        self.since.elapsed() < IDLE
    }

    /// The session, free from now on.
    pub(super) fn freed(self) -> Self {
        Self { since: Instant::now(), ..self }
    }
}
