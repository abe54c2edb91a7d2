//! PostgreSQL: a pool, and two shared connections for look-ups.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use better_auth_core::store::{BoxError, StoreResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tokio::task::AbortHandle;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Connection, NoTls, Socket};

use crate::connect_error::ConnectError;
use crate::database_url::DatabaseUrl;
use crate::options::ConnectOptions;
use crate::pool::{Connector, Lease, Limits, Pool};

mod shared;

use shared::{Shared, SharedLease};

/// The connections to one database.
#[derive(Debug)]
pub struct PostgresPool {
    pool: Pool<PostgresConnector>,
    shared: Shared,
}

impl PostgresPool {
    /// Makes the first connection.
    pub(crate) async fn connect(
        url: &DatabaseUrl,
        options: &ConnectOptions,
    ) -> Result<Self, ConnectError> {
        let config: Config = url.target.parse().map_err(|error: tokio_postgres::Error| {
            // The driver's own words could quote the URL.
            tracing::debug!(kind = %error, "the driver refused the URL of the database");
            ConnectError::InvalidUrl {
                problem: "a parameter is unknown or has no value".to_owned(),
            }
        })?;
        let connector = PostgresConnector {
            config: Box::new(config),
            tls: crate::tls::Connect::new(&url.tls)?,
            location: url.location.clone(),
            statement_timeout: options.operation_timeout,
        };
        let pool = Pool::new(connector, Limits::of_server(options));
        let lease = pool.lease().await;
        let answer = lease.and_then(|lease| lease.finish(Ok(())));
        answer.map_err(|error| url.unreachable(error.into()))?;
        Ok(Self { pool, shared: Shared::default() })
    }

    /// A shared connection that reads one row.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn lookup(&self) -> StoreResult<SharedLease<'_>> {
        self.shared.lease(&self.pool).await
    }

    /// A connection.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn read(&self) -> StoreResult<Lease<'_, PostgresConnector>> {
        self.pool.lease().await
    }

    /// A connection.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn write(&self) -> StoreResult<Lease<'_, PostgresConnector>> {
        self.pool.lease().await
    }
}

/// Makes connections to one database.
pub struct PostgresConnector {
    config: Box<Config>,
    tls: crate::tls::Connect,
    location: String,
    statement_timeout: Duration,
}

impl std::fmt::Debug for PostgresConnector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostgresConnector({})", self.location)
    }
}

/// A connection, and the task that moves its bytes.
#[expect(missing_debug_implementations, reason = "Diesel's connection has none")]
pub struct PostgresLink {
    conn: AsyncPgConnection,
    closed: Arc<AtomicBool>,
    task: AbortHandle,
}

impl PostgresLink {
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }
}

impl Drop for PostgresLink {
    /// Closes the socket without waiting for what is under way, so that the server gives up the
    /// transaction of a cancelled request.
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// How long a connection may be idle before it is asked for a sign of life. A server that closes
/// it is noticed without asking; a firewall that forgets it is not.
const PING_AFTER: Duration = Duration::from_secs(60);

impl Connector for PostgresConnector {
    type Diesel = AsyncPgConnection;
    type Link = PostgresLink;

    async fn connect(&self) -> Result<PostgresLink, BoxError> {
        let mut link = match &self.tls {
            crate::tls::Connect::Plain => link(&self.config, NoTls).await?,
            #[cfg(feature = "tls")]
            crate::tls::Connect::Verified(tls) => {
                let tls = tokio_postgres_rustls::MakeRustlsConnect::new(tls.client_config());
                link(&self.config, tls).await?
            }
        };
        let timeout = self.statement_timeout.as_millis();
        link.conn.batch_execute(&format!("SET statement_timeout = {timeout}")).await?;
        Ok(link)
    }

    fn diesel(link: &mut PostgresLink) -> &mut AsyncPgConnection {
        &mut link.conn
    }

    async fn is_alive(link: &mut PostgresLink, idle: Duration) -> bool {
        !link.is_closed() && (idle < PING_AFTER || link.conn.batch_execute("").await.is_ok())
    }
}

async fn link<T>(config: &Config, tls: T) -> Result<PostgresLink, BoxError>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let (client, connection): (Client, Connection<Socket, T::Stream>) = config.connect(tls).await?;
    let closed = Arc::new(AtomicBool::new(false));
    let task = tokio::spawn(watch(connection, closed.clone())).abort_handle();
    let conn = AsyncPgConnection::try_from(client).await;
    if conn.is_err() {
        task.abort();
    }
    Ok(PostgresLink { conn: conn?, closed, task })
}

/// Moves the bytes of a connection until it ends, and remembers that it did.
async fn watch(
    connection: impl Future<Output = Result<(), tokio_postgres::Error>> + Send,
    closed: Arc<AtomicBool>,
) {
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection to PostgreSQL ended");
    }
    closed.store(true, Ordering::Relaxed);
}
