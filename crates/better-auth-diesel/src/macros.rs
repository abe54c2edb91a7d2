//! `with_conn!`: a query written once, run on the database that the adapter is connected to.

/// Runs a body on a connection and answers `Result<_, StoreError>`.
///
/// ```text
/// with_conn!(adapter, MODE, |conn| { … Ok(value) }).
/// ```
///
/// The body is compiled once for each database that better-auth-diesel was built with; `conn`
/// is a `&mut` to the connection of that database. `?` takes Diesel's errors and
/// [`StoreError`](better_auth_core::store::StoreError).
///
/// | mode | for | what it does |
/// |---|---|---|
/// | `lookup` | one row by a unique index | the shortest way there; SQLite reads on the calling thread |
/// | `read` | lists, searches, counts | any read; SQLite refuses to write |
/// | `write` | one statement that writes | is not repeated |
/// | `transaction` | several statements, all or none | commits on `Ok`, rolls back on `Err`; on SQLite it begins with the write lock. The victim of a deadlock runs again, so the body must not do anything but talk to the database |
///
/// A body that is dropped half-way, because the client left, leaves no transaction behind.
#[macro_export]
macro_rules! with_conn {
    ($adapter:expr, $mode:ident, |$conn:ident| $body:block) => {
        match $crate::DieselAdapter::pools($adapter) {
            $crate::__private::Pools::Sqlite(pool) => {
                $crate::__on_sqlite!(pool, $mode | $conn | $body)
            }
            $crate::__private::Pools::Postgres(pool) => {
                $crate::__on_postgres!(pool, $mode | $conn | $body)
            }
            $crate::__private::Pools::Mysql(pool) => {
                $crate::__on_mysql!(pool, $mode | $conn | $body)
            }
        }
    };
}

// `cfg` in an exported macro is evaluated in the calling crate, which has none of these
// features: so there is one macro for each database, and its definition depends on the feature.

#[cfg(feature = "sqlite")]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_sqlite {
    ($pool:ident, $mode:ident |$conn:ident| $body:block) => {
        $crate::__run!($pool, $mode | $conn | $body)
    };
}

#[cfg(not(feature = "sqlite"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_sqlite {
    ($pool:ident, $mode:ident |$conn:ident| $body:block) => {
        match *$pool {}
    };
}

#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_postgres {
    ($pool:ident, $mode:ident |$conn:ident| $body:block) => {
        $crate::__run!($pool, $mode | $conn | $body)
    };
}

#[cfg(not(feature = "postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_postgres {
    ($pool:ident, $mode:ident |$conn:ident| $body:block) => {
        match *$pool {}
    };
}

#[cfg(feature = "mysql")]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_mysql {
    ($pool:ident, $mode:ident |$conn:ident| $body:block) => {
        $crate::__run!($pool, $mode | $conn | $body)
    };
}

#[cfg(not(feature = "mysql"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __on_mysql {
    ($pool:ident, $mode:ident |$conn:ident| $body:block) => {
        match *$pool {}
    };
}

/// One body on one pool.
#[doc(hidden)]
#[macro_export]
macro_rules! __run {
    ($pool:ident, lookup |$conn:ident| $body:block) => {
        $crate::__run!(@repeated $pool, lookup, read, statement |$conn| $body)
    };
    ($pool:ident, read |$conn:ident| $body:block) => {
        $crate::__run!(@repeated $pool, read, read, statement |$conn| $body)
    };
    ($pool:ident, write |$conn:ident| $body:block) => {
        match $pool.write().await {
            Ok(mut lease) => {
                let result = $crate::__run!(@statement lease, |$conn| $body);
                lease.finish(result)
            }
            Err(error) => Err(error),
        }
    };
    // For migrations: as long as it takes, on a connection that is closed afterwards.
    ($pool:ident, exclusive |$conn:ident| $body:block) => {
        match $pool.write().await {
            Ok(mut lease) => {
                let $conn = lease.connection();
                let result: Result<_, $crate::QueryError> = async { $body }.await;
                result.map_err(Into::into)
            }
            Err(error) => Err(error),
        }
    };
    ($pool:ident, transaction |$conn:ident| $body:block) => {
        $crate::__run!(@repeated $pool, write, transaction, transaction |$conn| $body)
    };
    (@repeated $pool:ident, $lease:ident, $operation:ident, $how:ident |$conn:ident| $body:block) => {{
        let mut operation = $crate::__private::Operation::$operation();
        loop {
            let mut lease = match $pool.$lease().await {
                Ok(lease) => lease,
                Err(error) => break Err(error),
            };
            let result = $crate::__run!(@$how lease, |$conn| $body);
            match lease.finish(result) {
                Err(error) if operation.again(&error) => {}
                result => break result,
            }
        }
    }};
    (@statement $lease:ident, |$conn:ident| $body:block) => {{
        let pool = $lease.pool();
        let $conn = $lease.connection();
        pool.limit(async { $body }).await
    }};
    (@transaction $lease:ident, |$conn:ident| $body:block) => {{
        let result = match $lease.begin().await {
            Ok(()) => $crate::__run!(@statement $lease, |$conn| $body),
            Err(error) => Err(error),
        };
        $lease.end(result).await
    }};
}
