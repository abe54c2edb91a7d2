//! A small pool.
//!
//! It differs from the ready-made ones in what matters here. A connection comes back only
//! through [`Lease::finish`], so a cancelled request can not hand on an open transaction. A
//! connection is made by the request that needs it, so a database that is down answers at once
//! instead of after the checkout timeout. Nothing is asked of the database at checkout while
//! connections are in use.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use better_auth_core::store::{BoxError, StoreError, StoreResult};
use diesel::QueryResult;
use diesel_async::{AsyncConnection, TransactionManager};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use crate::query_error::QueryError;

mod lease;
mod operation;

pub use lease::Lease;
pub use operation::Operation;

/// Makes connections to one database and knows their habits.
pub trait Connector: fmt::Debug + Send + Sync + 'static {
    /// The connection that Diesel speaks through.
    type Diesel: AsyncConnection;
    /// That connection with what belongs to it.
    type Link: Send + 'static;

    /// Makes a connection.
    fn connect(&self) -> impl Future<Output = Result<Self::Link, BoxError>> + Send;

    /// The connection that Diesel speaks through.
    fn diesel(link: &mut Self::Link) -> &mut Self::Diesel;

    /// Whether the connection can be used after it has been idle for that long.
    fn is_alive(link: &mut Self::Link, idle: Duration) -> impl Future<Output = bool> + Send;

    /// Begins a transaction that writes.
    fn begin(conn: &mut Self::Diesel) -> impl Future<Output = QueryResult<()>> + Send {
        <Self::Diesel as AsyncConnection>::TransactionManager::begin_transaction(conn)
    }
}

/// Bounds of a pool.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connections: u32,
    pub(crate) connect: Duration,
    pub(crate) checkout: Duration,
    /// None where the driver itself is bounded.
    pub(crate) operation: Option<Duration>,
    /// A connection that was not used for so long, or is so old, is thrown away.
    pub(crate) idle: Option<Duration>,
    pub(crate) age: Option<Duration>,
}

impl Limits {
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn of_server(options: &crate::options::ConnectOptions) -> Self {
        Self {
            connections: options.max_connections,
            connect: options.connect_timeout,
            checkout: options.checkout_timeout,
            operation: Some(options.operation_timeout),
            idle: Some(Duration::from_secs(10 * 60)),
            age: Some(Duration::from_secs(30 * 60)),
        }
    }
}

/// Connections to one database.
pub struct Pool<C: Connector> {
    connector: C,
    limits: Limits,
    permits: Semaphore,
    /// The last one used is the first one taken, so that those too many grow old.
    idle: Mutex<Vec<Idle<C::Link>>>,
}

struct Idle<L> {
    link: L,
    born: Instant,
    since: Instant,
}

impl<C: Connector> fmt::Debug for Pool<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("connector", &self.connector)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// Nobody gave a connection back in time.
#[derive(Debug, thiserror::Error)]
#[error("no connection was free within {0:?}")]
struct NoneFree(Duration);

/// The database took too long.
#[derive(Debug, thiserror::Error)]
#[error("the database did not answer within {0:?}")]
pub(crate) struct TooSlow(Duration);

impl<C: Connector> Pool<C> {
    pub(crate) fn new(connector: C, limits: Limits) -> Self {
        let connections = usize::try_from(limits.connections).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            connector,
            limits,
            permits: Semaphore::new(connections.min(Semaphore::MAX_PERMITS)),
            idle: Mutex::default(),
        }
    }

    /// Waits for a connection.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when none becomes free, [`StoreError::Unavailable`] when the database
    /// can not be reached.
    pub async fn lease(&self) -> StoreResult<Lease<'_, C>> {
        let permit = self.permit().await?;
        let (link, born) = match self.take_idle().await {
            Some(found) => found,
            None => (self.open().await.map_err(StoreError::Unavailable)?, Instant::now()),
        };
        Ok(Lease::new(self, permit, link, born))
    }

    /// Makes a connection outside of the pool's count, bounded in time.
    pub(crate) async fn open(&self) -> Result<C::Link, BoxError> {
        timeout(self.limits.connect, self.connector.connect())
            .await
            .unwrap_or_else(|_| Err(TooSlow(self.limits.connect).into()))
    }

    /// Bounds an operation in time.
    ///
    /// # Errors
    /// Those of the operation, and [`StoreError::Unavailable`] when it takes too long.
    pub async fn limit<T>(
        &self,
        work: impl Future<Output = Result<T, QueryError>> + Send,
    ) -> Result<T, QueryError> {
        let Some(limit) = self.limits.operation else {
            return work.await;
        };
        timeout(limit, work)
            .await
            .unwrap_or_else(|_| Err(StoreError::Unavailable(TooSlow(limit).into()).into()))
    }

    async fn permit(&self) -> StoreResult<SemaphorePermit<'_>> {
        if let Ok(permit) = self.permits.try_acquire() {
            return Ok(permit);
        }
        match timeout(self.limits.checkout, self.permits.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(closed)) => Err(StoreError::Unavailable(closed.into())),
            Err(_) => Err(StoreError::Busy(NoneFree(self.limits.checkout).into())),
        }
    }

    async fn take_idle(&self) -> Option<(C::Link, Instant)> {
        loop {
            let Idle { mut link, born, since } = self.idle().pop()?;
            let idle = since.elapsed();
            let old = self.limits.idle.is_some_and(|limit| idle > limit)
                || self.limits.age.is_some_and(|limit| born.elapsed() > limit);
            let alive = !old
                && timeout(self.limits.connect, C::is_alive(&mut link, idle)).await == Ok(true);
            if alive {
                return Some((link, born));
            }
        }
    }

    fn put_back(&self, link: C::Link, born: Instant) {
        self.idle().push(Idle { link, born, since: Instant::now() });
    }

    /// Throws the idle connections away: one broke, so the server was probably restarted.
    fn clear(&self) {
        let idle = std::mem::take(&mut *self.idle());
        drop(idle);
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Idle<C::Link>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
