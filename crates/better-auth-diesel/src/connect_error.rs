use better_auth_core::store::BoxError;

use crate::backend::Backend;

/// Why the adapter could not be made. No variant shows a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL has a scheme that names no database.
    #[error(
        "DATABASE_URL begins with {scheme:?}; use sqlite://FILE, postgres://USER:PASSWORD@HOST/NAME \
         or mysql://USER:PASSWORD@HOST/NAME"
    )]
    UnknownScheme {
        /// What stands before the colon.
        scheme: String,
    },
    /// The database is not compiled in.
    #[error(
        "{backend} is not compiled in; switch on the feature `{}` of better-auth-diesel",
        backend.feature()
    )]
    MissingFeature {
        /// The database.
        backend: Backend,
    },
    /// The URL asks for TLS, which is not compiled in.
    #[error("the URL asks for TLS; switch on the feature `tls` of better-auth-diesel")]
    MissingTls,
    /// `sqlite::memory:` would be another, empty database for each connection.
    #[error(
        "an SQLite database in memory is not supported, because each connection would see a \
         database of its own; use a file, for tests one in a temporary folder"
    )]
    InMemory,
    /// The URL can not be understood.
    #[error("the database URL is not valid: {problem}")]
    InvalidUrl {
        /// What is wrong with it.
        problem: String,
    },
    /// The database did not answer, or refused.
    #[error("{backend} at {location} can not be reached")]
    Unreachable {
        /// The database.
        backend: Backend,
        /// Host, port and name, or the file.
        location: String,
        /// The failure of the driver.
        #[source]
        source: BoxError,
    },
}
