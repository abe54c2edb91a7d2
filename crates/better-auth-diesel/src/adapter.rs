use std::fmt;
use std::sync::Arc;

use better_auth_core::store::StoreResult;
use diesel::IntoSql;
use diesel_async::RunQueryDsl;

use crate::backend::{Backend, Pools};
use crate::connect_error::ConnectError;
use crate::database_url::DatabaseUrl;
use crate::options::ConnectOptions;
use crate::with_conn;

/// The stores of core on SQLite, PostgreSQL or MySQL. Cheap to clone: clones share their
/// connections.
#[derive(Clone)]
pub struct DieselAdapter {
    pools: Arc<Pools>,
    location: Arc<str>,
}

impl fmt::Debug for DieselAdapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DieselAdapter({} at {})", self.backend(), self.location)
    }
}

impl DieselAdapter {
    /// Connects to the database that the URL names: `sqlite://FILE`, `postgres://…` or
    /// `mysql://…`. Makes one connection at once, so that a wrong URL shows at start and not at
    /// the first request.
    ///
    /// # Errors
    /// When the URL can not be used or the database can not be reached.
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        Self::connect_with(url, ConnectOptions::default()).await
    }

    /// Connects with other settings than the defaults.
    ///
    /// # Errors
    /// When the URL can not be used or the database can not be reached.
    pub async fn connect_with(url: &str, options: ConnectOptions) -> Result<Self, ConnectError> {
        let url = DatabaseUrl::parse(url)?;
        let pools = match url.backend {
            Backend::Sqlite => sqlite(&url, &options).await?,
            Backend::Postgres => postgres(&url, &options).await?,
            Backend::Mysql => mysql(&url, &options).await?,
        };
        Ok(Self { pools: Arc::new(pools), location: url.location.into() })
    }

    /// Which kind of database it is.
    pub fn backend(&self) -> Backend {
        match *self.pools {
            Pools::Sqlite(_) => Backend::Sqlite,
            Pools::Postgres(_) => Backend::Postgres,
            Pools::Mysql(_) => Backend::Mysql,
        }
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn ping(&self) -> StoreResult<()> {
        with_conn!(self, read, |conn| {
            diesel::select(1.into_sql::<diesel::sql_types::Integer>())
                .get_result::<i32>(conn)
                .await?;
            Ok(())
        })
    }

    /// What `with_conn!` matches on.
    #[doc(hidden)]
    pub fn pools(&self) -> &Pools {
        &self.pools
    }
}

#[cfg(feature = "sqlite")]
async fn sqlite(url: &DatabaseUrl, options: &ConnectOptions) -> Result<Pools, ConnectError> {
    let pool = crate::sqlite::SqlitePool::connect(&url.target, options).await;
    pool.map(Pools::Sqlite).map_err(|source| url.unreachable(source))
}

#[cfg(feature = "postgres")]
async fn postgres(url: &DatabaseUrl, options: &ConnectOptions) -> Result<Pools, ConnectError> {
    crate::postgres::PostgresPool::connect(url, options).await.map(Pools::Postgres)
}

#[cfg(feature = "mysql")]
async fn mysql(url: &DatabaseUrl, options: &ConnectOptions) -> Result<Pools, ConnectError> {
    crate::mysql::MysqlPool::connect(url, options).await.map(Pools::Mysql)
}

#[cfg(not(feature = "sqlite"))]
use missing as sqlite;
#[cfg(not(feature = "postgres"))]
use missing as postgres;
#[cfg(not(feature = "mysql"))]
use missing as mysql;

#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
async fn missing(url: &DatabaseUrl, _: &ConnectOptions) -> Result<Pools, ConnectError> {
    Err(ConnectError::MissingFeature { backend: url.backend })
}
