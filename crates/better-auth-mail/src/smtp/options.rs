use std::sync::Arc;
use std::time::Duration;

use better_auth_core::{Clock, Random};

use crate::compose::Composer;
use crate::sender::Sender;

/// Settings of an [`SmtpMailer`](crate::SmtpMailer).
///
/// ```
/// use better_auth_mail::{Sender, SmtpOptions};
/// use std::time::Duration;
///
/// let from = Sender::new("Example", "no-reply@example.com")?;
/// let options = SmtpOptions::new(from)
///     .reply_to(Sender::new("Example help", "help@example.com")?)
///     .timeout(Duration::from_secs(30));
/// # Ok::<(), better_auth_mail::InvalidSender>(())
/// ```
#[derive(Debug, Clone)]
pub struct SmtpOptions {
    pub(crate) composer: Composer,
    pub(crate) timeout: Duration,
    pub(crate) connections: usize,
    pub(crate) extra_roots: Vec<Vec<u8>>,
    pub(crate) plain_password: bool,
}

impl SmtpOptions {
    /// The defaults, with the sender, which has none.
    pub fn new(from: Sender) -> Self {
        Self {
            composer: Composer::new(from),
            timeout: Duration::from_secs(10),
            connections: 4,
            extra_roots: Vec::new(),
            plain_password: false,
        }
    }

    /// Where answers go. Default: to the sender.
    #[must_use]
    pub fn reply_to(mut self, reply_to: Sender) -> Self {
        self.composer.reply_to = Some(reply_to);
        self
    }

    /// How long the server may take for each step: to be reached, to take the sender, the
    /// recipient, the text. Default 10 seconds; a server that greets late on purpose may need 30.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How many connections there are at most; at least 1. Default 4: servers limit how many one
    /// client may have.
    #[must_use]
    pub fn connections(mut self, count: usize) -> Self {
        self.connections = count.clamp(1, 1000);
        self
    }

    /// Trusts the certificates in this PEM text as well as the public authorities: for a server
    /// with a certificate of a private authority, or one that is its own.
    #[must_use]
    pub fn extra_root_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.extra_roots.push(pem.into());
        self
    }

    /// Whether a password may travel without TLS to a server on another machine. Default false:
    /// whoever listens on the way could send mail in your name. Within one network of containers
    /// you may judge otherwise.
    #[must_use]
    pub fn plain_password(mut self, allowed: bool) -> Self {
        self.plain_password = allowed;
        self
    }

    /// The clock, for tests. Default: the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.composer.clock = Arc::new(clock);
        self
    }

    /// The source of randomness, for tests. Default: the operating system's.
    #[must_use]
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.composer.random = Arc::new(random);
        self
    }
}
