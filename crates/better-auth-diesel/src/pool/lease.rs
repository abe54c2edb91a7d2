use std::fmt;
use std::time::Instant;

use better_auth_core::store::{StoreError, StoreResult};
use diesel_async::{AsyncConnection, TransactionManager};
use tokio::sync::SemaphorePermit;

use super::{Connector, Pool};
use crate::query_error::QueryError;

/// A connection on loan. Only [`Lease::finish`] brings it back to the pool. Dropped before, as
/// happens when a request is cancelled, it is closed, and the database rolls back what was open.
pub struct Lease<'p, C: Connector> {
    pool: &'p Pool<C>,
    link: Option<C::Link>,
    born: Instant,
    _permit: SemaphorePermit<'p>,
}

impl<C: Connector> fmt::Debug for Lease<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease").field("pool", self.pool).finish_non_exhaustive()
    }
}

impl<'p, C: Connector> Lease<'p, C> {
    pub(super) fn new(
        pool: &'p Pool<C>,
        permit: SemaphorePermit<'p>,
        link: C::Link,
        born: Instant,
    ) -> Self {
        Self { pool, link: Some(link), born, _permit: permit }
    }

    pub(crate) fn link(&mut self) -> &mut C::Link {
        #[expect(clippy::expect_used, reason = "only `finish`, which takes the lease, empties it")]
        self.link.as_mut().expect("the lease holds a connection until it is finished")
    }

    /// Where the connection comes from.
    pub fn pool(&self) -> &'p Pool<C> {
        self.pool
    }

    /// The connection.
    pub fn connection(&mut self) -> &mut C::Diesel {
        C::diesel(self.link())
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(&mut self) -> Result<(), QueryError> {
        let pool = self.pool;
        pool.limit(async { Ok(C::begin(self.connection()).await?) }).await
    }

    /// Commits if the result is a success, rolls back if it is none.
    ///
    /// # Errors
    /// The error it was given, or that of the commit.
    pub async fn end<T>(&mut self, result: Result<T, QueryError>) -> Result<T, QueryError> {
        type Manager<C> = <C as AsyncConnection>::TransactionManager;
        let pool = self.pool;
        match result {
            Ok(value) => {
                let conn = self.connection();
                let commit = Manager::<C::Diesel>::commit_transaction(conn);
                pool.limit(async { Ok(commit.await?) }).await?;
                Ok(value)
            }
            Err(error) => {
                if !error.is_lost() {
                    let conn = self.connection();
                    let rollback = Manager::<C::Diesel>::rollback_transaction(conn);
                    let rolled_back = pool.limit(async { Ok(rollback.await?) }).await;
                    if let Err(failure) = rolled_back {
                        tracing::debug!(?failure, "a rollback failed; its connection is closed");
                    }
                }
                Err(error)
            }
        }
    }

    /// Gives the connection back if it still is good.
    ///
    /// # Errors
    /// The error it was given.
    pub fn finish<T>(mut self, result: Result<T, QueryError>) -> StoreResult<T> {
        let result = result.map_err(StoreError::from);
        let Some(mut link) = self.link.take() else {
            return result;
        };
        if matches!(result, Err(StoreError::Unavailable(_))) {
            self.pool.clear();
            return result;
        }
        let conn = C::diesel(&mut link);
        let open =
            <C::Diesel as AsyncConnection>::TransactionManager::is_broken_transaction_manager(conn);
        if !open {
            self.pool.put_back(link, self.born);
        }
        result
    }
}
