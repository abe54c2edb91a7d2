use better_auth_core::config::ConfigError;
use better_auth_core::migration::MigrationError;
use better_auth_core::random::RandomError;
use better_auth_core::store::StoreError;
use better_auth_diesel::ConnectError;

/// Why an import did not begin, or did not come to its end. What was taken until then stays; an
/// import that is run again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A setting can not be used: the source, or its secret. Nothing was written.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The source can not be reached. Nothing was written.
    #[error("the source can not be opened")]
    Connect(#[from] ConnectError),
    /// The source failed while it was read.
    #[error("the source can not be read")]
    Source(#[source] better_auth_core::store::BoxError),
    /// The database that is written failed.
    #[error("the database of the import failed")]
    Store(#[from] StoreError),
    /// The table in which an import remembers what it took could not be made.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// The source of randomness failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl ImportError {
    /// A setting that can not be used.
    pub(crate) fn config(setting: &'static str, problem: &str, remedy: &str) -> Self {
        Self::Config(ConfigError::new(setting, problem, remedy))
    }
}
