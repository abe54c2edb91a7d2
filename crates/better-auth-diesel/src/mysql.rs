//! MySQL and MariaDB: a pool.

use std::time::Duration;

use better_auth_core::store::{BoxError, StoreResult};
use diesel_async::{AsyncMysqlConnection, SimpleAsyncConnection};
use mysql_async::{Conn, Opts, OptsBuilder};

use crate::connect_error::ConnectError;
use crate::database_url::DatabaseUrl;
use crate::options::ConnectOptions;
use crate::pool::{Connector, Lease, Limits, Pool};

/// The connections to one database.
#[derive(Debug)]
pub struct MysqlPool {
    pool: Pool<MysqlConnector>,
}

impl MysqlPool {
    /// Makes the first connection.
    pub(crate) async fn connect(
        url: &DatabaseUrl,
        options: &ConnectOptions,
    ) -> Result<Self, ConnectError> {
        let opts = Opts::from_url(&url.target)
            .map_err(|error| ConnectError::InvalidUrl { problem: error.to_string() })?;
        let opts = crate::tls::Connect::new(&url.tls)?.into_mysql(OptsBuilder::from_opts(opts));
        let opts = opts
            .init(session(options))
            // Diesel has a cache of its own.
            .stmt_cache_size(0)
            // An update counts the rows it found, as the other databases do.
            .client_found_rows(true)
            .tcp_keepalive(Some(60_000_u32))
            .prefer_socket(false);
        let connector = MysqlConnector { opts: opts.into(), location: url.location.clone() };
        let pool = Pool::new(connector, Limits::of_server(options));
        let lease = pool.lease().await;
        let answer = lease.and_then(|lease| lease.finish(Ok(())));
        answer.map_err(|error| url.unreachable(error.into()))?;
        Ok(Self { pool })
    }

    /// A connection.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn lookup(&self) -> StoreResult<Lease<'_, MysqlConnector>> {
        self.pool.lease().await
    }

    /// A connection.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn read(&self) -> StoreResult<Lease<'_, MysqlConnector>> {
        self.pool.lease().await
    }

    /// A connection.
    ///
    /// # Errors
    /// See [`Pool::lease`].
    pub async fn write(&self) -> StoreResult<Lease<'_, MysqlConnector>> {
        self.pool.lease().await
    }
}

/// What each connection is told first.
fn session(options: &ConnectOptions) -> Vec<String> {
    let wait = options.operation_timeout.as_secs().max(1);
    vec![
        // Text that is too long is refused, not cut: a cut key could be another one's.
        "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')".to_owned(),
        // As on PostgreSQL; the default takes more locks and deadlocks more often.
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED".to_owned(),
        // Errors are told apart by their text.
        "SET SESSION lc_messages = 'en_US'".to_owned(),
        format!("SET SESSION innodb_lock_wait_timeout = {wait}"),
    ]
}

/// Makes connections to one database.
pub struct MysqlConnector {
    opts: Opts,
    location: String,
}

impl std::fmt::Debug for MysqlConnector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MysqlConnector({})", self.location)
    }
}

/// How long a connection may be idle before it is asked for a sign of life. The driver does not
/// notice by itself that the server closed it. Under load no connection is idle for so long.
const PING_AFTER: Duration = Duration::from_secs(1);

impl Connector for MysqlConnector {
    type Diesel = AsyncMysqlConnection;
    type Link = AsyncMysqlConnection;

    async fn connect(&self) -> Result<AsyncMysqlConnection, BoxError> {
        let conn = Conn::new(self.opts.clone()).await?;
        Ok(AsyncMysqlConnection::try_from(conn).await?)
    }

    fn diesel(link: &mut AsyncMysqlConnection) -> &mut AsyncMysqlConnection {
        link
    }

    async fn is_alive(link: &mut AsyncMysqlConnection, idle: Duration) -> bool {
        idle < PING_AFTER || link.batch_execute("DO 0").await.is_ok()
    }
}
