//! SQLite: one connection that writes, a few that read.
//!
//! With a common pool, most transactions that read and then write fail with "database is
//! locked". With one writer they queue up here instead, fair and without polling.

use std::error::Error;
use std::future::ready;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use better_auth_core::store::{BoxError, StoreResult};
use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryResult, SqliteConnection};
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use crate::options::{ConnectOptions, Synchronous};
use crate::pool::{Connector, Lease, Limits, Pool};

/// The connections to one file.
#[derive(Debug)]
pub struct SqlitePool {
    writer: Pool<SqliteConnector>,
    readers: Pool<SqliteConnector>,
}

impl SqlitePool {
    /// Opens the file, and makes it when it is missing.
    pub(crate) async fn connect(path: &str, options: &ConnectOptions) -> Result<Self, BoxError> {
        let pool = |writes, connections| {
            let limits = Limits {
                connections,
                connect: options.connect_timeout.max(options.busy_timeout),
                checkout: options.checkout_timeout,
                operation: None,
                idle: None,
                age: None,
            };
            let connector = SqliteConnector {
                path: path.into(),
                writes,
                busy_timeout: options.busy_timeout,
                synchronous: options.synchronous,
            };
            Pool::new(connector, limits)
        };
        let this = Self { writer: pool(true, 1), readers: pool(false, options.readers) };
        this.writer.lease().await?.finish(Ok(()))?;
        Ok(this)
    }

    /// A connection that reads one row on the calling thread.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn lookup(&self) -> StoreResult<Lease<'_, SqliteConnector>> {
        let mut lease = self.readers.lease().await?;
        lease.link().runtime.set_in_place(true);
        Ok(lease)
    }

    /// A connection that reads.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn read(&self) -> StoreResult<Lease<'_, SqliteConnector>> {
        let mut lease = self.readers.lease().await?;
        lease.link().runtime.set_in_place(false);
        Ok(lease)
    }

    /// The connection that writes.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn write(&self) -> StoreResult<Lease<'_, SqliteConnector>> {
        self.writer.lease().await
    }
}

/// Opens connections to one file.
#[derive(Debug)]
pub struct SqliteConnector {
    path: PathBuf,
    writes: bool,
    busy_timeout: Duration,
    synchronous: Synchronous,
}

pub(crate) type SqliteLinkConnection = SyncConnectionWrapper<SqliteConnection, SqliteRuntime>;

/// A connection, and the switch of where it runs.
#[expect(missing_debug_implementations, reason = "Diesel's connection has none")]
pub struct SqliteLink {
    conn: SqliteLinkConnection,
    runtime: SqliteRuntime,
}

impl Connector for SqliteConnector {
    type Diesel = SqliteLinkConnection;
    type Link = SqliteLink;

    async fn connect(&self) -> Result<SqliteLink, BoxError> {
        let (path, writes, setup) = (self.path.clone(), self.writes, self.setup());
        let patience = self.busy_timeout;
        let open = move || -> Result<SqliteConnection, BoxError> {
            if writes {
                create_private(&path)?;
            }
            let path = path.to_str().ok_or("the path is not UTF-8")?;
            let mut conn = SqliteConnection::establish(path)?;
            set_up(&mut conn, &setup, patience)?;
            Ok(conn)
        };
        let conn = tokio::task::spawn_blocking(open).await??;
        let runtime = SqliteRuntime::default();
        let conn = SyncConnectionWrapper::with_runtime(conn, runtime.clone());
        Ok(SqliteLink { conn, runtime })
    }

    fn diesel(link: &mut SqliteLink) -> &mut SqliteLinkConnection {
        &mut link.conn
    }

    async fn is_alive(_: &mut SqliteLink, _: Duration) -> bool {
        true
    }

    /// Takes the write lock at once: a transaction that reads first and asks for it later is
    /// refused when another process wrote in between.
    async fn begin(conn: &mut SqliteLinkConnection) -> QueryResult<()> {
        type Manager = diesel::connection::AnsiTransactionManager;
        conn.spawn_blocking(|conn| Manager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")).await
    }
}

impl SqliteConnector {
    /// The busy timeout comes first, because the switch to WAL already needs a lock. Foreign keys
    /// are off in SQLite until each connection asks for them.
    fn setup(&self) -> String {
        let busy = self.busy_timeout.as_millis();
        if !self.writes {
            return format!("PRAGMA busy_timeout = {busy}; PRAGMA query_only = ON;");
        }
        let synchronous = match self.synchronous {
            Synchronous::Full => "FULL",
            Synchronous::Normal => "NORMAL",
        };
        format!(
            "PRAGMA busy_timeout = {busy}; PRAGMA journal_mode = WAL; \
             PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON;"
        )
    }
}

/// How long to wait for another process that makes the same switch.
const SWITCH_PAUSE: Duration = Duration::from_millis(5);

/// When two processes switch a new file to WAL at once, SQLite refuses one of them without a
/// look at the busy timeout, since each could wait for the other forever. The one that was refused
/// tries again here.
fn set_up(conn: &mut SqliteConnection, setup: &str, patience: Duration) -> QueryResult<()> {
    let start = Instant::now();
    loop {
        match conn.batch_execute(setup) {
            Err(error) if is_locked(&error) && start.elapsed() < patience => {
                std::thread::sleep(SWITCH_PAUSE);
            }
            result => return result,
        }
    }
}

fn is_locked(error: &diesel::result::Error) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, info) if info.message() == "database is locked")
}

/// Makes the file readable by its owner only; SQLite gives its side files the same rights. An
/// existing file keeps what it has.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Where a connection does its work: on tokio's threads for blocking work or, for a look-up of
/// one row, on the calling thread, which is shorter than the way to another one and back.
///
/// Unlike the runtime that diesel-async brings, it does not wait for work under way when its
/// future is dropped: that would panic on a current-thread runtime.
#[derive(Debug, Clone, Default)]
pub struct SqliteRuntime {
    in_place: Arc<AtomicBool>,
}

impl SqliteRuntime {
    fn set_in_place(&self, in_place: bool) {
        self.in_place.store(in_place, Ordering::Relaxed);
    }
}

impl SpawnBlocking for SqliteRuntime {
    fn spawn_blocking<'a, R>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn Error + Send + Sync + 'static>>>
    where
        R: Send + 'static,
    {
        if self.in_place.load(Ordering::Relaxed) {
            return ready(Ok(task())).boxed();
        }
        let handle = tokio::task::spawn_blocking(task);
        async move { handle.await.map_err(Into::into) }.boxed()
    }

    fn get_runtime() -> Self {
        Self::default()
    }
}
