use crate::error::{ApiError, codes};

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A unique index refused the row. The index has the same name on every database:
    /// `<table>_<columns>_key`, for example `users_email_key`.
    #[error("unique index {index} refused the row")]
    Conflict {
        /// The name of the index.
        index: String,
    },
    /// The row refers to one that does not exist (any more).
    #[error("the row refers to one that does not exist")]
    MissingReference,
    /// The database can not be reached, or the connection broke. The next try may succeed.
    #[error("the database can not be reached")]
    Unavailable(#[source] BoxError),
    /// The database or the pool is too busy. The next try may succeed.
    #[error("the database is busy")]
    Busy(#[source] BoxError),
    /// Anything else: a bug, or a schema that does not fit.
    #[error("the database refused the query")]
    Other(#[source] BoxError),
}

/// A cause of any type.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What store methods answer.
pub type StoreResult<T> = Result<T, StoreError>;

impl StoreError {
    /// Whether this is the refusal of that unique index.
    pub fn is_conflict_on(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { index } if index == name)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Busy(_) => {
                Self::from(codes::SERVICE_UNAVAILABLE)
                    .with_retry_after(std::time::Duration::from_secs(1))
                    .with_source(error)
            }
            StoreError::Conflict { .. } | StoreError::MissingReference | StoreError::Other(_) => {
                Self::internal(error)
            }
        }
    }
}
