//! Schema changes as plain data.
//!
//! A plugin with tables hands out one [`MigrationSet`]; the adapter runs the sets in order, under
//! a lock, and records each by (owner, version), so two owners may use the same version. See
//! `migrations/README.md` for the rules that the SQL keeps.

use std::fmt;

use async_trait::async_trait;

use crate::store::StoreError;

/// The SQL of one migration on one database: statements separated by `;` at the end of a line.
#[derive(Debug, Clone, Copy)]
pub struct Script {
    /// Brings the schema to this version.
    pub up: &'static str,
    /// Takes it back to the version before.
    pub down: &'static str,
}

/// One version of an owner's schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Orders the migrations of an owner: `0001_create`, `0002_add_…`.
    pub version: &'static str,
    /// For SQLite.
    pub sqlite: Script,
    /// For PostgreSQL.
    pub postgres: Script,
    /// For MySQL and MariaDB. DDL commits by itself there, so each statement must be safe to run
    /// again.
    pub mysql: Script,
}

/// All versions of an owner's schema, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct MigrationSet {
    /// Who owns the tables: `core`, or the name of a plugin.
    pub owner: &'static str,
    /// The versions.
    pub migrations: &'static [Migration],
}

/// The tables that core owns.
pub const CORE: MigrationSet = crate::migrations!("core", "0001_create");

/// Collects the migrations of the calling crate from its `migrations` folder:
/// `migrations/<backend>/<version>/{up,down}.sql`.
#[macro_export]
macro_rules! migrations {
    ($owner:literal, $($version:literal),+ $(,)?) => {
        $crate::migration::MigrationSet {
            owner: $owner,
            migrations: &[$($crate::migration::Migration {
                version: $version,
                sqlite: $crate::migrations!(@script "sqlite", $version),
                postgres: $crate::migrations!(@script "postgres", $version),
                mysql: $crate::migrations!(@script "mysql", $version),
            }),+],
        }
    };
    (@script $backend:literal, $version:literal) => {
        $crate::migration::Script {
            up: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/migrations/", $backend, "/", $version, "/up.sql"
            )),
            down: include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/migrations/", $backend, "/", $version, "/down.sql"
            )),
        }
    };
}

/// A migration by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MigrationName {
    /// Who owns the tables.
    pub owner: String,
    /// Which version.
    pub version: String,
}

impl fmt::Display for MigrationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.version)
    }
}

/// A migration that did not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database refused a statement.
    #[error("migration {name} failed")]
    Failed {
        /// The migration.
        name: MigrationName,
        /// The refusal.
        #[source]
        source: StoreError,
    },
    /// The database could not be asked or locked.
    #[error("the migrations could not start")]
    Store(#[from] StoreError),
}

/// Runs migrations.
#[async_trait]
pub trait Migrator: fmt::Debug + Send + Sync {
    /// Which migrations the database has recorded, none when it is empty. Changes nothing.
    async fn applied_migrations(&self) -> Result<Vec<MigrationName>, StoreError>;

    /// Runs what is missing, in order, under a lock that lets two instances start together.
    /// Says what it ran.
    async fn migrate_up(&self, sets: &[MigrationSet])
    -> Result<Vec<MigrationName>, MigrationError>;

    /// Takes back every recorded migration of these sets, newest first. Says what it took back.
    async fn migrate_down(
        &self,
        sets: &[MigrationSet],
    ) -> Result<Vec<MigrationName>, MigrationError>;
}

/// Those of `sets` that are not among `applied`.
pub fn missing(sets: &[MigrationSet], applied: &[MigrationName]) -> Vec<MigrationName> {
    let names = sets.iter().flat_map(|set| {
        set.migrations.iter().map(|migration| MigrationName {
            owner: set.owner.to_owned(),
            version: migration.version.to_owned(),
        })
    });
    names.filter(|name| !applied.contains(name)).collect()
}
