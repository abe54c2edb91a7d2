//! Connections that many look-ups share.
//!
//! PostgreSQL answers requests of one connection in the order they came, and they need not wait
//! for each other's answers. For queries that take microseconds this halves the work on both
//! sides: fewer, fuller packets and no hand-over of connections. Only single reads may be sent
//! this way: no transaction, nothing that takes long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use better_auth_core::store::{StoreError, StoreResult};
use diesel::QueryResult;
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::result::Error;
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};
use tokio::sync::Mutex;

use super::{PostgresConnector, PostgresLink};
use crate::pool::Pool;
use crate::query_error::QueryError;

/// How many there are: one more than one, so that both sides always have something to do.
const CONNECTIONS: usize = 2;

/// The shared connections, made when they are first needed.
#[derive(Default)]
pub(super) struct Shared {
    slots: [Slot; CONNECTIONS],
    next: AtomicUsize,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

#[derive(Default)]
struct Slot {
    link: RwLock<Option<Arc<PostgresLink>>>,
    /// Held by the one who makes the connection.
    making: Mutex<()>,
}

impl Slot {
    fn open(&self) -> Option<Arc<PostgresLink>> {
        let link = self.link.read().unwrap_or_else(PoisonError::into_inner);
        link.as_ref().filter(|link| !link.is_closed()).cloned()
    }

    async fn make(&self, pool: &Pool<PostgresConnector>) -> StoreResult<Arc<PostgresLink>> {
        let _making = self.making.lock().await;
        if let Some(link) = self.open() {
            return Ok(link);
        }
        let link = Arc::new(pool.open().await.map_err(StoreError::Unavailable)?);
        self.put(Some(link.clone()));
        Ok(link)
    }

    fn put(&self, link: Option<Arc<PostgresLink>>) {
        let mut slot = self.link.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *slot, link);
        drop(slot);
        drop(old);
    }

    /// Throws a broken connection away, unless somebody did so before.
    fn forget(&self, broken: &Arc<PostgresLink>) {
        if self.open().is_some_and(|link| Arc::ptr_eq(&link, broken)) {
            self.put(None);
        }
    }
}

impl Shared {
    pub(super) async fn lease<'p>(
        &'p self,
        pool: &'p Pool<PostgresConnector>,
    ) -> StoreResult<SharedLease<'p>> {
        let next = self.next.fetch_add(1, Ordering::Relaxed) % CONNECTIONS;
        let [first, second] = &self.slots;
        let slot = if next == 0 { first } else { second };
        let link = match slot.open() {
            Some(link) => link,
            None => slot.make(pool).await?,
        };
        Ok(SharedLease { pool, slot, conn: SharedConnection(link) })
    }
}

/// A look-up's hold on a shared connection. Dropped half-way it leaves an answer that nobody
/// reads, and nothing else.
pub struct SharedLease<'p> {
    pool: &'p Pool<PostgresConnector>,
    slot: &'p Slot,
    conn: SharedConnection,
}

impl std::fmt::Debug for SharedLease<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SharedLease").field("pool", self.pool).finish_non_exhaustive()
    }
}

impl<'p> SharedLease<'p> {
    /// Where the bounds in time come from.
    pub fn pool(&self) -> &'p Pool<PostgresConnector> {
        self.pool
    }

    /// The connection.
    pub fn connection(&mut self) -> &mut SharedConnection {
        &mut self.conn
    }

    /// Throws the connection away if it broke.
    ///
    /// # Errors
    /// The error it was given.
    pub fn finish<T>(self, result: Result<T, QueryError>) -> StoreResult<T> {
        let result = result.map_err(StoreError::from);
        if matches!(result, Err(StoreError::Unavailable(_))) {
            self.slot.forget(&self.conn.0);
        }
        result
    }
}

/// A connection for single reads.
#[expect(missing_debug_implementations, reason = "Diesel's connection has none")]
pub struct SharedConnection(Arc<PostgresLink>);

impl SimpleAsyncConnection for SharedConnection {
    async fn batch_execute(&mut self, _: &str) -> QueryResult<()> {
        Err(no_single_read())
    }
}

/// Anything but a single read would reach the requests of others on the same connection.
fn no_single_read() -> Error {
    Error::QueryBuilderError("a look-up reads one row; use another mode of with_conn!".into())
}

impl AsyncConnectionCore for SharedConnection {
    type LoadFuture<'conn, 'query> =
        <AsyncPgConnection as AsyncConnectionCore>::LoadFuture<'conn, 'query>;
    type ExecuteFuture<'conn, 'query> =
        <AsyncPgConnection as AsyncConnectionCore>::ExecuteFuture<'conn, 'query>;
    type Stream<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Stream<'conn, 'query>;
    type Row<'conn, 'query> = <AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = diesel::pg::Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        let mut conn: &'conn AsyncPgConnection = &self.0.conn;
        AsyncConnectionCore::load(&mut conn, source)
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        _: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Self::Backend> + QueryId + 'query,
    {
        Box::pin(std::future::ready(Err(no_single_read())))
    }
}
