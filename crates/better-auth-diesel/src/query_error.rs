//! From the errors of Diesel to those of the stores.
//!
//! diesel-async hands on neither SQLSTATE nor MySQL error numbers, so what Diesel calls
//! `Unknown` is told apart by its message. MySQL connections ask for English messages. A
//! PostgreSQL server that was set to another language answers a deadlock with
//! [`StoreError::Other`].

use better_auth_core::store::{BoxError, StoreError};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use crate::violated_index::violated_index;

/// What the body of [`with_conn!`](crate::with_conn) fails with; `?` makes it of Diesel's errors
/// and of [`StoreError`].
#[derive(Debug)]
pub struct QueryError(StoreError);

impl QueryError {
    /// Whether the connection is gone.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self.0, StoreError::Unavailable(_))
    }
}

impl From<Error> for QueryError {
    fn from(error: Error) -> Self {
        Self(store_error(error))
    }
}

impl From<StoreError> for QueryError {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl From<QueryError> for StoreError {
    fn from(error: QueryError) -> Self {
        error.0
    }
}

fn store_error(error: Error) -> StoreError {
    let Error::DatabaseError(kind, information) = &error else {
        return match error {
            Error::BrokenTransactionManager => StoreError::Unavailable(error.into()),
            _ => StoreError::Other(error.into()),
        };
    };
    match kind {
        DatabaseErrorKind::UniqueViolation => {
            StoreError::Conflict { index: violated_index(information.as_ref()) }
        }
        DatabaseErrorKind::ForeignKeyViolation => StoreError::MissingReference,
        DatabaseErrorKind::SerializationFailure => StoreError::Busy(error.into()),
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            StoreError::Unavailable(error.into())
        }
        _ => by_message(information.as_ref())(error.into()),
    }
}

/// Parts of messages that say: try again.
const BUSY: &[&str] = &[
    "database is locked",
    "database table is locked",
    "deadlock detected",
    "Deadlock found",
    "Lock wait timeout exceeded",
    "Record has changed since last read",
    "canceling statement due to lock timeout",
    "canceling statement due to statement timeout",
    "could not serialize access",
    "too many clients already",
    "remaining connection slots are reserved",
    "Too many connections",
];

/// Parts of messages that say: the connection or the server is gone, or going.
const GONE: &[&str] = &[
    "terminating connection",
    "the database system is",
    "connection closed",
    "Input/output error",
    "Connection to the server is closed",
    "Server shutdown in progress",
    "Connection was killed",
    "disk I/O error",
    "unable to open database file",
    "database or disk is full",
];

fn by_message(information: &dyn DatabaseErrorInformation) -> fn(BoxError) -> StoreError {
    let message = information.message();
    let has = |parts: &[&str]| parts.iter().any(|part| message.contains(part));
    if has(BUSY) {
        StoreError::Busy
    } else if has(GONE) {
        StoreError::Unavailable
    } else {
        StoreError::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classified(kind: DatabaseErrorKind, message: &str) -> StoreError {
        QueryError::from(Error::DatabaseError(kind, Box::new(message.to_owned()))).into()
    }

    #[test]
    fn what_may_succeed_next_time_is_told_from_what_never_will() {
        use DatabaseErrorKind::Unknown;
        let busy = classified(Unknown, "database is locked");
        assert!(matches!(busy, StoreError::Busy(_)), "{busy:?}");
        let gone = classified(Unknown, "terminating connection due to administrator command");
        assert!(matches!(gone, StoreError::Unavailable(_)), "{gone:?}");
        let other = classified(Unknown, "no such table: users");
        assert!(matches!(other, StoreError::Other(_)), "{other:?}");
    }

    #[test]
    fn the_value_that_a_unique_index_refused_does_not_show() {
        let message = "Duplicate entry 'ann@example.com' for key 'users_email_key'";
        let error = classified(DatabaseErrorKind::UniqueViolation, message);
        assert!(error.is_conflict_on("users_email_key"));
        assert!(!format!("{error:?}").contains("ann@"), "{error:?}");
    }
}
