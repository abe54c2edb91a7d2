use crate::config::ConfigError;
use crate::migration::{MigrationError, MigrationName};
use crate::store::StoreError;

/// An application that can not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A setting can not work.
    #[error("setting {0}")]
    Config(#[from] ConfigError),
    /// The same plugin twice.
    #[error("the plugin {0:?} is plugged in twice; remove one `.plugin(…)` call")]
    DuplicatePlugin(&'static str),
    /// Two plugins with one route.
    #[error(
        "the plugin {plugin:?} brings {method} {path}, which is there already; drop one of the two"
    )]
    DuplicateRoute {
        /// The second plugin.
        plugin: String,
        /// The HTTP method.
        method: String,
        /// The path.
        path: String,
    },
    /// Two plugins with different schemas of one name; the document would describe only one.
    #[error(
        "the plugin {plugin:?} has a schema {schema:?} that differs from another one of that name; rename it with `#[schema(as = …)]`"
    )]
    DuplicateSchema {
        /// The second plugin.
        plugin: String,
        /// The name in the OpenAPI document.
        schema: String,
    },
    /// Two migration sets with one owner.
    #[error("two migration sets belong to {0:?}; every plugin owns its tables under its own name")]
    DuplicateMigrations(&'static str),
    /// The database lacks migrations.
    #[error("the database lacks migrations: {}; run them with `.on_start(OnStart::Migrate)` or `BetterAuth::migrate`", list(.0))]
    MissingMigrations(Vec<MigrationName>),
    /// A migration failed.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The database can not be asked.
    #[error("the database can not be used")]
    Store(#[from] StoreError),
}

fn list(names: &[MigrationName]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
