//! Mails by SMTP (RFC 5321).

mod address;
mod error;
mod options;
mod session;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use better_auth_core::mail::{Mail, MailError, Mailer};
use tokio::sync::Semaphore;

use crate::compose::Composer;
use crate::smtp::session::Session;

pub use address::SmtpUrlError;
pub use error::{SmtpError, Stage};
pub use options::SmtpOptions;

/// Hands mails to an SMTP server.
///
/// | URL | Meaning | Port |
/// |---|---|---|
/// | `smtps://user:password@host` | TLS from the first byte; what to take if the server has it | 465 |
/// | `smtp://user:password@host?tls=starttls` | begins in the clear and must change to TLS | 587 |
/// | `smtp://host` | no TLS: for a server on the same machine | 25 |
///
/// User name and password are percent-encoded. A path is the name that is said in `EHLO`; default
/// is the machine's.
///
/// A connection serves many mails: one that worked is kept for a minute. A mail that fails closes
/// its connection, whatever the reason, and so does one that nobody waits for any more: what a
/// server says late never counts as the answer to another mail.
///
/// # Protects from
/// Whoever listens between here and the server, or pretends to be it (`smtps`, `starttls`);
/// a server that never answers (each step has a time limit); passwords in logs; passwords in the
/// clear (refused unless the server is on this machine).
///
/// # Does not protect from
/// What the server does with the mail, and the way that it takes from there.
///
/// ```
/// use better_auth_mail::{Sender, SmtpMailer, SmtpOptions};
///
/// let from = Sender::new("Example", "no-reply@example.com")?;
/// let mailer = SmtpMailer::connect("smtps://user:secret@mail.example.com", SmtpOptions::new(from))?;
/// assert!(!format!("{mailer:?}").contains("secret"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SmtpMailer {
    server: session::Server,
    composer: Composer,
    /// Connections that are free, the one that was used last at the end.
    free: Mutex<Vec<Session>>,
    permits: Semaphore,
}

impl SmtpMailer {
    /// Checks the URL and the options. The server is asked with the first mail, so that an
    /// application starts while its mail server is down; [`SmtpMailer::check`] asks at once.
    ///
    /// # Errors
    /// [`SmtpUrlError`], which says what to change and shows no password.
    pub fn connect(url: &str, options: SmtpOptions) -> Result<Self, SmtpUrlError> {
        Ok(Self {
            server: session::Server::new(url, &options)?,
            permits: Semaphore::new(options.connections),
            composer: options.composer,
            free: Mutex::default(),
        })
    }

    /// Connects, signs in, and says so if the server does not let it.
    ///
    /// # Errors
    /// [`SmtpError`] with the step that failed.
    pub async fn check(&self) -> Result<(), SmtpError> {
        let session = self.session().await?;
        self.keep(session);
        Ok(())
    }

    /// A free connection that still answers, else a new one.
    async fn session(&self) -> Result<Session, SmtpError> {
        while let Some(mut session) = self.take() {
            if session.is_alive(&self.server).await {
                return Ok(session);
            }
        }
        Session::open(&self.server).await
    }

    /// The free connection that was used last; the ones that waited too long are closed.
    fn take(&self) -> Option<Session> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.retain(Session::is_young);
        free.pop()
    }

    fn keep(&self, session: Session) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(session.freed());
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = self.composer.compose(&mail)?;
        let _permit = self.permits.acquire().await.map_err(MailError::temporary)?;
        let mut session = self.session().await?;
        session.deliver(&self.server, message.envelope(), &message.formatted()).await?;
        self.keep(session);
        Ok(())
    }
}

/// Shows the server and the sender.
impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer")
            .field("server", &self.server)
            .field("from", &self.composer.from)
            .finish_non_exhaustive()
    }
}
