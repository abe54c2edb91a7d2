//! The three databases.

use std::fmt;

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL or MariaDB.
    Mysql,
}

impl Backend {
    /// The Cargo feature that switches it on.
    pub fn feature(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
        })
    }
}

/// Stands for the connections to a database whose feature is off: there never is one.
#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
#[derive(Debug)]
pub enum Absent {}

#[cfg(not(feature = "mysql"))]
pub(crate) use Absent as MysqlPool;
#[cfg(not(feature = "postgres"))]
pub(crate) use Absent as PostgresPool;
#[cfg(not(feature = "sqlite"))]
pub(crate) use Absent as SqlitePool;

#[cfg(feature = "mysql")]
pub(crate) use crate::mysql::MysqlPool;
#[cfg(feature = "postgres")]
pub(crate) use crate::postgres::PostgresPool;
#[cfg(feature = "sqlite")]
pub(crate) use crate::sqlite::SqlitePool;

/// The connections of an adapter. Each variant is there whatever the features are, so that
/// `with_conn!` can name all three in a crate that has none of these features.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "an adapter has one of them; which one is the largest depends on the features"
)]
pub enum Pools {
    /// See `sqlite.rs`.
    Sqlite(SqlitePool),
    /// See `postgres.rs`.
    Postgres(PostgresPool),
    /// See `mysql.rs`.
    Mysql(MysqlPool),
}
