//! How the connections behave.

use std::time::Duration;

/// How SQLite makes a commit durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Waits for the disk at each commit: what was acknowledged survives a power cut. Default,
    /// because a password change that comes undone is a security matter.
    #[default]
    Full,
    /// Waits for the disk at checkpoints only, and doubles the writes per second. The file stays
    /// consistent and survives a crash of the program, but a power cut may undo the last commits.
    Normal,
}

/// Settings of the connections. Start from [`ConnectOptions::new`] and change what must differ.
///
/// ```
/// use better_auth_diesel::{ConnectOptions, Synchronous};
/// use std::time::Duration;
///
/// let options = ConnectOptions::new()
///     .max_connections(20)
///     .checkout_timeout(Duration::from_secs(2))
///     .synchronous(Synchronous::Normal);
/// ```
#[derive(Debug, Clone)]
pub struct ConnectOptions {
    pub(crate) max_connections: u32,
    pub(crate) readers: u32,
    pub(crate) connect_timeout: Duration,
    pub(crate) checkout_timeout: Duration,
    pub(crate) operation_timeout: Duration,
    pub(crate) busy_timeout: Duration,
    pub(crate) synchronous: Synchronous,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            max_connections: 10,
            readers: 4,
            connect_timeout: Duration::from_secs(5),
            checkout_timeout: Duration::from_secs(5),
            operation_timeout: Duration::from_secs(10),
            busy_timeout: Duration::from_secs(5),
            synchronous: Synchronous::default(),
        }
    }
}

impl ConnectOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many connections there are at most, to PostgreSQL and MySQL; at least 1. Default 10:
    /// with several instances it still fits into the 100 that PostgreSQL allows by default.
    #[must_use]
    pub fn max_connections(mut self, count: u32) -> Self {
        self.max_connections = count.max(1);
        self
    }

    /// How many connections read from SQLite beside the one that writes; at least 1. Default 4.
    #[must_use]
    pub fn readers(mut self, count: u32) -> Self {
        self.readers = count.max(1);
        self
    }

    /// How long making a connection may take. Default 5 seconds.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long an operation waits for a free connection before it answers
    /// [`Busy`](better_auth_core::store::StoreError::Busy). Default 5 seconds.
    #[must_use]
    pub fn checkout_timeout(mut self, timeout: Duration) -> Self {
        self.checkout_timeout = timeout;
        self
    }

    /// How long an operation may take on PostgreSQL and MySQL before its connection is thrown
    /// away and it answers [`Unavailable`](better_auth_core::store::StoreError::Unavailable).
    /// PostgreSQL is told as well (`statement_timeout`). Migrations are not limited. Default
    /// 10 seconds.
    #[must_use]
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = timeout;
        self
    }

    /// How long SQLite waits for another process that writes to the file. Default 5 seconds.
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// How SQLite makes a commit durable. Default [`Synchronous::Full`].
    #[must_use]
    pub fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.synchronous = synchronous;
        self
    }
}
